// @ts-check
/** What the user may do with an item or a folder, asked for once while it is looked at, and why something is refused. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, t } = DataBrowser;
  const FRESH_MS = 600000; // somebody may be given a right meanwhile
  const MOST_KEPT = 500;
  /** What is told of, in this order, and the actions of the service that it takes. */
  const RIGHTS = /** @type {[string, string[]][]} */ ([
    ["view", ["view"]],
    ["download", ["download"]],
    ["attach", ["write"]],
    ["upload", ["upload", "create"]],
    ["share", ["share"]],
    ["manage", ["admin"]],
  ]);
  const OF_FOLDERS = ["view", "upload", "share", "manage"];
  const OF_ITEMS = ["view", "download", "attach", "share", "manage"];

  /** Returns what is asked about: an item for its versions too; null where there is nothing to ask. @param {Row} row */
  function subjectOf(row) {
    const { kind, projectId } = row;
    if (kind === "folder") return { projectId, kind, id: row.id };
    const id = kind === "item" ? row.id : kind === "version" ? row.itemId || "" : "";
    return id && projectId ? { projectId, kind: "item", id } : null;
  }

  /** @param {Connection} connection @returns {Rights} */
  function createPermissions(connection) {
    /** @type {Map<string, {at: number, allowed: Record<string, boolean> | null, asked: Promise<any>}>} */
    let known = new Map();

    /** @param {Row} row */
    function find(row) {
      const subject = subjectOf(row);
      if (!subject) return Promise.resolve(null);
      const before = known.get(subject.id);
      if (before && Date.now() - before.at < FRESH_MS) return before.asked;
      const asked = ask(subject);
      if (known.size >= MOST_KEPT) known.delete(known.keys().next().value || "");
      known.set(subject.id, { at: Date.now(), allowed: null, asked });
      return asked;
    }

    /** @param {{projectId: string, kind: string, id: string}} subject @returns {Promise<Record<string, boolean> | null>} */
    async function ask(subject) {
      const asked = known;
      try {
        const answer = /** @type {any} */ (await connection.request("item.permissions", subject).promise);
        const entry = asked.get(subject.id);
        if (entry) entry.allowed = answer.allowed;
        return answer.allowed;
      } catch (error) {
        asked.delete(subject.id); // what is not known is allowed: the service has the last word
        return null;
      }
    }

    /** @param {Row} row @param {string} right */
    function mayNot(row, right) {
      const subject = subjectOf(row);
      const entry = subject && known.get(subject.id);
      const allowed = entry && entry.allowed;
      const needed = RIGHTS.find(([name]) => name === right);
      return Boolean(allowed && needed && needed[1].some((action) => allowed[action] === false));
    }

    return {
      find,
      /** Says why the user may not do something; empty where that may be done, or is not known. */
      reason: (row, right) => (mayNot(row, right) ? t(`permission.no-${right}`) : ""),
      forget() {
        known = new Map();
      },
    };
  }

  /** Shows what the user may and may not do. @param {Row} row @param {Record<string, boolean>} allowed */
  function drawPermissions(row, allowed) {
    const shown = row.kind === "folder" ? OF_FOLDERS : OF_ITEMS;
    const rights = RIGHTS.filter(([right]) => shown.includes(right));
    return h(
      "ul",
      { class: "rights" },
      rights.map(([right, actions]) => {
        const may = actions.every((action) => allowed[action] !== false);
        return h(
          "li",
          { class: may ? "right" : "right right-no" },
          icon(may ? "check" : "close"),
          h("span", { class: "visually-hidden" }, t(may ? "permission.may" : "permission.may-not")),
          " ",
          h("span", null, t(`permission.${right}`)),
        );
      }),
    );
  }

  Object.assign(DataBrowser, { createPermissions, drawPermissions });
})(window.DataBrowser);

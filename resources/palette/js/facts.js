// @ts-check
/** The properties of a row: what it is, what it may relate to, what the user may do with it, and its ids to copy. */
(function (DataBrowser) {
  "use strict";

  const { h, name, replace, t } = DataBrowser;

  /**
   * @param {Connection} connection
   * @returns {Facts}
   */
  function createFacts(connection) {
    const list = h("dl", { class: "facts" });
    const element = /** @type {HTMLDetailsElement} */ (
      h("details", { class: "details-facts" }, h("summary", null, h("h3", null, t("details.facts"))), list)
    );
    /** What the Schema service says of a type, as far as it does. @type {Map<string, Ability[]>} */
    const known = new Map();
    /** @type {Row | null} */
    let shown = null;
    /** @type {Record<string, boolean> | null} */
    let allowed = null;
    let type = "";
    /** Whether the user wants it open; null until told. @type {boolean | null} */
    let wish = null;
    /** @type {Element} */ (element.firstElementChild).addEventListener("click", () => {
      wish = !element.open;
    });

    /** @param {Row | null} row @param {Row | null} version the one that is chosen */
    function show(row, version) {
      if (!row || !shown || shown.key !== row.key) {
        allowed = null;
        const isItem = row !== null && (row.kind === "item" || row.kind === "version");
        // Folders are passed through: in a narrow palette their ids would only take the tree's place.
        const isRoomy = isItem || matchMedia("(min-width: 700px)").matches;
        element.open = wish === null ? isRoomy : wish;
      }
      shown = row && version ? ofVersion(row, version) : row;
      type = version ? version.type : row ? row.type : "";
      draw();
      if (version) ask(type);
    }

    /** @param {Row} row @param {Row} version @returns {Row} */
    function ofVersion(row, version) {
      const { modified, modifiedBy, size, id } = version;
      if (row.kind === "version") return { ...row, id, modified, modifiedBy, size };
      return { ...row, versionId: id, modified, modifiedBy, size };
    }

    /** Asks once for each type; where nothing comes, nothing is said. @param {string} asked */
    async function ask(asked) {
      if (!asked || known.has(asked)) return;
      known.set(asked, []);
      try {
        const params = { type: asked };
        const answer = /** @type {any} */ (await connection.request("item.type", params).promise);
        known.set(asked, answer.abilities);
        if (!answer.abilities.length) known.delete(asked); // it may say more the next time
      } catch (error) {
        known.delete(asked);
      }
      if (asked === type) draw();
    }

    function draw() {
      if (!shown) return replace(list);
      const focused = document.activeElement;
      const label = focused && list.contains(focused) ? focused.getAttribute("aria-label") : "";
      replace(list, drawKind(shown), drawRights(shown), drawIds(shown));
      const again = label && [...list.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === label);
      if (again instanceof HTMLElement) again.focus();
    }

    /** @param {Row} row */
    function drawKind(row) {
      const abilities = known.get(type) || [];
      return [
        fact("modified", DataBrowser.formatDate(row.modified)),
        fact("modified-by", row.modifiedBy && drawPerson(row.modifiedBy)),
        fact("size", DataBrowser.formatSize(row.size)),
        fact("type", type && h("span", { title: type }, DataBrowser.typeName(type))),
        fact(
          "abilities",
          abilities.length > 0 &&
            h(
              "ul",
              { class: "abilities" },
              abilities.map((one) => h("li", null, DataBrowser.abilityWords(one))),
            ),
        ),
      ];
    }

    /** @param {string} who */
    function drawPerson(who) {
      return h("span", { class: "fact-person" }, DataBrowser.avatar({ id: who, name: who, email: "" }, null), name(who));
    }

    /** @param {Row} row */
    function drawRights(row) {
      return fact("rights", allowed && DataBrowser.drawPermissions(row, allowed));
    }

    /** @param {Row} row */
    function drawIds(row) {
      const isVersion = row.kind === "version";
      /** @type {[string, string][]} */
      const ids = [
        [isVersion ? "item-id" : `${row.kind}-id`, isVersion ? row.itemId || "" : row.id],
        ["version-id", row.kind === "item" ? row.versionId : isVersion ? row.id : ""],
        ["project-id", row.kind === "project" || row.kind === "hub" ? "" : row.projectId],
        ["hub-id", row.kind === "hub" ? "" : row.hubId],
        ["type-id", type],
        ["web-url", row.webUrl],
      ];
      return ids
        .filter(([, value]) => value)
        .map(([key, value]) => fact(key, DataBrowser.copyField(t(`fact.${key}`), value)));
    }

    /** @param {string} key @param {Child} value nothing where that is not known */
    function fact(key, value) {
      if (!value) return null;
      return [h("dt", null, t(`fact.${key}`)), h("dd", null, typeof value === "string" ? h("bdi", null, value) : value)];
    }

    return {
      element,
      show,
      setAllowed(next) {
        allowed = next;
        draw();
      },
    };
  }

  Object.assign(DataBrowser, { createFacts });
})(window.DataBrowser);

// @ts-check
/** The places that somebody has marked, and those where somebody was lately; the host keeps both on disk. */
(function (DataBrowser) {
  "use strict";

  const FIELDS = /** @type {(keyof Step)[]} */ (["key", "kind", "id", "name", "icon", "hubId", "projectId"]);

  /** Returns the way to what a row stands for: a version's is its item's. @param {Row[]} rows @returns {Step[]} */
  function stepsOf(rows) {
    const lasting = rows.filter((row) => row.kind !== "version");
    return lasting.map((row) => /** @type {any} */ (Object.fromEntries(FIELDS.map((field) => [field, row[field]]))));
  }

  /**
   * @param {Connection} connection
   * @param {{onChange(): void}} hooks
   * @returns {Favourites}
   */
  function createFavourites(connection, hooks) {
    /** @type {Marks} */
    let marks = { favourites: [], recents: [] };
    let accountId = "";
    let request = 0;
    /** Those that were looked for and not found. @type {Set<string>} */
    const gone = new Set();

    /** @param {Mark} mark */
    const keyOf = (mark) => mark.way[mark.way.length - 1].key;
    /** @param {string} key */
    const has = (key) => marks.favourites.some((mark) => keyOf(mark) === key);

    /** @param {string} method @param {object} params */
    async function ask(method, params) {
      if (!accountId) return;
      const current = ++request;
      try {
        const next = await connection.request(method, { ...params, accountId }).promise;
        if (current !== request) return;
        marks = next;
        hooks.onChange();
      } catch (error) {
        if (current === request && method !== "favourites.visit") DataBrowser.sayProblem(DataBrowser.asProblem(error));
      }
    }

    return {
      has,
      isGone: (key) => gone.has(key),
      lists: () => marks,
      start(id) {
        accountId = id;
        request += 1;
        gone.clear();
        marks = { favourites: [], recents: [] };
        hooks.onChange();
        return ask("favourites.read", {});
      },
      toggle(way) {
        const last = way[way.length - 1];
        if (!last) return Promise.resolve();
        const isOn = !has(last.key);
        DataBrowser.say(DataBrowser.t(isOn ? "favourites.added" : "favourites.removed", { name: last.name }));
        return ask("favourites.set", { way, isOn });
      },
      visit: (way) => (way.length ? ask("favourites.visit", { way }) : Promise.resolve()),
      drop(mark) {
        const { way } = mark;
        return has(keyOf(mark)) && marks.favourites.includes(mark)
          ? ask("favourites.set", { way, isOn: false })
          : ask("favourites.visit", { way, isGone: true });
      },
      found(key, isFound) {
        if (isFound) gone.delete(key);
        else gone.add(key);
      },
    };
  }

  Object.assign(DataBrowser, { createFavourites, stepsOf });
})(window.DataBrowser);

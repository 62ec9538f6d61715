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
    let turn = 0;
    /** Comes true once all that was asked is answered: one is asked after the other, or an older one might hold. */
    let last = Promise.resolve();
    /** Those that were looked for and not found. @type {Set<string>} */
    const gone = new Set();

    /** @param {Mark} mark */
    const keyOf = (mark) => mark.way[mark.way.length - 1].key;
    /** @param {string} key */
    const has = (key) => marks.favourites.some((mark) => keyOf(mark) === key);

    /**
     * @param {string} method @param {() => object} getParams asked once it is its turn
     * @param {() => void} [onDone]
     */
    function ask(method, getParams, onDone) {
      const current = turn;
      const before = last;
      const run = async () => {
        await before;
        if (!accountId || current !== turn) return;
        try {
          const next = await connection.request(method, { ...getParams(), accountId }).promise;
          if (current !== turn) return;
          marks = next;
          hooks.onChange();
          if (onDone) onDone();
        } catch (error) {
          if (current === turn && method !== "favourites.visit") DataBrowser.sayProblem(DataBrowser.asProblem(error));
        }
      };
      last = run();
      return last;
    }

    return {
      has,
      isGone: (key) => gone.has(key),
      lists: () => marks,
      start(id) {
        accountId = id;
        turn += 1;
        last = Promise.resolve(); // who was there before may wait for ever
        gone.clear();
        marks = { favourites: [], recents: [] };
        hooks.onChange();
        return ask("favourites.read", () => ({}));
      },
      toggle(way) {
        const place = way[way.length - 1];
        if (!place) return Promise.resolve();
        let isOn = false;
        const getParams = () => {
          isOn = !has(place.key);
          return { way, isOn };
        };
        return ask("favourites.set", getParams, () => {
          DataBrowser.say(DataBrowser.t(isOn ? "favourites.added" : "favourites.removed", { name: place.name }));
        });
      },
      visit: (way) => (way.length ? ask("favourites.visit", () => ({ way })) : Promise.resolve()),
      drop(mark) {
        const { way } = mark;
        return has(keyOf(mark)) && marks.favourites.includes(mark)
          ? ask("favourites.set", () => ({ way, isOn: false }))
          : ask("favourites.visit", () => ({ way, isGone: true }));
      },
      found(key, isFound) {
        if (isFound) gone.delete(key);
        else gone.add(key);
      },
    };
  }

  Object.assign(DataBrowser, { createFavourites, stepsOf });
})(window.DataBrowser);

// @ts-check
/** How much of the hubs is known: what a search can say of what it does not find. */
(function (DataBrowser) {
  "use strict";

  const { t } = DataBrowser;
  const MOST_HUBS = 20;

  /**
   * @param {Connection} connection
   * @param {{onChange(): void}} hooks
   * @returns {HubKnown}
   */
  function createHubKnown(connection, { onChange }) {
    /** @type {Map<string, CatalogueState>} */
    const states = new Map();
    /** Those that were asked about. @type {Set<string>} */
    const asked = new Set();

    /** @param {CatalogueState} state */
    function note(state) {
      states.set(state.hubId, state);
      onChange();
    }

    /** The host tells of each change; what it told before this page was there is asked once. @param {string} hubId */
    async function learn(hubId) {
      if (asked.has(hubId) || states.has(hubId)) return;
      asked.add(hubId);
      try {
        const state = /** @type {CatalogueState} */ (await connection.request("catalogue.state", { hubId }).promise);
        state.notices.forEach((notice) => DataBrowser.sayProblem(notice)); // which are told once
        if (asked.has(hubId) && !states.has(hubId)) note(state);
      } catch (error) {
        asked.delete(hubId);
      }
    }

    /** Says what may still be missing; nothing where all is known, or nobody has told. @param {string[]} hubIds */
    function sentence(hubIds) {
      const known = hubIds.map((id) => states.get(id)).filter(Boolean);
      const some = /** @type {CatalogueState[]} */ (known);
      const filled = some.filter(({ doing }) => DataBrowser.isFilled(doing));
      const unfinished = filled.filter(({ refreshed }) => refreshed === null);
      if (some.length && !filled.length) return t("search.listed-only");
      if (!unfinished.length) return filled.length < some.length ? t("search.listed-partly") : "";
      let done = 0;
      let all = 0;
      for (const one of unfinished) {
        if (one.left === null || one.doing !== "refreshing") return t("search.known-partly");
        done += one.done;
        all += one.done + one.left;
      }
      const percent = all ? Math.min(99, Math.floor((100 * done) / all)) : 0;
      return percent ? t("search.known", { percent }) : t("search.known-partly");
    }

    return {
      note,
      learn(hubIds) {
        hubIds.slice(0, MOST_HUBS).forEach(learn);
      },
      sentence,
      forget() {
        states.clear();
        asked.clear();
      },
    };
  }

  Object.assign(DataBrowser, { createHubKnown });
})(window.DataBrowser);

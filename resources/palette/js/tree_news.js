// @ts-check
/**
 * What the sync finds in the places that the tree has listed is shown there, without asking the service.
 *
 * Other names and versions are written at once. What makes rows come, go or move waits while the pointer is over the
 * tree, so that nobody clicks on another row than meant; the tree itself keeps the active one where it is.
 */
(function (DataBrowser) {
  "use strict";

  const REST_MS = 1000; // a sync tells of many places in quick turn
  const MOST_KEYS = 200;

  /**
   * @param {Connection} connection
   * @param {{model: TreeModel, element: HTMLElement, firstKey(): string, onTaken(keys: string[]): void}} tree
   *   `firstKey` is that of the first level's list, empty for that of all hubs, which no catalogue has
   * @returns {TreeNews}
   */
  function createTreeNews(connection, { model, element, firstKey, onTaken }) {
    /** What waits for the pointer to go, by the key of its list. @type {Map<string, {hubId: string, listing: NewListing}>} */
    let waiting = new Map();
    /** Hubs that were told of since they were asked about. @type {Set<string>} */
    const told = new Set();
    let timer = 0;
    let turn = 0;
    let isAsking = false;

    /** Lists the nodes that have a list, those in sight first. @param {string} hubId */
    function listed(hubId) {
      /** @type {Map<string, TreeNode>} */
      const open = new Map();
      /** @type {Map<string, TreeNode>} */
      const closed = new Map();
      /** @param {TreeNode} node @param {boolean} isInSight */
      const add = (node, isInSight) => {
        const { row, children } = node;
        if (!children) return;
        const key = row ? row.key : firstKey();
        const isOfHub = row ? row.hubId === hubId && row.kind !== "item" : key === `hub::${hubId}`;
        if (key && isOfHub && !model.isLoading(node)) (isInSight ? open : closed).set(key, node);
        for (const child of children) if (child.children) add(child, isInSight && child.isExpanded);
      };
      add(model.root, true);
      return { open, all: new Map([...open, ...closed]) };
    }

    /** @param {string} hubId */
    async function ask(hubId) {
      const asked = [...listed(hubId).all].slice(0, MOST_KEYS);
      if (!asked.length) return;
      const current = turn;
      const seen = Object.fromEntries(asked.map(([key, node]) => [key, node.seen]));
      try {
        const { listings, isWhole } = /** @type {{listings: Record<string, NewListing>, isWhole: boolean}} */ (
          await connection.request("tree.news", { hubId, seen }).promise
        );
        if (current !== turn) return;
        for (const [key, node] of asked) {
          const listing = listings[key];
          if (!listing || node.seen !== seen[key]) continue; // the service has told more since
          node.seen = listing.listed;
          waiting.set(key, { hubId, listing });
        }
        if (!isWhole) told.add(hubId);
        take(hubId);
      } catch (error) {
        // The next time it is told of, it is asked about again.
      }
    }

    async function askAll() {
      timer = 0;
      isAsking = true;
      const hubIds = [...told];
      told.clear();
      for (const hubId of hubIds) await ask(hubId);
      isAsking = false;
      askSoon();
    }

    function askSoon() {
      if (told.size && !timer && !isAsking) timer = setTimeout(askAll, REST_MS);
    }

    /** Shows what can be shown now. @param {string} hubId */
    function take(hubId) {
      const { open, all } = listed(hubId);
      const isPointed = element.matches(":hover");
      /** @type {string[]} */
      const taken = [];
      for (const [key, { hubId: own, listing }] of [...waiting]) {
        if (own !== hubId) continue;
        const node = all.get(key);
        const isCurrent = node && node.seen === listing.listed;
        const change = isCurrent ? model.compare(node, listing.rows, listing) : "";
        if (change === "moves" && isPointed && open.has(key)) continue;
        waiting.delete(key);
        if (!node || !isCurrent) continue; // it is gone, or the service has told more since
        taken.push(key);
        if (change || node.keptAt) model.takeListed(node, listing.rows, listing);
      }
      if (taken.length) onTaken(taken);
    }

    element.addEventListener("pointerleave", () => {
      for (const hubId of new Set([...waiting.values()].map((one) => one.hubId))) take(hubId);
    });

    return {
      heard(hubId) {
        told.add(hubId);
        askSoon();
      },
      forget() {
        turn += 1;
        waiting = new Map();
        told.clear();
      },
    };
  }

  Object.assign(DataBrowser, { createTreeNews });
})(window.DataBrowser);

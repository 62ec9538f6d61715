// @ts-check
/** Which rows are open: those of the tree, and those to be opened as soon as they come, each below its list's row. */
(function (DataBrowser) {
  "use strict";

  const MOST = 500;

  /** Returns the key of the row whose list a row is in, whatever the first level is. @param {TreeNode} node */
  function listKeyOf({ row, parent }) {
    if (!row || row.kind === "hub") return "";
    if (row.kind === "project") return `hub::${row.hubId}`;
    return parent && parent.row ? parent.row.key : "";
  }

  /** @returns {OpenRows} */
  function createOpenRows() {
    /** The keys to open, and whose list each is in; null where that is not known. @type {Map<string, string | null>} */
    let wanted = new Map();

    return {
      start(keys, lists) {
        wanted = new Map(keys.map((key, index) => [key, typeof lists[index] === "string" ? lists[index] : null]));
      },
      take: (node) => wanted.size > 0 && node.row !== null && wanted.delete(node.row.key),
      settle(node) {
        const [first] = node.children || [];
        if (!wanted.size || (!node.row && !first)) return;
        const list = node.row ? node.row.key : listKeyOf(first);
        const there = new Set((node.children || []).map((child) => child.row && child.row.key));
        /** Whose lists nobody will see any more. */
        const gone = [...wanted].filter(([key, inside]) => inside === list && !there.has(key)).map(([key]) => key);
        for (let key = gone.pop(); key !== undefined; key = gone.pop()) {
          wanted.delete(key);
          for (const [other, inside] of wanted) if (inside === key) gone.push(other);
        }
      },
      list(root) {
        /** @type {Map<string, string | null>} */
        const open = new Map();
        const nodes = [root];
        for (let node = nodes.pop(); node; node = nodes.pop()) {
          if (node.row && node.isExpanded) open.set(node.row.key, listKeyOf(node));
          const { children } = node;
          if (children) for (let index = children.length - 1; index >= 0; index--) nodes.push(children[index]);
        }
        for (const [key, list] of wanted) if (!open.has(key)) open.set(key, list);
        const kept = [...open].slice(0, MOST);
        return { keys: kept.map(([key]) => key), lists: kept.map(([, list]) => list) };
      },
    };
  }

  Object.assign(DataBrowser, { createOpenRows });
})(window.DataBrowser);

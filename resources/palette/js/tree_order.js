// @ts-check
/** The order of a node's children: folders before items under every sort, versions always newest first. */
(function (DataBrowser) {
  "use strict";

  /** @typedef {(parent: TreeNode, row: Row) => TreeNode} MakeNode */

  /** What is compared in each column; null, the unknown, comes last. @type {Record<string, ((row: Row) => string | number | null) | undefined>} */
  const VALUES = {
    version: (row) => row.version,
    modified: (row) => row.modified,
    "modified-by": (row) => row.modifiedBy || null,
    size: (row) => row.size,
    kind: (row) => DataBrowser.kindName(row),
  };
  const BY_WORDS = new Set(["modified-by", "kind"]);

  /** @param {TreeSort} sort @returns {(one: Row, other: Row) => number} */
  function comparator({ by, isDown }) {
    const sign = isDown ? -1 : 1;
    const value = VALUES[by];
    const isWords = BY_WORDS.has(by);
    return (one, other) => {
      if (one.kind !== other.kind) {
        if (one.kind === "folder") return -1;
        if (other.kind === "folder") return 1;
      }
      if (value) {
        const [first, second] = [value(one), value(other)];
        if (first === null || second === null) {
          if (first !== second) return first === null ? 1 : -1;
        } else if (first !== second) {
          const order = isWords
            ? DataBrowser.compareNames(String(first), String(second))
            : first < second
              ? -1
              : 1;
          if (order) return sign * order;
        }
      }
      const order = DataBrowser.compareNames(one.name, other.name);
      return (value ? order : sign * order) || (one.id < other.id ? -1 : 1);
    };
  }

  /** Versions keep the order of the service; hubs and projects have nothing but names. @param {Row[]} rows @param {TreeSort} sort */
  function comparatorFor(rows, sort) {
    const kind = rows.length ? rows[0].kind : "";
    if (kind === "version") return null;
    if (kind === "hub" || kind === "project")
      return comparator({ by: "name", isDown: sort.by === "name" && sort.isDown });
    return comparator(sort);
  }

  /** Sorts rows in place; those that are in order already, as most answers are, cost one look. @param {Row[]} rows @param {TreeSort} sort */
  function orderRows(rows, sort) {
    const compare = comparatorFor(rows, sort);
    if (!compare) return;
    for (let index = 1; index < rows.length; index++)
      if (compare(rows[index - 1], rows[index]) > 0) {
        rows.sort(compare);
        return;
      }
  }

  /** @param {TreeNode} node @param {Row[]} rows in their order @param {MakeNode} makeNode */
  function setChildren(node, rows, makeNode) {
    const before = new Map();
    for (const child of node.children || []) before.set(child.row && child.row.key, child);
    node.children = rows.map((row, index) => {
      const child = before.get(row.key) || makeNode(node, row);
      child.row = row;
      child.position = index + 1;
      return child;
    });
  }

  /**
   * Takes a whole list as children, keeping the nodes of those that were there.
   * @param {TreeNode} node @param {Row[]} rows @param {TreeSort} sort @param {MakeNode} makeNode
   */
  function adoptRows(node, rows, sort, makeNode) {
    const ordered = rows.slice();
    orderRows(ordered, sort);
    setChildren(node, ordered, makeNode);
  }

  /**
   * Takes a part of a list: what is there already is told anew, the rest goes to its place.
   * @param {TreeNode} node @param {Row[]} rows @param {TreeSort} sort @param {MakeNode} makeNode
   */
  function mergeRows(node, rows, sort, makeNode) {
    const fresh = new Map(rows.map((row) => [row.key, row]));
    const kept = [];
    for (const { row } of node.children || []) if (row && !fresh.has(row.key)) kept.push(row);
    const added = [...fresh.values()];
    orderRows(added, sort);
    const compare = comparatorFor(added, sort);
    setChildren(node, compare ? merge(kept, added, compare) : kept.concat(added), makeNode);
  }

  /** @param {Row[]} kept @param {Row[]} added both in order @param {(one: Row, other: Row) => number} compare */
  function merge(kept, added, compare) {
    /** @type {Row[]} */
    const merged = [];
    let from = 0;
    for (const row of added) {
      let [low, high] = [from, kept.length];
      // Most parts follow what is there: then one look is enough.
      if (high > low && compare(kept[high - 1], row) <= 0) low = high;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(kept[middle], row) <= 0) low = middle + 1;
        else high = middle;
      }
      for (; from < low; from++) merged.push(kept[from]);
      merged.push(row);
    }
    for (; from < kept.length; from++) merged.push(kept[from]);
    return merged;
  }

  /** Puts the children of a node into another order. @param {TreeNode} node @param {TreeSort} sort */
  function orderChildren(node, sort) {
    const rows = /** @type {Row[]} */ ((node.children || []).map((child) => child.row));
    adoptRows(node, rows, sort, () => {
      throw new Error("a child came from nowhere");
    });
  }

  Object.assign(DataBrowser, { adoptRows, mergeRows, orderChildren });
})(window.DataBrowser);

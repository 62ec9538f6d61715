// @ts-check
/**
 * Finds rows among those that were listed so far, by their names, people, kinds and ids; quick with 50,000 of them.
 *
 * The catalogue of a hub knows more; these are what it lacks: what was listed a moment ago, and all where none is kept.
 */
(function (DataBrowser) {
  "use strict";

  const MOST = 50;

  /** @param {string} text */
  const fold = (text) => text.toLowerCase();

  /** Returns all rows that were listed, in sight or not. @param {TreeNode} root @returns {TreeNode[]} */
  function listNodes(root) {
    /** @type {TreeNode[]} */
    const found = [];
    const open = [root];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.row) found.push(node);
      const { children } = node;
      if (children) for (let index = children.length - 1; index >= 0; index--) open.push(children[index]);
    }
    return found;
  }

  /** @param {() => TreeNode} getRoot @returns {SearchIndex} */
  function createSearchIndex(getRoot) {
    /** @type {{node: TreeNode, name: string, more: string}[] | null} */
    let entries = null;
    /** @type {Map<string, string>} */
    const kinds = new Map();

    /** @param {Row} row */
    function kindOf(row) {
      const mark = `${row.kind}|${row.icon}`;
      const known = kinds.get(mark);
      if (known !== undefined) return known;
      const kind = fold(DataBrowser.kindName(row));
      kinds.set(mark, kind);
      return kind;
    }

    function read() {
      entries = listNodes(getRoot()).map((node) => {
        const row = /** @type {Row} */ (node.row);
        return { node, name: fold(row.name), more: ` ${fold(row.modifiedBy)} ${kindOf(row)}` };
      });
      return entries;
    }

    return {
      changed() {
        entries = null;
      },
      find(text) {
        const whole = fold(text.trim());
        const words = whole.split(/\s+/).filter(Boolean);
        const all = entries || read();
        /** Those named so first, then those whose name begins so, has it, or whose people or kind do. @type {TreeNode[][]} */
        const ranks = [[], [], [], []];
        if (words.length) {
          for (const { node, name, more } of all) {
            const row = /** @type {Row} */ (node.row);
            const isId = row.id === text.trim();
            if (!isId && !words.every((word) => name.includes(word) || more.includes(` ${word}`))) continue;
            const isVersion = row.kind === "version";
            let rank = words.every((word) => name.includes(word)) && !isVersion ? 2 : 3;
            if (rank === 2 && name.startsWith(whole)) rank = 1;
            if (isId || (rank === 1 && name === whole)) rank = 0;
            if (ranks[rank].length < MOST) ranks[rank].push(node);
          }
        }
        return ranks[0].concat(ranks[1], ranks[2], ranks[3]).slice(0, MOST);
      },
    };
  }

  Object.assign(DataBrowser, { createSearchIndex });
})(window.DataBrowser);

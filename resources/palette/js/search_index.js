// @ts-check
/** Finds rows among those that were listed so far, by their names, people, kinds and ids; quick with 50,000 of them. */
(function (DataBrowser) {
  "use strict";

  const MOST = 100;

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
        let count = 0;
        if (words.length) {
          for (const { node, name, more } of all) {
            const row = /** @type {Row} */ (node.row);
            const isId = row.id === text.trim();
            if (!isId && !words.every((word) => name.includes(word) || more.includes(` ${word}`))) continue;
            count += 1;
            const isVersion = row.kind === "version";
            let rank = words.every((word) => name.includes(word)) && !isVersion ? 2 : 3;
            if (rank === 2 && name.startsWith(whole)) rank = 1;
            if (isId || (rank === 1 && name === whole)) rank = 0;
            if (ranks[rank].length < MOST) ranks[rank].push(node);
          }
        }
        const nodes = ranks[0].concat(ranks[1], ranks[2], ranks[3]).slice(0, MOST);
        return { nodes, count, total: all.length, words };
      },
    };
  }

  /** Returns a text with the words in it marked. @param {string} text @param {string[]} words @returns {Child[]} */
  function markWords(text, words) {
    const folded = fold(text);
    if (folded.length !== text.length || !words.length) return [text]; // its places are not those of the text
    /** @type {[number, number][]} */
    const spots = [];
    for (const word of words) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
        spots.push([at, at + word.length]);
    }
    spots.sort((one, other) => one[0] - other[0]);
    /** @type {Child[]} */
    const parts = [];
    let done = 0;
    for (const [from, to] of spots) {
      if (from < done) continue;
      parts.push(text.slice(done, from), DataBrowser.h("mark", null, text.slice(from, to)));
      done = to;
    }
    parts.push(text.slice(done));
    return parts;
  }

  Object.assign(DataBrowser, { createSearchIndex, markWords });
})(window.DataBrowser);

// @ts-check
/**
 * The tree's nodes: lists them when they are first expanded and keeps the flat list of those in sight.
 *
 * An error's notice takes ERROR_SLOTS places of that list, so that every row can have the same height.
 */
(function (DataBrowser) {
  "use strict";

  const ERROR_SLOTS = 4;
  const PATIENCE_MS = 150;

  /** @param {TreeNode | null} parent @param {Row | null} row @returns {TreeNode} */
  function makeNode(parent, row) {
    return {
      row,
      notice: "",
      parent,
      level: parent ? parent.level + 1 : 0,
      position: 1,
      children: null,
      isExpanded: false,
      state: "new",
      noticeNode: null,
      problem: null,
      waitText: "",
      index: -1,
    };
  }

  /**
   * @param {{load(row: Row | null, onWait: (text: string) => void): Call<{rows: Row[]}>, onChange(): void}} hooks
   * @returns {TreeModel}
   */
  function createTreeModel(hooks) {
    const root = makeNode(null, null);
    root.isExpanded = true;
    /** @type {(TreeNode | null)[]} */
    const visible = [];
    /** Keys that are expanded as soon as their nodes come. @type {Set<string>} */
    let wanted = new Set();
    /** @type {WeakMap<TreeNode, {call: Call<any>, done: Promise<void>}>} */
    const calls = new WeakMap();

    function changed() {
      visible.length = 0;
      collect(root);
      hooks.onChange();
    }

    /** @param {TreeNode} node */
    function collect(node) {
      if (node.noticeNode) {
        show(node.noticeNode);
        if (node.noticeNode.notice === "error")
          for (let slot = 1; slot < ERROR_SLOTS; slot++) visible.push(null);
      }
      for (const child of node.children || []) {
        show(child);
        if (child.isExpanded) collect(child);
      }
    }

    /** @param {TreeNode} node */
    function show(node) {
      node.index = visible.length;
      visible.push(node);
    }

    /** @param {TreeNode | null} node */
    function isVisible(node) {
      return node !== null && visible[node.index] === node;
    }

    /** @param {TreeNode} node @param {"" | "loading" | "empty" | "error"} notice */
    function setNotice(node, notice) {
      if (!notice) {
        node.noticeNode = null;
        return;
      }
      node.noticeNode = makeNode(node, null);
      node.noticeNode.notice = notice;
    }

    /** @param {TreeNode} node */
    function expand(node) {
      if (!node.row || !node.row.hasChildren || node.isExpanded) return Promise.resolve();
      node.isExpanded = true;
      if (node.state === "loaded") {
        changed();
        return Promise.resolve();
      }
      return reload(node);
    }

    /** @param {TreeNode} node */
    function collapse(node) {
      if (!node.isExpanded) return;
      node.isExpanded = false;
      const running = calls.get(node);
      if (running && node.state === "loading") {
        calls.delete(node);
        node.state = "new";
        running.call.cancel();
      }
      changed();
    }

    /** Gives up waiting for a node's list: that it was cancelled is then said in its place. @param {TreeNode} node */
    function stop(node) {
      const running = calls.get(node);
      if (running) running.call.cancel();
    }

    /** @param {TreeNode} node @returns {Promise<void>} */
    function reload(node) {
      const running = calls.get(node);
      if (running) running.call.cancel();
      node.state = "loading";
      node.problem = null;
      node.waitText = "";
      setNotice(node, "");
      const call = hooks.load(node.row, (text) => {
        node.waitText = text;
        if (!node.noticeNode) setNotice(node, "loading");
        changed();
      });
      const timer = setTimeout(() => {
        if (node.state === "loading" && !node.children) {
          setNotice(node, "loading");
          changed();
        }
      }, PATIENCE_MS);
      const done = finish(node, call).then(() => clearTimeout(timer));
      calls.set(node, { call, done });
      changed();
      return done;
    }

    /** @param {TreeNode} node @param {Call<{rows: Row[]}>} call */
    async function finish(node, call) {
      /** @type {Row[]} */
      let rows = [];
      /** @type {Problem | null} */
      let problem = null;
      try {
        rows = (await call.promise).rows;
      } catch (error) {
        problem = DataBrowser.asProblem(error);
      }
      const running = calls.get(node);
      if (!running || running.call !== call) return; // collapsed, asked again, or another account: nobody waits
      calls.delete(node);
      node.problem = problem;
      node.state = problem ? "failed" : "loaded";
      if (problem) setNotice(node, "error");
      else {
        adopt(node, rows);
        setNotice(node, rows.length ? "" : "empty");
      }
      changed();
      if (node.children) for (const child of node.children) restore(child);
    }

    /** Takes new rows as children, keeping the nodes of those that were there. @param {TreeNode} node @param {Row[]} rows */
    function adopt(node, rows) {
      const before = new Map((node.children || []).map((child) => [child.row && child.row.key, child]));
      node.children = rows.map((row, index) => {
        const child = before.get(row.key) || makeNode(node, row);
        child.row = row;
        child.position = index + 1;
        return child;
      });
    }

    /** @param {TreeNode} node */
    function restore(node) {
      if (node.row && wanted.delete(node.row.key)) expand(node);
    }

    /** @param {string[]} expanded */
    function reset(expanded) {
      wanted = new Set(expanded);
      root.children = null;
      return reload(root);
    }

    /** @param {(row: Row) => boolean} fits */
    function find(fits) {
      /** @param {TreeNode} node @returns {TreeNode | null} */
      const search = (node) => {
        for (const child of node.children || []) {
          if (child.row && fits(child.row)) return child;
          const found = search(child);
          if (found) return found;
        }
        return null;
      };
      return search(root);
    }

    /** @param {TreeNode} node */
    function way(node) {
      /** @type {Row[]} */
      const rows = [];
      for (let step = node; step.row && step.parent; step = step.parent) rows.unshift(step.row);
      return rows;
    }

    /** @param {Row[]} rows @returns {Promise<TreeNode | null>} */
    async function reveal(rows) {
      let node = root;
      for (const row of rows) {
        if (node !== root) await expand(node);
        const running = calls.get(node);
        if (running) await running.done;
        let next = childOf(node, row.key);
        if (!next && node.state === "loaded") {
          await reload(node); // listed before it came
          next = childOf(node, row.key);
        }
        if (!next) return null;
        node = next;
      }
      return node;
    }

    /** @param {TreeNode} node @param {string} key */
    function childOf(node, key) {
      return (node.children || []).find((child) => child.row && child.row.key === key) || null;
    }

    function expandedKeys() {
      const keys = [...wanted];
      for (const node of visible) if (node && node.row && node.isExpanded) keys.push(node.row.key);
      return keys;
    }

    return { root, visible, isVisible, find, expand, collapse, stop, reload, reset, way, reveal, expandedKeys };
  }

  Object.assign(DataBrowser, { createTreeModel });
})(window.DataBrowser);

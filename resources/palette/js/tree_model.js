// @ts-check
/**
 * The tree's nodes: lists them when they are first expanded and keeps the flat list of those in sight.
 *
 * A list may come in parts, and before it what was listed another time: the rows in sight then keep their nodes. A
 * notice takes one or more places of the flat list, so that every row can have the same height.
 */
(function (DataBrowser) {
  "use strict";

  const PATIENCE_MS = 150;
  const GATHER_MS = 100; // parts that come sooner are shown together
  const GRACE_MS = 400; // who closes and opens in quick turn asks once
  /** How many places a notice takes until it has been seen. @type {Record<string, number>} */
  const SLOTS = { error: 4, loading: 3, empty: 3, more: 1, cut: 1 };

  /**
   * A list on its way: `arrived` is what came of it, `fresh` what of that is not shown yet.
   * `tell` lets those go on who wait for `news`: for something more of it to be shown.
   * @typedef {{
   *   call: Call<Listed>,
   *   news: Promise<void>,
   *   tell(): void,
   *   done: Promise<void>,
   *   arrived: Row[],
   *   fresh: Row[],
   *   timers: Record<"patience" | "gather" | "grace" | "long", number>,
   * }} Loading
   */

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
      keptAt: "",
      seen: 0,
      cutFrom: 0,
      waitText: "",
      waitFrom: 0,
      askedAt: 0,
      slots: 1,
      index: -1,
    };
  }

  /** @param {TreeModelHooks} hooks @returns {TreeModel} */
  function createTreeModel(hooks) {
    const root = makeNode(null, null);
    root.isExpanded = true;
    /** @type {(TreeNode | null)[]} */
    const visible = [];
    /** @type {TreeSort} */
    let sort = { by: "name", isDown: false };
    const openRows = DataBrowser.createOpenRows();
    /** What that lists, until something changes; those who scroll ask for it again and again. @type {OpenKeys | null} */
    let openKeys = null;
    /** @type {Map<TreeNode, Loading>} */
    const loads = new Map();

    function changed() {
      visible.length = 0;
      openKeys = null;
      collect(root);
      hooks.onChange();
    }

    /** @param {TreeNode} node */
    function collect(node) {
      const { noticeNode, children } = node;
      const isLast = noticeNode && (noticeNode.notice === "more" || noticeNode.notice === "cut");
      if (noticeNode && !isLast) showNotice(noticeNode);
      if (children) {
        for (const child of children) {
          child.index = visible.length;
          visible.push(child);
          if (child.isExpanded) collect(child);
        }
      }
      if (noticeNode && isLast) showNotice(noticeNode);
    }

    /** @param {TreeNode} node */
    function showNotice(node) {
      node.index = visible.length;
      visible.push(node);
      for (let slot = 1; slot < node.slots; slot++) visible.push(null);
    }

    /** @param {TreeNode | null} node */
    function isVisible(node) {
      return node !== null && visible[node.index] === node;
    }

    /** @param {TreeNode} node @param {TreeNode["notice"]} notice */
    function setNotice(node, notice) {
      if (node.noticeNode && node.noticeNode.notice === notice) return;
      node.noticeNode = notice ? makeNode(node, null) : null;
      if (node.noticeNode) Object.assign(node.noticeNode, { notice, slots: SLOTS[notice] });
    }

    /** @param {TreeNode} node */
    function expand(node) {
      if (!node.row || !node.row.hasChildren || node.isExpanded) return Promise.resolve();
      node.isExpanded = true;
      const loading = loads.get(node);
      if (loading) clearTimeout(loading.timers.grace);
      else if (node.state !== "loaded") return reload(node);
      changed();
      return loading ? loading.done : Promise.resolve();
    }

    /** @param {TreeNode} node */
    function collapse(node) {
      if (!node.isExpanded) return;
      node.isExpanded = false;
      const loading = loads.get(node);
      if (loading) {
        loading.timers.grace = setTimeout(() => {
          drop(node);
          node.state = "new";
          setNotice(node, "");
        }, GRACE_MS);
      }
      changed();
    }

    /** Gives up waiting for a node's list: that it was cancelled is then said in its place. @param {TreeNode} node */
    function stop(node) {
      const loading = loads.get(node);
      if (loading) loading.call.cancel();
    }

    /** Lets go of a list on its way, without a word. @param {TreeNode} node */
    function drop(node) {
      const loading = loads.get(node);
      if (!loading) return;
      loads.delete(node);
      Object.values(loading.timers).forEach(clearTimeout);
      loading.call.cancel();
      loading.tell();
    }

    /** @param {Loading} loading */
    function renew(loading) {
      loading.news = new Promise((resolve) => {
        loading.tell = () => {
          renew(loading);
          resolve();
        };
      });
    }

    /** @param {TreeNode} node @returns {Promise<void>} */
    function reload(node) {
      drop(node);
      node.state = "loading";
      node.problem = null;
      node.waitText = "";
      node.askedAt = Date.now();
      setNotice(node, node.cutFrom ? "cut" : "");
      const loading = /** @type {Loading} */ (/** @type {any} */ ({
        arrived: [],
        fresh: [],
        timers: { patience: 0, gather: 0, grace: 0, long: 0 },
      }));
      renew(loading);
      loads.set(node, loading);
      loading.call = hooks.load(node.row, {
        onWait: (text) => {
          if (loads.get(node) === loading) wait(node, text);
        },
        onRows: (rows, kept) => {
          if (loads.get(node) !== loading) return;
          if (kept) showKept(node, rows, kept);
          else gather(node, loading, rows);
          loading.tell();
        },
      });
      loading.timers.patience = setTimeout(() => {
        if (node.children) return;
        setNotice(node, "loading");
        changed();
      }, PATIENCE_MS);
      loading.timers.long = setTimeout(changed, DataBrowser.LONG_MS); // it says by then that it takes long
      loading.done = finish(node, loading);
      changed();
      return loading.done;
    }

    /** @param {TreeNode} node @param {string} text */
    function wait(node, text) {
      node.waitText = text;
      node.waitFrom = Date.now();
      if (!node.noticeNode) setNotice(node, "loading");
      changed();
    }

    /** Shows what was listed another time, until the answer comes. @param {TreeNode} node @param {Row[]} rows @param {Kept} kept */
    function showKept(node, rows, kept) {
      if (node.children) return;
      node.keptAt = kept.at;
      node.seen = Date.parse(kept.at);
      adopt(node, rows);
      setCut(node, kept);
      changed();
      restore(node);
    }

    /** Says that a list is empty, or that of what was kept there are but the first rows. @param {TreeNode} node @param {Kept | null} kept */
    function setCut(node, kept) {
      const { length } = node.children || [];
      node.cutFrom = kept && kept.count && kept.count > length ? kept.count : 0;
      setNotice(node, node.cutFrom ? "cut" : length ? "" : "empty");
    }

    /** Shows a part of a list: the first at once. @param {TreeNode} node @param {Loading} loading @param {Row[]} rows */
    function gather(node, loading, rows) {
      for (const row of rows) {
        loading.arrived.push(row);
        loading.fresh.push(row);
      }
      if (loading.timers.gather) return;
      const take = () => {
        const fresh = loading.fresh.splice(0);
        if (!fresh.length) return;
        DataBrowser.mergeRows(node, fresh, sort, makeNode);
        node.cutFrom = 0;
        setNotice(node, "more");
        changed();
        restore(node);
        loading.tell();
      };
      if (!node.children) take();
      else
        loading.timers.gather = setTimeout(() => {
          loading.timers.gather = 0;
          take();
        }, GATHER_MS);
    }

    /** @param {TreeNode} node @param {Loading} loading */
    async function finish(node, loading) {
      /** @type {Listed} */
      let answer = { rows: [] };
      /** @type {Problem | null} */
      let problem = null;
      try {
        answer = await loading.call.promise;
      } catch (error) {
        problem = DataBrowser.asProblem(error);
      }
      if (loads.get(node) !== loading) return; // asked again, or another account: nobody waits
      loads.delete(node);
      Object.values(loading.timers).forEach(clearTimeout);
      node.problem = problem;
      node.state = problem ? "failed" : "loaded";
      if (problem) {
        if (loading.fresh.length) DataBrowser.mergeRows(node, loading.fresh, sort, makeNode);
        setNotice(node, "error");
      } else {
        const { rows, kept } = answer;
        node.keptAt = "";
        node.seen = kept ? Date.parse(kept.at) : Date.now();
        adopt(node, loading.arrived.length ? loading.arrived.concat(rows) : rows);
        setCut(node, kept || null);
        if (!kept) openRows.settle(node);
      }
      changed();
      restore(node);
    }

    /** @param {TreeNode} node @param {Row[]} rows */
    function adopt(node, rows) {
      DataBrowser.adoptRows(node, rows, sort, makeNode);
    }

    /** Of a long list only the first rows may be told: then nobody knows what is gone. @param {TreeNode} node @param {Row[]} rows @param {Kept} kept */
    function takeNew(node, rows, { count }) {
      const isWhole = !count || count <= rows.length;
      if (isWhole) adopt(node, rows);
      else DataBrowser.mergeRows(node, rows, sort, makeNode);
      return isWhole;
    }

    /** @param {TreeNode} node @param {Row[]} rows @param {Kept} kept */
    function compare(node, rows, kept) {
      const before = node.children || [];
      const copy = { ...node, children: before.map((child) => ({ ...child })) };
      takeNew(copy, rows, kept);
      const rowsThen = copy.children.map(({ row }) => /** @type {Row} */ (row));
      const rowsNow = before.map(({ row }) => /** @type {Row} */ (row));
      if (rowsThen.map(({ key }) => key).join("\n") !== rowsNow.map(({ key }) => key).join("\n")) return "moves";
      return JSON.stringify(rowsThen) === JSON.stringify(rowsNow) ? "" : "words";
    }

    /** @param {TreeNode} node @param {Row[]} rows @param {Kept} kept */
    function takeListed(node, rows, kept) {
      const before = node.children;
      if (!before || loads.has(node)) return;
      const tips = new Map(before.map(({ row }) => [row && row.key, row && row.tipId]));
      if (takeNew(node, rows, kept)) {
        Object.assign(node, { keptAt: "", state: "loaded", problem: null });
        setCut(node, null);
      }
      for (const child of node.children || []) {
        const { row, state } = child;
        if (!row || state !== "loaded" || tips.get(row.key) === row.tipId) continue;
        if (child.isExpanded) reload(child); // it has a version more
        else child.state = "new";
      }
      changed();
      restore(node);
    }

    /** Opens what is to be open of a node's children. @param {TreeNode} node */
    function restore(node) {
      for (const child of node.children || []) if (openRows.take(child)) expand(child);
    }

    /** @param {string[]} expanded @param {unknown[]} [lists] */
    function reset(expanded, lists = []) {
      for (const node of [...loads.keys()]) drop(node);
      openRows.start(expanded, lists);
      root.children = null;
      root.keptAt = "";
      root.cutFrom = 0;
      return reload(root);
    }

    /** @param {TreeSort} next */
    function setSort(next) {
      sort = next;
      /** @param {TreeNode} node */
      const order = (node) => {
        if (!node.children) return;
        DataBrowser.orderChildren(node, sort);
        node.children.forEach(order);
      };
      order(root);
      changed();
    }

    /** @param {Map<TreeNode, number>} measured */
    function setSlots(measured) {
      for (const [node, slots] of measured) node.slots = slots;
      changed();
    }

    /** @param {(row: Row) => boolean} fits */
    function find(fits) {
      /** @param {TreeNode} node @returns {TreeNode | null} */
      const search = (node) => {
        for (const child of node.children || []) {
          if (child.row && fits(child.row)) return child;
          const found = child.children && search(child);
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
      for (const { key } of rows) {
        const parent = node;
        const isThere = () => childOf(parent, key) !== null;
        if (node !== root) expand(node);
        await shown(node, isThere);
        if (!isThere() && node.state === "loaded") {
          reload(node); // listed before it came
          await shown(node, isThere);
        }
        const next = childOf(node, key);
        if (!next) return null;
        node = next;
      }
      return node;
    }

    /** Waits until something is shown below a node, or nothing more is on its way. @param {TreeNode} node @param {() => boolean} isThere */
    async function shown(node, isThere) {
      for (let loading = loads.get(node); loading && !isThere(); loading = loads.get(node))
        await Promise.race([loading.news, loading.done]);
    }

    /** @param {TreeNode} node @param {string} key */
    function childOf(node, key) {
      return (node.children || []).find((child) => child.row && child.row.key === key) || null;
    }

    function expandedKeys() {
      openKeys = openKeys || openRows.list(root);
      return openKeys;
    }

    return {
      root,
      visible,
      isVisible,
      find,
      expand,
      collapse,
      stop,
      reload,
      compare,
      takeListed,
      isLoading: (node) => loads.has(node),
      reset,
      setSort,
      setSlots,
      way,
      reveal,
      firstShown: () => shown(root, () => root.children !== null),
      expandedKeys,
    };
  }

  Object.assign(DataBrowser, { createTreeModel });
})(window.DataBrowser);

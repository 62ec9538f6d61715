// @ts-check
/**
 * The tree on the screen: only the rows in view are elements, so 50,000 in a folder scroll like fifty.
 *
 * Our own, since the libraries that carry as many rows set no ARIA roles and keep the focus on elements that
 * scrolling destroys; roles, focus and notices would have been as much code around one of them. Follows the treegrid
 * pattern of the ARIA Authoring Practices Guide, rows first, with aria-activedescendant: the focus stays on the grid
 * itself. What comes or goes above does not move the row under the pointer, nor the active one.
 *
 * However many answers come, the rows are drawn once a frame. Only keys, and the first click of a frame, find what
 * they did at once; what is active and selected is always told at once.
 */
(function (DataBrowser) {
  "use strict";

  const { h, ROW_HEIGHT } = DataBrowser;
  const OVERSCAN = 8;

  /** @typedef {{row: HTMLElement, index: number, isActive: boolean, isSelected: boolean}} Shown */

  /** @param {TreeModel} model @param {TreeHooks} hooks @param {HTMLElement[]} [headButtons] @returns {Tree} */
  function createTree(model, hooks, headButtons) {
    const selection = DataBrowser.createTreeSelection(model);
    const space = h("div", { class: "tree-space", role: "rowgroup", id: "tree-rows" });
    const element = h(
      "div",
      {
        class: `tree${hooks.onMenu ? " has-menu" : ""}`,
        role: "treegrid",
        tabindex: "0",
        "aria-label": DataBrowser.t("tree.label"),
        "aria-multiselectable": "true",
        "aria-owns": "tree-columns tree-rows",
      },
      space,
    );
    const columns = DataBrowser.createTreeColumns(element, headButtons || [], (layout) => {
      model.setSort(layout.sort);
      settle();
      if (hooks.onLayout) hooks.onLayout();
    });
    const sights = DataBrowser.createTreeSights(rowsInSight, hooks, redrawSoon);
    const rows = DataBrowser.createTreeRows({ ...sights, canTakeFiles, firstKind: () => (hooks.firstKind ? hooks.firstKind() : "root") });
    /** The rows that are drawn, and where. @type {Map<TreeNode, Shown>} */
    const shown = new Map();
    /** @type {HTMLElement[]} */
    const spare = [];
    /** @type {WeakMap<Element, TreeNode>} */
    const nodes = new WeakMap();
    let openId = "";
    let openProject = "";
    /** Hears that words have come to take more or less room, such as those that count. */
    const watcher = new ResizeObserver(drawSoon);
    let lastRowId = 0;
    let frame = 0;
    /** Whether rows have come, gone or moved since the last time they were drawn. */
    let isBehind = false;
    /** Whether rows that are drawn may look different now. */
    let isStale = false;
    /** Whether a click was drawn at once since the last frame. */
    let hasAnswered = false;
    let height = 0;
    let isPointed = false;
    /** Where the pointer is, from the top of the window; -1 while it is elsewhere. */
    let pointerY = -1;

    function refresh() {
      selection.check();
      if (document.activeElement === element) selection.begin();
      isBehind = true;
      drawSoon();
    }

    function redrawSoon() {
      isStale = true;
      drawSoon();
    }

    /** Draws now what would be drawn with the next frame. */
    function settle() {
      if (isBehind) arrange();
      else if (isStale) draw();
    }

    function arrange() {
      const still = findStill();
      isBehind = false;
      isStale = true;
      const total = `${model.visible.length * ROW_HEIGHT}px`;
      if (space.style.height !== total) space.style.height = total;
      if (still && still.index !== still.node.index)
        element.scrollTop += (still.node.index - still.index) * ROW_HEIGHT;
      element.setAttribute("aria-rowcount", String(model.visible.length + 1));
      draw();
      if (hooks.onDrawn) hooks.onDrawn();
    }

    /** Finds the row that must not move: the one under the pointer, the active one, or the first in view. */
    function findStill() {
      const top = element.scrollTop;
      if (!top && pointerY < 0 && !selection.active) return null;
      const pointed =
        pointerY < 0
          ? -1
          : Math.floor((pointerY - element.getBoundingClientRect().top + top) / ROW_HEIGHT);
      /** @type {{node: TreeNode, index: number} | null} */
      let best = null;
      let rank = Infinity;
      for (const [node, { index }] of shown) {
        const isInView = (index + 1) * ROW_HEIGHT > top && index * ROW_HEIGHT < top + element.clientHeight;
        if (!isInView || !node.row || !model.isVisible(node)) continue;
        const own = index === pointed ? -2 : node === selection.active ? -1 : index;
        if (own < rank) [best, rank] = [{ node, index }, own];
      }
      return best;
    }

    function draw() {
      const top = Math.floor(element.scrollTop / ROW_HEIGHT);
      const first = Math.max(0, top - OVERSCAN);
      const last = Math.min(
        model.visible.length,
        top + Math.ceil(element.clientHeight / ROW_HEIGHT) + OVERSCAN,
      );
      const { active } = selection;
      /** @type {Set<TreeNode>} */
      const wanted = new Set();
      for (let index = first; index < last; index++) {
        const node = model.visible[index];
        if (node) wanted.add(node);
      }
      // A screen reader follows the active row, so it stays an element wherever the view is.
      if (active && model.isVisible(active)) wanted.add(active);
      for (const [node, { row }] of shown) {
        if (!wanted.has(node)) {
          shown.delete(node);
          row.remove();
          watcher.unobserve(row.querySelector(".row-notice") || row);
          spare.push(row);
        }
      }
      let next = space.firstElementChild;
      for (const node of [...wanted].sort((one, other) => one.index - other.index)) {
        const row = place(node);
        if (row === next) next = row.nextElementSibling;
        else space.insertBefore(row, next); // in the order of reading
      }
      isStale = false;
      point();
      sights.restSoon();
      fitNotices();
    }

    /** Gives each notice in view as many places as its words take. */
    function fitNotices() {
      /** @type {Map<TreeNode, number>} */
      const measured = new Map();
      for (const [node, { row }] of shown) {
        const slots = node.notice && rows.measure(row);
        if (slots && slots !== node.slots) measured.set(node, slots);
      }
      if (!measured.size) return;
      model.setSlots(measured);
      settle();
    }

    function point() {
      const own = selection.active && shown.get(selection.active);
      if (!own) element.removeAttribute("aria-activedescendant");
      else if (element.getAttribute("aria-activedescendant") !== own.row.id)
        element.setAttribute("aria-activedescendant", own.row.id);
    }

    /** @param {TreeNode} node */
    function place(node) {
      const before = shown.get(node);
      if (before && !isStale && !isMarkedAnew(node, before)) return before.row;
      const one = before || { row: spare.pop() || rows.create(), index: -1, isActive: false, isSelected: false };
      if (!before) {
        one.row.id = `tree-row-${++lastRowId}`;
        if (node.notice) watcher.observe(one.row.querySelector(".row-notice") || one.row);
        nodes.set(one.row, node);
        shown.set(node, one);
      }
      fill(node, one);
      if (one.index !== node.index) one.row.style.transform = `translateY(${node.index * ROW_HEIGHT}px)`;
      one.index = node.index;
      return one.row;
    }

    /** @param {TreeNode} node @param {Shown} one */
    function fill(node, one) {
      one.isActive = node === selection.active;
      one.isSelected = selection.isSelected(node);
      rows.fill(one.row, node, {
        isActive: one.isActive,
        isSelected: one.isSelected,
        isOpen: Boolean(openId && node.row && node.row.kind === "item" && node.row.id === openId),
      });
    }

    /** @param {TreeNode} node @param {Shown} one */
    function isMarkedAnew(node, { isActive, isSelected }) {
      return isActive !== (node === selection.active) || isSelected !== selection.isSelected(node);
    }

    /** Tells what is active and selected, of the rows that are drawn already. */
    function mark() {
      for (const [node, one] of shown) if (isMarkedAnew(node, one)) fill(node, one);
      point();
    }

    function rowsInSight() {
      const first = Math.floor(element.scrollTop / ROW_HEIGHT);
      const last = Math.ceil((element.scrollTop + element.clientHeight) / ROW_HEIGHT);
      return model.visible.slice(first, last).flatMap((node) => (node && node.row ? [node.row] : []));
    }

    /**
     * Makes a node the active one. What is selected is then it alone, or the `range` from where one began up to it, or
     * it is added or taken away by `toggle`, or it stays as it is while the keys `pass`.
     * @param {TreeNode | null} node @param {"key" | "pointer" | "code"} [reason] @param {Reach} [reach]
     */
    function activate(node, reason, reach) {
      selection.activate(node, reach);
      if (reason === "pointer") mark();
      else {
        settle();
        if (node) scrollTo(node);
        draw();
      }
      if (node && reach !== "pass") hooks.onSelect(node, reason || "code");
    }

    /** @param {TreeNode} node */
    function scrollTo(node) {
      const top = node.index * ROW_HEIGHT;
      let bottom = top + ROW_HEIGHT;
      for (let index = node.index + 1; model.visible[index] === null; index++) bottom += ROW_HEIGHT;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (bottom > element.scrollTop + element.clientHeight)
        element.scrollTop = bottom - element.clientHeight;
    }

    /** @param {TreeNode} node */
    function toggle(node) {
      if (node.isExpanded) model.collapse(node);
      else model.expand(node);
    }

    /** @param {TreeNode} node */
    function open(node) {
      const owner = node.parent;
      if (node.notice === "error" && owner) isCut(node) ? showWhole(owner) : retry(owner);
      else if ((node.notice === "loading" || node.notice === "more") && owner) model.stop(owner);
      else if (node.notice === "empty" && owner) attachFiles(owner);
      else if (node.row && !selection.isChoosable(node)) toggle(node);
      else if (node.row) hooks.onOpen(node);
    }

    /** @param {TreeNode} owner */
    function retry(owner) {
      if (owner.row) activate(owner, "code");
      model.reload(owner);
    }

    /** @param {TreeNode} owner */
    function showWhole(owner) {
      DataBrowser.openProblem(owner, () => retry(owner), () => element.focus());
    }

    /** Tells whether a notice says more than there is room for. @param {TreeNode} node */
    function isCut(node) {
      const own = shown.get(node);
      return Boolean(own && own.row.querySelector(".is-cut"));
    }

    /** @param {TreeNode} owner */
    function attachFiles({ row }) {
      if (row && hooks.onFiles && canTakeFiles(row)) hooks.onFiles(row);
    }

    /** @param {Row} row */
    function canTakeFiles(row) {
      return row.kind === "folder" && openProject === row.projectId;
    }

    /** Asks for the menu of a node, at the pointer or else below its row. @param {TreeNode} node @param {{x: number, y: number} | null} at */
    function menu(node, at) {
      if (node.notice === "error" && node.parent && !at) return showWhole(node.parent);
      if (!hooks.onMenu || !node.row) return;
      if (!selection.isSelected(node) || selection.active !== node)
        activate(node, at ? "pointer" : "key", selection.isSelected(node) ? "pass" : undefined);
      const own = shown.get(node);
      const box = own && own.row.getBoundingClientRect();
      hooks.onMenu(node, at || (box ? { x: box.left + Math.min(60, box.width / 2), y: box.bottom } : null));
    }

    /** @param {Event} event @returns {TreeNode | null} */
    function nodeOf(event) {
      const row = /** @type {Element} */ (event.target).closest(".row");
      return (row && nodes.get(row)) || null;
    }

    /** @param {MouseEvent} event */
    function onClick(event) {
      const target = /** @type {Element} */ (event.target);
      const node = nodeOf(event);
      if (!node || !model.isVisible(node)) return; // gone, and only not drawn so yet
      if (target.closest(".row-retry") && node.parent) return retry(node.parent);
      if (target.closest(".row-stop") && node.parent) return model.stop(node.parent);
      if (target.closest(".row-whole") && node.parent) return showWhole(node.parent);
      if (target.closest(".row-report") && node.parent && node.parent.problem) {
        const detail = { reference: node.parent.problem.reference };
        element.dispatchEvent(new CustomEvent(DataBrowser.REPORT_ASKED, { bubbles: true, detail }));
        return;
      }
      if (target.closest(".row-files") && node.parent) return attachFiles(node.parent);
      const more = target.closest(".row-more");
      if (more && node.row) {
        const box = more.getBoundingClientRect();
        return menu(node, { x: box.left, y: box.bottom });
      }
      const isControl = event.ctrlKey || event.metaKey;
      const isTwisty = target.closest(".row-twisty");
      if ((event.shiftKey || isControl) && !isTwisty) {
        const reach = event.shiftKey ? "range" : selection.isChoosable(node) ? "toggle" : "pass";
        return activate(node, "pointer", reach);
      }
      activate(node, "pointer");
      if (event.detail > 1) return; // who clicks twice wants it open, not open and closed again
      if (node.row && (isTwisty || !selection.isChoosable(node))) toggle(node);
    }

    /** @param {MouseEvent} event */
    function onContextMenu(event) {
      const node = nodeOf(event);
      if (!hooks.onMenu) return;
      event.preventDefault();
      // Of the key, which onKey has heard, this is the echo.
      if (node && model.isVisible(node) && event.button === 2) menu(node, { x: event.clientX, y: event.clientY });
    }

    function drawSoon() {
      frame =
        frame ||
        requestAnimationFrame(() => {
          frame = 0;
          hasAnswered = false;
          if (isBehind) arrange();
          else draw();
        });
    }

    element.addEventListener("scroll", drawSoon, { passive: true });
    const onKey = DataBrowser.createTreeKeys(model, selection, {
      activate: (node, reach) => activate(node, "key", reach),
      open,
      selectAll: () => {
        if (!selection.selectAll()) return;
        mark();
        hooks.onSelect(/** @type {TreeNode} */ (selection.active), "key");
      },
      menu: (node) => menu(node, null),
      pageSize: () => Math.max(1, Math.floor(element.clientHeight / ROW_HEIGHT) - 1),
    });
    element.addEventListener("keydown", (event) => {
      onKey(event);
      settle();
    });
    element.addEventListener("click", (event) => {
      onClick(event);
      if (hasAnswered || !isBehind) return;
      hasAnswered = true;
      settle();
    });
    element.addEventListener("contextmenu", onContextMenu);
    element.addEventListener("pointermove", (event) => (pointerY = event.clientY), { passive: true });
    element.addEventListener("pointerleave", () => (pointerY = -1));
    element.addEventListener("pointerdown", () => (isPointed = true));
    element.addEventListener("focus", () => {
      if (!selection.active && !isPointed && model.visible[0]) {
        selection.begin();
        settle();
        draw();
      }
      isPointed = false;
      sights.askAgain();
    });
    new ResizeObserver(() => {
      const { active } = selection;
      if (!height && element.clientHeight) sights.askAgain(); // seen again
      columns.fit();
      settle();
      const bottom = active ? (active.index + 1) * ROW_HEIGHT : 0;
      if (active && bottom <= element.scrollTop + height) scrollTo(active); // the details below took its place
      height = element.clientHeight;
      drawSoon();
    }).observe(element);

    return {
      element,
      head: columns.element,
      get active() {
        return selection.active;
      },
      get chosen() {
        return selection.chosen;
      },
      refresh,
      activate,
      focus: () => element.focus(),
      layout: () => columns.layout,
      setLayout(layout) {
        columns.setLayout(layout);
        model.setSort(columns.layout.sort);
      },
      setMarks: sights.setMarks,
      askMarks: sights.askAgain,
      setOpen(itemId, projectId) {
        openId = itemId;
        openProject = projectId;
        sights.askAgain();
        redrawSoon();
      },
      forget: sights.forget,
    };
  }

  Object.assign(DataBrowser, { createTree });
})(window.DataBrowser);

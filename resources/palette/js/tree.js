// @ts-check
/**
 * The tree on the screen: only the rows in view are elements, so 50,000 in a folder scroll like fifty.
 *
 * Our own, since the libraries that carry as many rows set no ARIA roles and keep the focus on elements that
 * scrolling destroys; roles, focus and notices would have been as much code around one of them. Follows the tree view
 * pattern of the ARIA Authoring Practices Guide with aria-activedescendant: the focus stays on the tree itself. Of the
 * items and versions in sight, many can be selected at once; everything else is selected alone.
 */
(function (DataBrowser) {
  "use strict";

  const { h } = DataBrowser;
  const ROW_HEIGHT = 28; // as in tree.css
  const OVERSCAN = 8;
  const TYPE_AHEAD_MS = 700;

  /**
   * @param {TreeModel} model
   * @param {{onSelect(node: TreeNode, reason: string): void, onOpen(node: TreeNode): void}} hooks
   *   `onSelect` hears what is active after what is selected has changed
   * @returns {Tree}
   */
  function createTree(model, hooks) {
    const rows = DataBrowser.createTreeRows();
    const space = h("div", { class: "tree-space", role: "none" });
    const element = h(
      "div",
      {
        class: "tree",
        role: "tree",
        tabindex: "0",
        "aria-label": DataBrowser.t("tree.label"),
        "aria-multiselectable": "true",
      },
      space,
    );
    /** @type {Map<TreeNode, HTMLElement>} */
    const shown = new Map();
    /** @type {HTMLElement[]} */
    const spare = [];
    /** @type {WeakMap<Element, TreeNode>} */
    const nodes = new WeakMap();
    /** @type {TreeNode | null} */
    let active = null;
    /** Where a range begins. @type {TreeNode | null} */
    let anchor = null;
    /** @type {Set<TreeNode>} */
    const selected = new Set();
    let lastRowId = 0;
    let frame = 0;
    let height = 0;
    let isPointed = false;
    let typed = "";
    let typedAt = -Infinity;

    function refresh() {
      for (const node of selected) if (!model.isVisible(node)) selected.delete(node);
      if (active && !model.isVisible(active)) active = nearest(active);
      if (!active && document.activeElement === element) active = model.visible[0] || null;
      const total = `${model.visible.length * ROW_HEIGHT}px`;
      if (space.style.height !== total) space.style.height = total;
      draw(true);
    }

    /** Finds what stands for a node that is gone from view. @param {TreeNode} node */
    function nearest(node) {
      for (let parent = node.parent; parent; parent = parent.parent)
        if (model.isVisible(parent)) return parent;
      return model.visible[0] || null;
    }

    /** @param {boolean} isChanged whether rows that are drawn already may look different now */
    function draw(isChanged) {
      const top = Math.floor(element.scrollTop / ROW_HEIGHT);
      const first = Math.max(0, top - OVERSCAN);
      const last = Math.min(
        model.visible.length,
        top + Math.ceil(element.clientHeight / ROW_HEIGHT) + OVERSCAN,
      );
      /** @type {Set<TreeNode>} */
      const wanted = new Set();
      for (let index = first; index < last; index++) {
        const node = model.visible[index];
        if (node) wanted.add(node);
      }
      // A screen reader follows the active row, so it stays an element wherever the view is.
      if (active && model.isVisible(active)) wanted.add(active);
      for (const [node, row] of shown) {
        if (!wanted.has(node)) {
          shown.delete(node);
          row.remove();
          spare.push(row);
        }
      }
      let next = space.firstElementChild;
      for (const node of [...wanted].sort((one, other) => one.index - other.index)) {
        const row = place(node, isChanged);
        if (row === next) next = row.nextElementSibling;
        else space.insertBefore(row, next); // in the order of reading
      }
      if (active && shown.has(active))
        element.setAttribute("aria-activedescendant", /** @type {HTMLElement} */ (shown.get(active)).id);
      else element.removeAttribute("aria-activedescendant");
    }

    /** @param {TreeNode} node @param {boolean} isChanged */
    function place(node, isChanged) {
      let row = shown.get(node);
      if (row && !isChanged) return row;
      if (!row) {
        row = spare.pop() || rows.create();
        row.id = `tree-row-${++lastRowId}`;
        shown.set(node, row);
        nodes.set(row, node);
      }
      rows.fill(row, node, node === active, selected.size ? selected.has(node) : node === active);
      row.style.transform = `translateY(${node.index * ROW_HEIGHT}px)`;
      return row;
    }

    /**
     * Makes a node the active one. What is selected is then it alone, or the `range` from where one began up to it, or
     * it is added or taken away by `toggle`, or it stays as it is while the keys `pass`.
     * @param {TreeNode | null} node @param {"key" | "pointer" | "code"} [reason] @param {Reach} [reach]
     */
    function activate(node, reason, reach) {
      const before = active;
      active = node;
      if (reach === "range" && node) selectRange(before || node, node);
      else if (reach === "toggle" && node) toggleSelected(node);
      else if (reach !== "pass") {
        selected.clear();
        if (node) selected.add(node);
        anchor = node;
      }
      if (node && reason !== "pointer") scrollTo(node);
      draw(true);
      if (node && reach !== "pass") hooks.onSelect(node, reason || "code");
    }

    /** @param {TreeNode | null} node */
    function isChoosable(node) {
      return node !== null && node.row !== null && (node.row.kind === "item" || node.row.kind === "version");
    }

    /** @param {TreeNode} start @param {TreeNode} end */
    function selectRange(start, end) {
      if (!anchor || !model.isVisible(anchor)) anchor = start;
      const [first, last] = [anchor.index, end.index].sort((one, other) => one - other);
      selected.clear();
      for (const node of model.visible.slice(first, last + 1))
        if (node && isChoosable(node)) selected.add(node);
      if (!selected.size) selected.add(end);
    }

    /** @param {TreeNode} node */
    function toggleSelected(node) {
      for (const one of selected) if (!isChoosable(one)) selected.delete(one);
      anchor = node;
      if (!selected.delete(node)) selected.add(node);
    }

    /** Selects all items of a folder or versions of an item; pressed again, the active one alone. */
    function selectAll() {
      const node = active;
      const siblings = ((node && node.parent && node.parent.children) || []).filter(isChoosable);
      if (!node || !siblings.length) return;
      const hasAll = siblings.every((one) => selected.has(one));
      selected.clear();
      for (const one of hasAll ? [node] : siblings) selected.add(one);
      draw(true);
      hooks.onSelect(node, "key");
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
      if (node.notice === "error" && node.parent) retry(node.parent);
      else if (node.notice === "loading" && node.parent) model.stop(node.parent);
      else if (node.row && node.row.kind !== "item" && node.row.kind !== "version") toggle(node);
      else if (node.row) hooks.onOpen(node);
    }

    /** @param {TreeNode} owner */
    function retry(owner) {
      if (owner.row) activate(owner, "code");
      model.reload(owner);
    }

    /** @param {number} from @param {number} step @param {Reach} [reach] */
    function move(from, step, reach) {
      let index = Math.max(0, Math.min(model.visible.length - 1, from));
      const direction = step < 0 ? -1 : 1;
      while (index > 0 && index < model.visible.length - 1 && !model.visible[index]) index += direction;
      while (index > 0 && !model.visible[index]) index -= 1;
      const node = model.visible[index];
      if (node && node !== active) activate(node, "key", reach);
    }

    /** @param {string} letter */
    function typeAhead(letter) {
      const now = performance.now();
      typed = now - typedAt > TYPE_AHEAD_MS ? letter : typed + letter;
      typedAt = now;
      const isRepeated = [...typed].every((one) => one === typed[0]);
      const prefix = (isRepeated ? typed[0] : typed).toLocaleLowerCase();
      const start = active ? active.index + (isRepeated ? 1 : 0) : 0;
      for (let step = 0; step < model.visible.length; step++) {
        const node = model.visible[(start + step) % model.visible.length];
        if (node && node.row && node.row.name.toLocaleLowerCase().startsWith(prefix))
          return activate(node, "key");
      }
    }

    /** @param {KeyboardEvent} event */
    function onKey(event) {
      const isControl = event.ctrlKey || event.metaKey;
      if (event.altKey || !model.visible.length) return;
      const index = active ? active.index : -1;
      const page = Math.max(1, Math.floor(element.clientHeight / ROW_HEIGHT) - 1);
      const reach = event.shiftKey ? "range" : isControl ? "pass" : undefined;
      if (event.key === "ArrowDown") move(index + 1, 1, reach);
      else if (event.key === "ArrowUp") move(index - 1, -1, reach);
      else if (event.key === "PageDown") move(index + page, 1, reach);
      else if (event.key === "PageUp") move(index - page, -1, reach);
      else if (event.key === "Home") move(0, 1, reach);
      else if (event.key === "End") move(model.visible.length - 1, -1, reach);
      else if (event.key === " " && active && reach) select(active, isControl);
      else if (isControl && event.key.toLowerCase() === "a") selectAll();
      else if (isControl) return;
      else if (event.key === "Escape" && active && selected.size > 1) activate(active, "key");
      else if (event.key === "ArrowRight" && active) goIn(active);
      else if (event.key === "ArrowLeft" && active) goOut(active);
      else if (event.key === "Enter" && active) open(active);
      else if (event.key === " " && performance.now() - typedAt > TYPE_AHEAD_MS) {
        if (active) open(active);
      } else if (event.key.length === 1) typeAhead(event.key);
      else return;
      if (event.key.length > 1) typedAt = -Infinity; // a step ends what was typed
      event.preventDefault();
    }

    /** @param {TreeNode} node @param {boolean} isToggled */
    function select(node, isToggled) {
      activate(node, "key", !isToggled ? "range" : isChoosable(node) ? "toggle" : "pass");
    }

    /** @param {TreeNode} node */
    function goIn(node) {
      if (!node.row || !node.row.hasChildren) return;
      if (!node.isExpanded) model.expand(node);
      else {
        const child = model.visible[node.index + 1];
        if (child && child.parent === node) activate(child, "key");
      }
    }

    /** @param {TreeNode} node */
    function goOut(node) {
      if (node.isExpanded) model.collapse(node);
      else if (node.parent && node.parent !== model.root) activate(node.parent, "key");
    }

    /** @param {MouseEvent} event */
    function onClick(event) {
      const target = /** @type {Element} */ (event.target);
      const row = target.closest(".row");
      const node = row && nodes.get(row);
      if (!node) return;
      if (target.closest(".row-retry") && node.parent) return retry(node.parent);
      if (target.closest(".row-stop") && node.parent) return model.stop(node.parent);
      const isControl = event.ctrlKey || event.metaKey;
      const isTwisty = target.closest(".row-twisty");
      if ((event.shiftKey || isControl) && !isTwisty)
        return activate(node, "pointer", event.shiftKey ? "range" : isChoosable(node) ? "toggle" : "pass");
      activate(node, "pointer");
      if (event.detail > 1) return; // who clicks twice wants it open, not open and closed again
      const isContainer = node.row && node.row.kind !== "item" && node.row.kind !== "version";
      if (isTwisty || isContainer) toggle(node);
    }

    function drawSoon() {
      frame =
        frame ||
        requestAnimationFrame(() => {
          frame = 0;
          draw(false);
        });
    }

    element.addEventListener("scroll", drawSoon, { passive: true });
    element.addEventListener("keydown", onKey);
    element.addEventListener("click", onClick);
    element.addEventListener("pointerdown", () => {
      isPointed = true;
    });
    element.addEventListener("focus", () => {
      if (!active && !isPointed && model.visible[0]) {
        active = model.visible[0];
        draw(true);
      }
      isPointed = false;
    });
    new ResizeObserver(() => {
      const bottom = active ? (active.index + 1) * ROW_HEIGHT : 0;
      if (active && bottom <= element.scrollTop + height) scrollTo(active); // the details below took its place
      height = element.clientHeight;
      drawSoon();
    }).observe(element);

    return {
      element,
      get active() {
        return active;
      },
      get chosen() {
        return [...selected].filter(isChoosable).sort((one, other) => one.index - other.index);
      },
      refresh,
      activate,
      focus: () => element.focus(),
    };
  }

  Object.assign(DataBrowser, { createTree });
})(window.DataBrowser);

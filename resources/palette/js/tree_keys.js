// @ts-check
/** The keys of the tree, after the treegrid pattern of the ARIA Authoring Practices Guide. */
(function (DataBrowser) {
  "use strict";

  const TYPE_AHEAD_MS = 700;
  const MOST_AT_ONCE = 50; // lists that one key asks for

  /**
   * Returns what hears the keys.
   * @param {TreeModel} model @param {TreeSelection} selection
   * @param {{
   *   activate(node: TreeNode, reach?: Reach): void,
   *   open(node: TreeNode): void,
   *   selectAll(): void,
   *   menu(node: TreeNode): void,
   *   pageSize(): number,
   * }} acts
   */
  function createTreeKeys(model, selection, acts) {
    let typed = "";
    let typedAt = -Infinity;

    /** @param {number} from @param {number} step @param {Reach} [reach] */
    function move(from, step, reach) {
      let index = Math.max(0, Math.min(model.visible.length - 1, from));
      const direction = step < 0 ? -1 : 1;
      while (index > 0 && index < model.visible.length - 1 && !model.visible[index]) index += direction;
      while (index > 0 && !model.visible[index]) index -= 1;
      const node = model.visible[index];
      if (node && node !== selection.active) acts.activate(node, reach);
    }

    /** @param {string} letter */
    function typeAhead(letter) {
      const now = performance.now();
      typed = now - typedAt > TYPE_AHEAD_MS ? letter : typed + letter;
      typedAt = now;
      const isRepeated = [...typed].every((one) => one === typed[0]);
      const prefix = (isRepeated ? typed[0] : typed).toLocaleLowerCase();
      const start = selection.active ? selection.active.index + (isRepeated ? 1 : 0) : 0;
      for (let step = 0; step < model.visible.length; step++) {
        const node = model.visible[(start + step) % model.visible.length];
        if (node && node.row && node.row.name.toLocaleLowerCase().startsWith(prefix))
          return acts.activate(node);
      }
    }

    /** @param {TreeNode} node */
    function goIn(node) {
      if (!node.row || !node.row.hasChildren) return;
      if (!node.isExpanded) model.expand(node);
      else {
        const child = model.visible[node.index + 1];
        if (child && child.parent === node) acts.activate(child);
      }
    }

    /** @param {TreeNode} node */
    function goOut(node) {
      if (node.isExpanded) model.collapse(node);
      else if (node.parent && node.parent !== model.root) acts.activate(node.parent);
    }

    /** Expands what is beside a node and like it, the node first; the versions of all items would cost a request each. @param {TreeNode} node */
    function expandSiblings(node) {
      if (!node.row || !node.parent || selection.isChoosable(node)) return;
      const all = (node.parent.children || []).filter((one) => !selection.isChoosable(one));
      const from = all.indexOf(node);
      const closed = [...all.slice(from), ...all.slice(0, from)].filter((one) => !one.isExpanded);
      const unknown = closed.filter(({ state }) => state === "new" || state === "failed");
      const spared = new Set(unknown.slice(MOST_AT_ONCE));
      for (const one of closed) if (!spared.has(one)) model.expand(one);
      if (spared.size) DataBrowser.say(DataBrowser.count("tree.spared", spared.size));
    }

    /** @param {TreeNode} node @param {boolean} isToggled */
    function select(node, isToggled) {
      acts.activate(node, !isToggled ? "range" : selection.isChoosable(node) ? "toggle" : "pass");
    }

    /** @param {KeyboardEvent} event */
    return function onKey(event) {
      const isControl = event.ctrlKey || event.metaKey;
      if (event.altKey || !model.visible.length) return;
      const { active } = selection;
      const index = active ? active.index : -1;
      const reach = event.shiftKey ? "range" : isControl ? "pass" : undefined;
      const isResting = performance.now() - typedAt > TYPE_AHEAD_MS;
      if (event.key === "ArrowDown") move(index + 1, 1, reach);
      else if (event.key === "ArrowUp") move(index - 1, -1, reach);
      else if (event.key === "PageDown") move(index + acts.pageSize(), 1, reach);
      else if (event.key === "PageUp") move(index - acts.pageSize(), -1, reach);
      else if (event.key === "Home") move(0, 1, reach);
      else if (event.key === "End") move(model.visible.length - 1, -1, reach);
      else if ((event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) && active) acts.menu(active);
      else if (event.key === " " && active && reach) select(active, isControl);
      else if (isControl && event.key.toLowerCase() === "a") acts.selectAll();
      else if (isControl) return;
      else if (event.key === "Escape" && active && selection.size > 1) acts.activate(active);
      else if (event.key === "ArrowRight" && active) goIn(active);
      else if (event.key === "ArrowLeft" && active) goOut(active);
      else if (event.key === "Enter" && active) acts.open(active);
      else if (event.key === "*" && active && isResting) expandSiblings(active);
      else if (event.key === " " && isResting) {
        if (active) acts.open(active);
      } else if (event.key === "?" && isResting) return; // asks for the list of keys
      else if (event.key.length === 1) typeAhead(event.key);
      else return;
      if (event.key.length > 1) typedAt = -Infinity; // a step ends what was typed
      event.preventDefault();
    };
  }

  Object.assign(DataBrowser, { createTreeKeys });
})(window.DataBrowser);

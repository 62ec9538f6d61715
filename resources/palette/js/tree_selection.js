// @ts-check
/** What is active in the tree and what is selected: of the items and versions in sight many, all else alone. */
(function (DataBrowser) {
  "use strict";

  /** @param {TreeModel} model @returns {TreeSelection} */
  function createTreeSelection(model) {
    /** @type {TreeNode | null} */
    let active = null;
    /** Where a range begins. @type {TreeNode | null} */
    let anchor = null;
    /** @type {Set<TreeNode>} */
    const selected = new Set();

    /** Lets go of what is out of sight. */
    function check() {
      for (const node of selected) if (!model.isVisible(node)) selected.delete(node);
      if (active && !model.isVisible(active)) active = nearest(active);
    }

    /** Finds what stands for a node that is gone from view. @param {TreeNode} node */
    function nearest(node) {
      for (let parent = node.parent; parent; parent = parent.parent)
        if (model.isVisible(parent)) return parent;
      return model.visible[0] || null;
    }

    /** @param {TreeNode | null} node @param {Reach} [reach] */
    function activate(node, reach) {
      const before = active;
      active = node;
      if (reach === "range" && node) selectRange(before || node, node);
      else if (reach === "toggle" && node) toggle(node);
      else if (reach !== "pass") {
        selected.clear();
        if (node) selected.add(node);
        anchor = node;
      }
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
    function toggle(node) {
      for (const one of selected) if (!isChoosable(one)) selected.delete(one);
      anchor = node;
      if (!selected.delete(node)) selected.add(node);
    }

    /** Selects all items of a folder or versions of an item; asked again, the active one alone. */
    function selectAll() {
      const node = active;
      const siblings = ((node && node.parent && node.parent.children) || []).filter(isChoosable);
      if (!node || !siblings.length) return false;
      const hasAll = siblings.every((one) => selected.has(one));
      selected.clear();
      for (const one of hasAll ? [node] : siblings) selected.add(one);
      return true;
    }

    return {
      get active() {
        return active;
      },
      get size() {
        return selected.size;
      },
      get chosen() {
        return [...selected].filter(isChoosable).sort((one, other) => one.index - other.index);
      },
      isChoosable,
      isSelected: (node) => (selected.size ? selected.has(node) : node === active),
      begin: () => {
        active = active || model.visible[0] || null;
      },
      check,
      activate,
      selectAll,
    };
  }

  Object.assign(DataBrowser, { createTreeSelection });
})(window.DataBrowser);

// @ts-check
/** Draws the rows of the tree; a row's element is used again for another node when it leaves the view. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, setIcon, t } = DataBrowser;
  const STEP = 14;
  const DEEP_STEP = 6;
  const DEEP = 6;

  /** Narrow palettes must still show a name twelve folders down, so deep levels step less. @param {number} level */
  function indentOf(level) {
    const depth = level - 1;
    return Math.min(depth, DEEP) * STEP + Math.max(0, depth - DEEP) * DEEP_STEP;
  }

  /** @param {Element} element @param {string} name @param {string | null} value */
  function set(element, name, value) {
    if (value === null) element.removeAttribute(name);
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  /** @returns {TreeRows} */
  function createTreeRows() {
    function create() {
      return h(
        "div",
        { role: "treeitem" },
        h("span", { class: "row-twisty" }, icon("chevron")),
        icon("file"),
        h("bdi", { class: "row-name" }),
        h("span", { class: "visually-hidden" }),
        h("span", { class: "row-number" }),
        h("span", { class: "row-modified" }),
        h("bdi", { class: "row-by" }),
        h("span", { class: "row-size" }),
        h("span", { class: "row-notice" }),
      );
    }

    /** @param {HTMLElement} element @param {TreeNode} node @param {boolean} isActive @param {boolean} isSelected */
    function fill(element, node, isActive, isSelected) {
      const { row, notice } = node;
      const siblings = node.parent && node.parent.children;
      element.className = `row${isActive ? " is-active" : ""}${notice ? ` is-notice is-${notice}` : ""}${row ? ` is-${row.kind}` : ""}`;
      element.style.paddingInlineStart = `${indentOf(node.level)}px`;
      set(element, "aria-level", String(node.level));
      set(element, "aria-posinset", String(node.position));
      set(element, "aria-setsize", String(notice || !siblings ? 1 : siblings.length));
      set(element, "aria-selected", String(isSelected));
      set(element, "aria-expanded", row && row.hasChildren ? String(node.isExpanded) : null);
      set(element, "aria-busy", node.state === "loading" ? "true" : null);
      if (row) fillRow(element, row);
      else fillNotice(element, node);
    }

    /** @param {HTMLElement} element @param {Row} row */
    function fillRow(element, row) {
      const [, picture, name, kind, version, modified, by, size, notice] = element.children;
      const isVersion = row.kind === "version";
      const number = row.version === null ? "" : t("version-short", { number: row.version });
      const text = isVersion ? t("version-long", { number: row.version || 0 }) : DataBrowser.shown(row.name) || t("unnamed");
      setIcon(picture, row.icon);
      name.textContent = text;
      kind.textContent = isVersion ? "" : DataBrowser.kindName(row);
      version.textContent = isVersion ? "" : number;
      modified.textContent = DataBrowser.formatDate(row.modified);
      by.textContent = DataBrowser.shown(row.modifiedBy);
      size.textContent = DataBrowser.formatSize(row.size);
      notice.textContent = "";
      set(element, "title", DataBrowser.shown(row.name) || t("unnamed"));
    }

    /** @param {HTMLElement} element @param {TreeNode} node */
    function fillNotice(element, node) {
      const [, picture, name, kind, version, modified, by, size, notice] = element.children;
      for (const part of [name, kind, version, modified, by, size]) part.textContent = "";
      const owner = node.parent;
      const problem = owner && owner.problem;
      if (node.notice === "error" && problem) {
        setIcon(picture, "warning");
        DataBrowser.replace(
          notice,
          h("span", { class: "row-said" }, h("strong", null, problem.message), " ", problem.next),
          h("button", { type: "button", class: "link row-retry", tabindex: "-1" }, t("retry")),
        );
        set(element, "title", `${problem.message} ${problem.next}`);
        return;
      }
      const wait = node.notice === "loading" && owner ? owner.waitText : "";
      setIcon(picture, "none");
      DataBrowser.replace(
        notice,
        h("span", { class: "row-words" }, wait || t(node.notice === "empty" ? emptyKey(owner) : "loading")),
        wait ? h("button", { type: "button", class: "link row-stop", tabindex: "-1" }, t("stop")) : null,
      );
      set(element, "title", wait || null);
    }

    return { create, fill };
  }

  /** @param {TreeNode | null} node */
  function emptyKey(node) {
    return `tree.empty-${node && node.row ? node.row.kind : "root"}`;
  }

  Object.assign(DataBrowser, { createTreeRows });
})(window.DataBrowser);

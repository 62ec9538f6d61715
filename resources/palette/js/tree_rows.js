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

  /** @param {HTMLElement | SVGElement} element @param {string} name @param {string} value */
  function style(element, name, value) {
    if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
  }

  /** @param {Element} element @param {boolean} isHidden */
  function hide(element, isHidden) {
    if (element.hasAttribute("hidden") !== isHidden) element.toggleAttribute("hidden", isHidden);
  }

  /** @param {Element} element @param {string} text */
  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /**
   * @param {TreeKnown} known what is known of a row besides
   * @returns {TreeRows}
   */
  function createTreeRows(known) {
    /** @type {WeakMap<HTMLElement, Record<string, any>>} */
    const parts = new WeakMap();

    function create() {
      const own = {
        picture: icon("file"),
        image: /** @type {HTMLImageElement} */ (h("img", { class: "row-picture", alt: "", hidden: true })),
        name: h("bdi", { class: "row-name" }),
        kind: h("span", { class: "visually-hidden" }),
        detail: h("span", { class: "row-detail" }),
        badges: h("span", { class: "row-badges" }),
        notice: h("span", { class: "row-notice" }),
        version: h("span", { class: "row-number", role: "gridcell" }),
        modified: h("span", { class: "row-modified", role: "gridcell" }),
        by: h("bdi", { class: "row-by", role: "gridcell" }),
        size: h("span", { class: "row-size", role: "gridcell" }),
        kindCell: h("span", { class: "row-kind", role: "gridcell" }),
        marks: "",
        shown: "",
      };
      const element = h(
        "div",
        { role: "row" },
        h(
          "span",
          { class: "row-main", role: "gridcell" },
          h("span", { class: "row-twisty" }, icon("chevron")),
          own.picture,
          own.image,
          own.name,
          own.kind,
          own.detail,
          own.badges,
          own.notice,
        ),
        own.version,
        own.modified,
        own.by,
        own.size,
        own.kindCell,
        // Only for the mouse: the keyboard has a key for the menu.
        h("span", { class: "row-more", "aria-hidden": "true", title: t("tree.menu") }, icon("more")),
      );
      parts.set(element, own);
      return element;
    }

    /** @param {HTMLElement} element @param {TreeNode} node @param {TreeRowState} state */
    function fill(element, node, { isActive, isSelected, isOpen }) {
      const own = /** @type {Record<string, any>} */ (parts.get(element));
      const { row, notice } = node;
      const siblings = node.parent && node.parent.children;
      const isWhole = node.parent && node.parent.state !== "loading" && !node.parent.cutFrom;
      set(element, "class", `row${isActive ? " is-active" : ""}${notice ? ` is-notice is-${notice}` : ""}${row ? ` is-${row.kind}` : ""}${isOpen ? " is-open" : ""}`);
      style(element, "--indent", `${indentOf(node.level)}px`);
      style(element, "height", node.slots > 1 ? `${node.slots * DataBrowser.ROW_HEIGHT}px` : "");
      set(element, "aria-level", String(node.level));
      set(element, "aria-rowindex", String(node.index + 2));
      set(element, "aria-posinset", String(node.position));
      set(element, "aria-setsize", String(notice || !siblings ? 1 : isWhole ? siblings.length : -1));
      set(element, "aria-selected", String(isSelected));
      set(element, "aria-expanded", row && row.hasChildren ? String(node.isExpanded) : null);
      set(element, "aria-busy", node.state === "loading" && node.isExpanded ? "true" : null);
      if (row) fillRow(element, own, row, isOpen);
      else fillNotice(element, own, node);
    }

    /** @param {HTMLElement} element @param {Record<string, any>} own @param {Row} row @param {boolean} isOpen */
    function fillRow(element, own, row, isOpen) {
      const isVersion = row.kind === "version";
      const number = row.version === null ? "" : t("version-short", { number: row.version });
      const picture = known.pictureOf(row);
      setIcon(own.picture, row.icon);
      hide(own.picture, Boolean(picture));
      hide(own.image, !picture);
      if (picture) set(own.image, "src", picture);
      write(own.name, isVersion ? t("version-long", { number: row.version || 0 }) : DataBrowser.shown(row.name) || t("unnamed"));
      write(own.kind, isVersion ? "" : DataBrowser.kindName(row));
      write(own.kindCell, isVersion ? "" : DataBrowser.kindName(row));
      write(own.version, isVersion ? "" : number);
      write(own.modified, DataBrowser.formatDay(row.modified));
      set(own.modified, "title", DataBrowser.formatDate(row.modified));
      write(own.detail, isVersion ? DataBrowser.formatDay(row.modified) : "");
      write(own.by, DataBrowser.shown(row.modifiedBy));
      write(own.size, DataBrowser.formatSize(row.size));
      if (own.shown) DataBrowser.replace(own.notice);
      own.shown = "";
      fillBadges(own, known.markOf(row), isOpen);
      set(element, "title", DataBrowser.shown(row.name) || t("unnamed"));
    }

    /** @param {Record<string, any>} own @param {TreeMark} mark @param {boolean} isOpen */
    function fillBadges(own, { refs, stale }, isOpen) {
      const marks = `${isOpen} ${refs} ${stale}`;
      if (own.marks === marks) return;
      own.marks = marks;
      DataBrowser.replace(
        own.badges,
        isOpen ? badge("open", "", t("tree.open-mark"), t("tree.open-mark")) : null,
        stale ? badge("stale", "stale", String(stale), DataBrowser.count("tree.stale-mark", stale)) : null,
        refs ? badge("refs", "ref", String(refs), DataBrowser.count("tree.refs-mark", refs)) : null,
      );
    }

    /** @param {string} style @param {string} picture @param {string} short @param {string} words */
    function badge(style, picture, short, words) {
      return h(
        "span",
        { class: `row-badge is-${style}`, title: words },
        picture ? icon(picture) : null,
        h("span", { "aria-hidden": words === short ? null : "true" }, short),
        words === short ? null : h("span", { class: "visually-hidden" }, `${words} `),
      );
    }

    /** @param {HTMLElement} element @param {Record<string, any>} own @param {TreeNode} node */
    function fillNotice(element, own, node) {
      for (const part of [own.name, own.kind, own.kindCell, own.detail, own.version, own.modified, own.by, own.size])
        write(part, "");
      fillBadges(own, { refs: 0, stale: 0 }, false);
      hide(own.image, true);
      hide(own.picture, false);
      setIcon(own.picture, node.notice === "error" ? "warning" : node.notice === "more" ? "spin" : "none");
      const owner = node.parent && node.parent.row;
      const canTakeFiles = node.notice === "empty" && owner !== null && known.canTakeFiles(owner);
      const [words, ...children] = DataBrowser.noticeParts(node, canTakeFiles, known.firstKind());
      const shown = `${node.notice} ${words} ${canTakeFiles} ${children.filter(Boolean).length}`; // a Stop may have come
      set(element, "title", node.notice === "loading" ? null : words);
      // What is drawn anew would lose the pointer on its button; what was out of view counts no more.
      if (own.shown === shown && own.notice.isConnected) return;
      own.shown = shown;
      own.notice.classList.toggle("has-words", words !== t("loading"));
      DataBrowser.replace(own.notice, ...children);
    }

    /** @param {HTMLElement} element */
    function measure(element) {
      const { notice } = /** @type {Record<string, any>} */ (parts.get(element));
      const said = notice.querySelector(".row-said");
      if (said) notice.classList.toggle("is-cut", said.scrollHeight > said.clientHeight + 1);
      return Math.ceil(notice.offsetHeight / DataBrowser.ROW_HEIGHT);
    }

    return { create, fill, measure };
  }

  Object.assign(DataBrowser, { createTreeRows, ROW_HEIGHT: 28 }); // as in tree.css
})(window.DataBrowser);

// @ts-check
/**
 * The search box: finds what was listed so far, leads to pasted addresses, and shows favourites and recent places.
 *
 * Follows the combobox pattern of the ARIA Authoring Practices Guide: the focus stays in the box, and the arrow keys
 * go through the list below it.
 */
(function (DataBrowser) {
  "use strict";

  const { h, icon, iconButton, replace, t } = DataBrowser;
  const LONGEST_NAME = 300;
  const REST_MS = 200; // what is listed meanwhile comes in many parts
  // What may be an address is asked about; all else is only looked for.
  const ADDRESS = /urn:|:\/\/|^[ab]\.[\w=-]{16,}$|^[\w+/=-]{30,}$/;

  /**
   * @param {Connection} connection
   * @param {SearchHooks} hooks
   * @returns {SearchBox}
   */
  function createSearchBox(connection, hooks) {
    const input = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "text",
        class: "search-input",
        role: "combobox",
        placeholder: t("search.placeholder"),
        title: t("search.keys"),
        autocomplete: "off",
        spellcheck: "false",
        "aria-label": t("search.label"),
        "aria-autocomplete": "list",
        "aria-expanded": "false",
        "aria-controls": "search-list",
      })
    );
    const list = h("div", { id: "search-list", class: "search-list", role: "listbox", "aria-label": t("search.results") });
    const note = h("p", { class: "search-note", role: "status" });
    const popup = h("div", { class: "search-popup", hidden: true }, list, note);
    const clearButton = iconButton("close", t("search.clear"), () => {
      clear();
      input.focus();
    });
    clearButton.hidden = true;
    const element = h("div", { class: "search", role: "search" }, icon("search"), input, clearButton, popup);
    /** What each option in the list stands for, and by what it is known again. @type {{mark: string, option: HTMLElement, act(): void, drop?(): void}[]} */
    let options = [];
    let active = -1;
    let isOpen = false;
    let timer = 0;
    let drawnAt = 0;
    let request = 0;
    /** The address that the text is, once the host has read it. @type {{text: string, kind: string, id: string} | null} */
    let address = null;

    /** @param {string} picture @param {Child[]} words @param {Child[]} place where it lies @param {string} more */
    function drawOption(picture, words, place, more) {
      return h(
        "div",
        { class: "search-option", role: "option", id: `search-option-${options.length}`, "aria-selected": "false" },
        icon(picture),
        h(
          "span",
          { class: "search-words" },
          h("bdi", { class: "search-name" }, words),
          place.length ? h("span", { class: "search-place" }, place) : null,
        ),
        more ? h("span", { class: "search-more" }, more) : null,
      );
    }

    /** @param {{name: string}[]} way */
    const placeOf = (way) =>
      way
        .slice(0, -1)
        .map((one) => one.name.slice(0, LONGEST_NAME))
        .join(" › ");

    /** @param {TreeNode} node @param {string[]} words */
    function addNode(node, words) {
      const row = /** @type {Row} */ (node.row);
      const place = placeOf(hooks.wayTo(node));
      const more = row.version === null ? "" : t("version-short", { number: row.version });
      const name = DataBrowser.shown(row.name).slice(0, LONGEST_NAME) || t("unnamed");
      const person = row.modifiedBy.slice(0, LONGEST_NAME);
      // Who changed it last is told where that is what it was found by.
      const isByPerson = words.some((word) => ` ${person}`.toLowerCase().includes(` ${word}`));
      const by = isByPerson ? [DataBrowser.markWords(person, words), place ? " · " : ""] : [];
      const option = drawOption(row.icon, DataBrowser.markWords(name, words), [...by, place], more);
      options.push({ mark: row.key, option, act: () => hooks.onShow(node) });
      return option;
    }

    /** @param {Mark} mark @param {string} group */
    function addMark(mark, group) {
      const last = mark.way[mark.way.length - 1];
      const isGone = hooks.favourites.isGone(last.key);
      const place = isGone ? t("favourites.gone") : placeOf(mark.way);
      const option = drawOption(last.icon, [DataBrowser.shown(last.name) || t("unnamed")], [place], "");
      option.classList.toggle("is-gone", isGone);
      option.append(h("span", { class: "search-drop", title: t("favourites.drop") }, icon("close")));
      const act = () => hooks.onMark(mark);
      options.push({ mark: `${group} ${last.key}`, option, act, drop: () => hooks.favourites.drop(mark) });
      return option;
    }

    function draw() {
      clearTimeout(timer);
      timer = 0;
      if (!isOpen) return;
      drawnAt = performance.now();
      const text = input.value.trim();
      const before = options[active] ? active : -1;
      const { mark = "" } = options[active] || {};
      options = [];
      clearButton.hidden = !input.value;
      if (text) drawFound(text);
      else drawMarks();
      const same = mark ? options.findIndex((one) => one.mark === mark) : -1;
      // Where one of the marked places was taken off, the next one follows; what is looked for is chosen anew.
      setActive(same >= 0 || text ? same : Math.min(before, options.length - 1));
    }

    function drawSoon() {
      if (isOpen && !timer) timer = setTimeout(draw, Math.max(0, drawnAt + REST_MS - performance.now()));
    }

    /** @param {string} text */
    function drawFound(text) {
      const found = hooks.index.find(text);
      /** @type {HTMLElement[]} */
      const drawn = [];
      if (address && address.text === text) {
        const words = t(`search.go-${address.kind}`);
        const option = drawOption("arrow", [words], [text.slice(0, LONGEST_NAME)], "");
        options.push({ mark: "address", option, act: () => hooks.onAddress(text) });
        drawn.push(option);
      }
      drawn.push(...found.nodes.map((node) => addNode(node, found.words)));
      replace(list, drawn);
      list.hidden = !drawn.length;
      const words = [
        found.count || !drawn.length ? DataBrowser.count("search.found", found.count, { total: found.total }) : "",
        found.count > found.nodes.length ? t("search.first", { number: found.nodes.length }) : "",
        t("search.listed-only"),
      ];
      replace(note, words.filter(Boolean).join(" "));
    }

    function drawMarks() {
      const { favourites, recents } = hooks.favourites.lists();
      const groups = /** @type {[string, Mark[]][]} */ ([
        ["favourites", favourites],
        ["recents", recents],
      ]);
      const drawn = groups
        .filter(([, marks]) => marks.length)
        .map(([id, marks]) =>
          h(
            "div",
            { class: "search-group", role: "group", "aria-labelledby": `search-${id}` },
            h("div", { class: "search-heading", id: `search-${id}`, role: "presentation" }, t(`favourites.${id}`)),
            marks.map((mark) => addMark(mark, id)),
          ),
        );
      replace(list, drawn);
      list.hidden = !drawn.length;
      replace(note, t(drawn.length ? "favourites.hint" : "favourites.none"));
    }

    /** @param {number} index */
    function setActive(index) {
      if (options[active]) options[active].option.setAttribute("aria-selected", "false");
      active = index;
      const chosen = options[active];
      if (!chosen) {
        active = -1;
        input.removeAttribute("aria-activedescendant");
        return;
      }
      chosen.option.setAttribute("aria-selected", "true");
      chosen.option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", chosen.option.id);
    }

    /** @param {boolean} wanted */
    function setOpen(wanted) {
      if (isOpen === wanted) return;
      isOpen = wanted;
      popup.hidden = !wanted;
      input.setAttribute("aria-expanded", String(wanted));
      if (wanted) draw();
      else setActive(-1);
    }

    function clear() {
      input.value = "";
      clearButton.hidden = true;
      address = null;
      request += 1;
      setOpen(false);
    }

    /** @param {number} index */
    function choose(index) {
      const chosen = options[index];
      if (!chosen) return;
      clear();
      chosen.act();
    }

    function typed() {
      address = null;
      active = -1;
      if (isOpen) draw();
      else setOpen(true);
      const text = input.value.trim();
      const current = ++request;
      if (!ADDRESS.test(text)) return;
      connection.request("tree.readAddress", { text }).promise.then(
        (/** @type {any} */ read) => {
          if (current !== request || !read.kind) return;
          address = { text, kind: read.kind, id: read.id };
          draw();
          if (active < 0) setActive(0);
        },
        () => {},
      );
    }

    /** @param {KeyboardEvent} event */
    function onKey(event) {
      const last = options.length - 1;
      if (event.altKey || event.isComposing) return;
      if (event.key === "ArrowDown" && !isOpen) setOpen(true);
      else if (event.key === "ArrowDown") setActive(active >= last ? 0 : active + 1);
      else if (event.key === "ArrowUp" && isOpen) setActive(active <= 0 ? last : active - 1);
      else if (event.key === "PageDown" && isOpen) setActive(Math.min(last, active + 8));
      else if (event.key === "PageUp" && isOpen) setActive(Math.max(0, active - 8));
      else if (event.key === "Enter" && isOpen && last >= 0) choose(Math.max(0, active));
      else if (event.key === "Delete" && isOpen && options[active] && options[active].drop && !input.value) drop(active);
      else if (event.key === "Escape" && (isOpen || input.value)) clear();
      else if (event.key === "Escape") hooks.onLeave();
      else if (event.key === "Tab") return setOpen(false);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    /** @param {number} index */
    function drop(index) {
      const { drop: act } = options[index];
      if (act) act();
    }

    input.addEventListener("input", typed);
    input.addEventListener("keydown", onKey);
    input.addEventListener("click", () => setOpen(true));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
    list.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      const option = target.closest(".search-option");
      const index = options.findIndex((one) => one.option === option);
      if (index < 0) return;
      if (target.closest(".search-drop")) drop(index);
      else choose(index);
    });
    element.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) setOpen(false);
    });

    return {
      element,
      focus() {
        input.focus();
        input.select();
        setOpen(true);
      },
      showMarks() {
        clear();
        input.focus();
        setOpen(true);
      },
      changed: drawSoon,
      clear,
    };
  }

  Object.assign(DataBrowser, { createSearchBox });
})(window.DataBrowser);

// @ts-check
/**
 * The search box: finds what is known of the hubs as it is typed, leads to pasted addresses, and shows favourites and
 * recent places.
 *
 * Follows the combobox pattern of the ARIA Authoring Practices Guide: the focus stays in the box, and the arrow keys
 * go through the list below it. What was found before stays until the next answer is there.
 */
(function (DataBrowser) {
  "use strict";

  const { h, icon, iconButton, t } = DataBrowser;
  const REST_MS = 200; // what is listed meanwhile comes in many parts
  const PATIENCE_MS = 400; // until what was listed is shown without the answer
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
        "aria-describedby": "search-hint",
      })
    );
    const clearButton = iconButton("close", t("search.clear"), () => {
      clear();
      input.focus();
    });
    const helpButton = iconButton("help", t("search.help"), () => {
      clear();
      hooks.onHelp();
    });
    const known = DataBrowser.createHubKnown(connection, { onChange: drawSoon });
    const hub = DataBrowser.createHubSearch(connection, { onAnswer: answered });
    const { list, parts, ...drawing } = DataBrowser.createSearchList(
      hooks,
      { hub, known },
      { complete, searchThoroughly, stopBelow, searchAgain: () => ask(false) },
    );
    const popup = h("div", { class: "search-popup", hidden: true }, parts);
    const element = h("div", { class: "search", role: "search" }, icon("search"), input, clearButton, helpButton, popup);
    /** @type {SearchOption[]} */
    let options = [];
    let active = -1;
    let isOpen = false;
    let timer = 0;
    let patience = 0;
    let drawnAt = 0;
    let request = 0;
    /** The text that the list is about; null for none. @type {string | null} */
    let drawnFor = null;
    /** Keys that were pressed before the list was there that they are about. @type {KeyboardEvent[]} */
    let early = [];
    let hasCompletion = true;
    /** The address that the text is, once the host has read it. @type {{text: string, kind: string, id: string} | null} */
    let address = null;
    showButtons();

    function showButtons() {
      clearButton.hidden = !input.value;
      helpButton.hidden = Boolean(input.value);
    }

    function draw() {
      clearTimeout(timer);
      clearTimeout(patience);
      timer = patience = 0;
      if (!isOpen) return;
      drawnAt = performance.now();
      const text = input.value.trim();
      const before = options[active] ? active : -1;
      const { mark = "" } = options[active] || {};
      const top = drawnFor === input.value ? list.scrollTop : 0;
      drawnFor = input.value;
      showButtons();
      const isPasted = ADDRESS.test(text);
      options = drawing.draw({ value: input.value, address, isPasted, hasCompletion, hubIds: hubIds() });
      list.scrollTop = top;
      list.setAttribute("aria-busy", String(hub.isAsking));
      popup.hidden = false;
      input.setAttribute("aria-expanded", "true");
      const same = mark ? options.findIndex((one) => one.mark === mark) : -1;
      // Where one of the marked places was taken off, the next one follows; what is looked for is chosen anew.
      setActive(same >= 0 || text ? same : Math.min(before, options.length - 1));
      early.splice(0).forEach(act);
    }

    /** Draws once more, where the list is about what is typed. */
    function drawSoon() {
      if (isOpen && !timer && drawnFor === input.value)
        timer = setTimeout(draw, Math.max(0, drawnAt + REST_MS - performance.now()));
    }

    function answered() {
      const { below } = hub;
      if (below && below.state === "running" && below.pagesRead) drawSoon();
      else draw();
    }

    /** Takes what is offered in place of what was typed; a key waits for its value. @param {Completion} completion @param {string} text */
    function complete({ start, end }, text) {
      const { value } = input;
      const rest = value.slice(end);
      const put = text.endsWith(":") || rest.startsWith(" ") ? text : `${text} `;
      input.value = value.slice(0, start) + put + rest;
      const cursor = start + put.length;
      input.setSelectionRange(cursor, cursor);
      typed();
    }

    function searchThoroughly() {
      ask(true);
      draw(); // what was found stays, and what is done is told
    }

    function stopBelow() {
      hub.stop();
      draw();
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
      if (wanted) {
        const { answer } = hub;
        const isKnown = !input.value.trim() || (answer !== null && answer.text === input.value);
        if (input.value.trim() && !hub.below) ask(false);
        if (isKnown) draw();
        return;
      }
      popup.hidden = true;
      input.setAttribute("aria-expanded", "false");
      early = [];
      stopAsking();
      setActive(-1);
    }

    function clear() {
      input.value = "";
      showButtons();
      address = null;
      request += 1;
      setOpen(false);
      hub.forget();
      drawnFor = null;
    }

    function stopAsking() {
      clearTimeout(patience);
      patience = 0;
      hub.stop();
    }

    /** @returns {string[]} those that are searched */
    function hubIds() {
      const { hubs, hub: chosen } = hooks.hubs();
      return chosen ? [chosen.id] : hubs.map(({ id }) => id);
    }

    /** @param {boolean} isThorough */
    function ask(isThorough) {
      const { hub: chosen } = hooks.hubs();
      known.learn(hubIds());
      const cursor = input.selectionStart === null ? input.value.length : input.selectionStart;
      hub.ask(input.value, { cursor, hubId: chosen ? chosen.id : "", isThorough });
      list.setAttribute("aria-busy", "true");
      clearTimeout(patience);
      if (!isThorough) patience = setTimeout(draw, PATIENCE_MS);
    }

    /** @param {number} index */
    function choose(index) {
      const chosen = options[index];
      if (!chosen) return;
      if (!chosen.stays) clear();
      chosen.act();
    }

    function typed() {
      address = null;
      early = [];
      hasCompletion = true;
      setActive(-1);
      showButtons();
      const text = input.value.trim();
      const current = ++request;
      if (!text) {
        hub.forget();
        if (isOpen) draw();
        else setOpen(true);
        return;
      }
      if (isOpen) ask(false);
      else setOpen(true);
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

    /** Attaches what is chosen, or the first that was found. @param {number} index */
    function attach(index) {
      const { row } = options[index] || {};
      const why = row ? hooks.onAttach(row) : t("attach.choose-first");
      if (why) DataBrowser.say(why);
    }

    /** @param {number} index @param {{x: number, y: number} | null} at */
    function showMenu(index, at) {
      const { row, way, option, act: show } = options[index] || {};
      if (!row || !option || !show) return;
      setActive(index);
      const { left, bottom } = option.getBoundingClientRect();
      const choices = () => [
        {
          icon: "locate",
          text: t("relation.show"),
          act: () => {
            clear();
            show();
          },
        },
        ...hooks.choicesFor(row, way || null),
      ];
      DataBrowser.openMenu(at || { x: left + 24, y: bottom }, t("menu.label", { name: row.name || t("unnamed") }), choices, input);
    }

    /** Escape takes away one thing after the other. */
    function leave() {
      const isCompleting = options.some((one) => one.isCompletion);
      if (isOpen && hub.below && hub.below.state === "running") stopBelow();
      else if (isOpen && isCompleting) {
        hasCompletion = false;
        draw();
      } else if (isOpen || input.value) clear();
      else hooks.onLeave();
    }

    /** What a key does to the list that is shown. @param {KeyboardEvent} event */
    function act(event) {
      const last = options.length - 1;
      const chosen = active >= 0 ? active : options.findIndex((one) => one.isFirst);
      if (event.key === "ArrowDown") setActive(active >= last ? 0 : active + 1);
      else if (event.key === "ArrowUp") setActive(active <= 0 ? last : active - 1);
      else if (event.key === "PageDown") setActive(Math.min(last, active + 8));
      else if (event.key === "PageUp") setActive(Math.max(0, active - 8));
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) attach(chosen);
      else if (event.key === "Enter") choose(chosen);
      else showMenu(chosen, null);
    }

    /** @param {KeyboardEvent} event */
    function onKey(event) {
      if (event.altKey || event.isComposing) return;
      const isMenu = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
      const isForList = isMenu || ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Enter"].includes(event.key);
      const one = options[active];
      if (event.key === "ArrowDown" && !isOpen) setOpen(true);
      else if (isOpen && isForList && (options.length || drawnFor !== input.value)) {
        if (drawnFor === input.value) act(event);
        else early.push(event);
      } else if (event.key === "Tab" && isOpen && one && one.isCompletion && !event.shiftKey) choose(active);
      else if (event.key === "Delete" && isOpen && one && one.drop && !input.value) one.drop();
      else if (event.key === "Escape") leave();
      else if (event.key === "Tab") return setOpen(false);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    /** @param {Event} event */
    function indexAt(event) {
      const option = /** @type {Element} */ (event.target).closest(".search-option");
      return options.findIndex((one) => one.option === option);
    }

    input.addEventListener("input", typed);
    input.addEventListener("keydown", onKey);
    input.addEventListener("click", () => setOpen(true));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
    list.addEventListener("click", (event) => {
      const index = indexAt(event);
      const { drop } = options[index] || {};
      if (drop && /** @type {Element} */ (event.target).closest(".search-drop")) drop();
      else if (event.ctrlKey || event.metaKey) attach(index);
      else choose(index);
    });
    list.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      showMenu(indexAt(event), { x: event.clientX, y: event.clientY });
    });
    element.addEventListener("focusout", () => {
      // A menu that closes gives the focus back only then.
      setTimeout(() => {
        if (!document.hasFocus() || !element.contains(document.activeElement)) setOpen(false);
      });
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
      noteCatalogue: known.note,
      clear,
      forget() {
        clear();
        known.forget();
      },
    };
  }

  Object.assign(DataBrowser, { createSearchBox });
})(window.DataBrowser);

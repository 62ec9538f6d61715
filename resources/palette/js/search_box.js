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

  const { h, icon, iconButton, replace, t } = DataBrowser;
  const LONGEST_ADDRESS = 300;
  const MOST = 50; // as the host has it
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
    const { drawOption, drawRow, drawGroup, placeOf, belowWords } = DataBrowser.searchOptions;
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
    const list = h("div", { id: "search-list", class: "search-list", role: "listbox", "aria-label": t("search.results") });
    const note = h("div", { class: "search-note", role: "status" });
    const hint = h("p", { class: "search-hint", id: "search-hint", hidden: true });
    const popup = h("div", { class: "search-popup", hidden: true }, list, note, hint);
    const clearButton = iconButton("close", t("search.clear"), () => {
      clear();
      input.focus();
    });
    const helpButton = iconButton("help", t("search.help"), () => {
      clear();
      hooks.onHelp();
    });
    const element = h("div", { class: "search", role: "search" }, icon("search"), input, clearButton, helpButton, popup);
    const known = DataBrowser.createHubKnown(connection, { onChange: drawSoon });
    const hub = DataBrowser.createHubSearch(connection, { onAnswer: answered });
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
    let isThoroughAsked = false;
    let said = "";
    /** The address that the text is, once the host has read it. @type {{text: string, kind: string, id: string} | null} */
    let address = null;
    showButtons();

    function showButtons() {
      clearButton.hidden = !input.value;
      helpButton.hidden = Boolean(input.value);
    }

    /** @param {SearchOption} one @returns {HTMLElement} */
    function add(one) {
      one.option.id = `search-option-${options.length}`;
      options.push(one);
      return one.option;
    }

    /** @param {Row} row @param {(Row | Step)[] | null} way @param {string[]} words */
    function addRow(row, way, words) {
      const act = () => (way ? hooks.onShow(way, row.name) : hooks.onReveal(row));
      return add({ mark: row.key, option: drawRow(row, way || [], words), act, row, way, isFirst: true });
    }

    /** @param {string} mark @param {string} picture @param {string} words @param {string} place @param {() => void} act */
    function addAction(mark, picture, words, place, act) {
      const option = drawOption({ picture, words: [words], place: [place] });
      option.classList.add("is-action");
      return add({ mark, option, act, stays: true });
    }

    /** @param {Mark} mark @param {string} group */
    function addMark(mark, group) {
      const last = mark.way[mark.way.length - 1];
      const isGone = hooks.favourites.isGone(last.key);
      const place = isGone ? t("favourites.gone") : placeOf(mark.way);
      const option = drawOption({ picture: last.icon, words: [DataBrowser.shown(last.name) || t("unnamed")], place: [place] });
      option.classList.toggle("is-gone", isGone);
      option.append(h("span", { class: "search-drop", title: t("favourites.drop") }, icon("close")));
      const act = () => hooks.onMark(mark);
      return add({ mark: `${group} ${last.key}`, option, act, drop: () => hooks.favourites.drop(mark), isFirst: true });
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
      options = [];
      drawnFor = input.value;
      showButtons();
      const drawn = text ? drawTyped(text) : drawMarks();
      replace(list, drawn);
      list.hidden = !drawn.length;
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

    /** @param {Child[]} lines */
    function say(...lines) {
      const texts = lines.filter(Boolean).map((line) => (typeof line === "string" ? line : /** @type {Element} */ (line).textContent));
      if (texts.join("\n") === said) return; // what has not changed is not read out again
      said = texts.join("\n");
      replace(note, lines.filter(Boolean).map((line) => (typeof line === "string" ? h("p", null, line) : line)));
    }

    /** @param {string} text */
    function drawTyped(text) {
      const words = DataBrowser.searchWords(text);
      const { below } = hub;
      const drawn = below ? drawBelow(below, words) : drawFound(text, words);
      const hasFiles = options.some(({ row }) => row && (row.kind === "item" || row.kind === "version"));
      hint.hidden = !hasFiles;
      replace(hint, hasFiles ? t("search.hint", { key: `${DataBrowser.keyName("Ctrl")}+${DataBrowser.keyName("Enter")}` }) : "");
      return drawn;
    }

    /** @param {string} text @param {string[]} words @returns {HTMLElement[]} */
    function drawFound(text, words) {
      const answer = hub.answer && hub.answer.text === input.value ? hub.answer : null;
      const isAddress = Boolean(address && address.text === text);
      /** @type {HTMLElement[]} */
      const drawn = [];
      if (isAddress && address) drawn.push(addAddress(address));
      const { completion } = answer || { completion: null };
      if (completion && hasCompletion && !isAddress) drawn.push(drawCompletion(completion));
      const results = answer ? answer.results : [];
      const keys = new Set(results.map(({ row }) => row.key));
      // What was listed a moment ago may not be in the catalogue yet.
      const listed = hooks.index.find(text).filter(({ row }) => row && !keys.has(row.key));
      for (const { row, way } of results) drawn.push(addRow(row, [...way.slice(0, -1), { ...way[way.length - 1], icon: row.icon }], words));
      for (const node of listed.slice(0, MOST - results.length)) drawn.push(addRow(hooks.rowOf(node), hooks.wayTo(node), words));
      const count = options.filter(({ row }) => row).length;
      const isMore = Boolean(answer && !answer.isWhole);
      if (answer && isMore && !answer.isThorough && results.length < MOST) drawn.push(addThorough());
      const folder = hooks.folder();
      const plain = DataBrowser.plainWords(text);
      if (folder && plain && !isAddress) drawn.push(addBelow(folder, plain));
      const isThorough = Boolean(answer && hub.isAsking && isThoroughAsked);
      say(
        problemLine(answer, text),
        [
          isAddress && !count ? "" : count ? DataBrowser.count("search.found", count) : answer ? t("search.none") : "",
          count >= MOST ? t("search.first", { number: count }) : isMore && !isThorough ? t("search.more") : "",
          isThorough ? t("search.thorough-runs") : answer || !hub.isAsking ? "" : t("search.runs"),
          known.sentence(hubIds()),
        ]
          .filter(Boolean)
          .join(" "),
      );
      return drawn;
    }

    /** Tells the first thing that was not understood; not while it is still being written. @param {SearchAnswer | null} answer @param {string} text */
    function problemLine(answer, text) {
      if (!answer || ADDRESS.test(text)) return null;
      const { problem, problems, completion } = answer;
      const open = problems.filter(({ start }) => !(hasCompletion && completion && completion.start === start));
      const first = problem || (open[0] && open[0].problem);
      return first ? h("p", { class: "search-problem" }, icon("warning"), h("span", null, `${first.message} ${first.next}`)) : null;
    }

    /** @param {{text: string, kind: string}} read */
    function addAddress({ text, kind }) {
      const option = drawOption({ picture: "arrow", words: [t(`search.go-${kind}`)], place: [text.slice(0, LONGEST_ADDRESS)] });
      return add({ mark: "address", option, act: () => hooks.onAddress(text), isFirst: true });
    }

    /** @param {Completion} completion */
    function drawCompletion(completion) {
      const drawn = completion.options.map((text) => {
        const option = h("div", { class: "search-option is-completion", role: "option", "aria-selected": "false" }, h("bdi", null, text));
        return add({ mark: `complete ${text}`, option, act: () => complete(completion, text), stays: true, isCompletion: true });
      });
      return drawGroup("complete", t("search.complete"), drawn);
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

    function addThorough() {
      return addAction("thorough", "search", t("search.thorough"), t("search.thorough-text"), () => {
        ask(true);
        draw();
      });
    }

    /** @param {Row} folder @param {string} text */
    function addBelow(folder, text) {
      const act = () => hub.askBelow(folder, text);
      return addAction("below", "folder", t("search.below", { name: folder.name || t("unnamed") }), t("search.below-text", { text }), act);
    }

    /** @param {SearchBelow} below @param {string[]} words @returns {HTMLElement[]} */
    function drawBelow(below, words) {
      const rows = below.results.map((row) => addRow(row, null, words));
      const title = t("search.below-title", { name: below.folder.name || t("unnamed") });
      const drawn = rows.length ? [drawGroup("below", title, rows)] : [];
      if (below.state === "running") drawn.push(addAction("below-stop", "close", t("search.below-stop"), title, stopBelow));
      else drawn.push(addAction("below-back", "arrow", t("search.below-back"), t("search.below-back-text"), () => ask(false)));
      say(belowWords(below));
      return drawn;
    }

    function stopBelow() {
      hub.stop();
      draw();
    }

    function drawMarks() {
      const { favourites, recents } = hooks.favourites.lists();
      const groups = /** @type {[string, Mark[]][]} */ ([
        ["favourites", favourites],
        ["recents", recents],
      ]);
      const drawn = groups
        .filter(([, marks]) => marks.length)
        .map(([id, marks]) => drawGroup(id, t(`favourites.${id}`), marks.map((mark) => addMark(mark, id))));
      hint.hidden = true;
      say(t(drawn.length ? "favourites.hint" : "favourites.none"));
      return drawn;
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
        known.learn(hubIds());
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
      const cursor = input.selectionStart === null ? input.value.length : input.selectionStart;
      isThoroughAsked = isThorough;
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
    function openMenu(index, at) {
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
      else openMenu(chosen, null);
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
      openMenu(indexAt(event), { x: event.clientX, y: event.clientY });
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

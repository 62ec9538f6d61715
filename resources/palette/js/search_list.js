// @ts-check
/** The list of the search box: what was found, what may be done besides, and what is said below it. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace, t } = DataBrowser;
  const LONGEST_ADDRESS = 300;
  const MOST = 50; // as the host has it

  /**
   * @param {SearchHooks} hooks
   * @param {{hub: HubSearch, known: HubKnown}} sources
   * @param {SearchListActs} acts what the options do that are no places
   * @returns {SearchList}
   */
  function createSearchList(hooks, { hub, known }, acts) {
    const { drawOption, drawRow, drawGroup, placeOf, belowWords } = DataBrowser.searchOptions;
    const list = h("div", { id: "search-list", class: "search-list", role: "listbox", "aria-label": t("search.results") });
    const note = h("div", { class: "search-note", role: "status" });
    const hint = h("p", { class: "search-hint", id: "search-hint", hidden: true });
    /** @type {SearchOption[]} */
    let options = [];
    let said = "";

    /** @param {SearchOption} one @returns {HTMLElement} */
    function add(one) {
      one.option.id = `search-option-${options.length}`;
      options.push(one);
      return one.option;
    }

    /** @param {Row} row @param {(Row | Step)[] | null} way @param {string[]} words */
    function addRow(row, way, words) {
      const act = () => (way ? hooks.onShow(way, row.name) : hooks.onReveal(row));
      // Of one hub, its name says nothing.
      const shown = (way || []).filter(({ kind }, index) => index || kind !== "hub" || row.kind === "hub" || !hooks.hubs().hub);
      return add({ mark: row.key, option: drawRow(row, shown, words), act, row, way, isFirst: true });
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

    /** @param {string} text @param {SearchState} state */
    function drawTyped(text, state) {
      const words = DataBrowser.searchWords(text);
      const { below } = hub;
      const drawn = below ? drawBelow(below, words) : drawFound(text, words, state);
      const hasFiles = options.some(({ row }) => row && (row.kind === "item" || row.kind === "version"));
      hint.hidden = !hasFiles;
      const enter = t("key.Enter");
      replace(hint, hasFiles ? t("search.hint", { enter, key: `${DataBrowser.keyName("Ctrl")}+${enter}` }) : "");
      return drawn;
    }

    /** @param {string} text @param {string[]} words @param {SearchState} state @returns {HTMLElement[]} */
    function drawFound(text, words, { value, address, isPasted, hasCompletion, hubIds }) {
      const answer = hub.answer && hub.answer.text === value ? hub.answer : null;
      const isAddress = Boolean(address && address.text === text);
      /** @type {HTMLElement[]} */
      const drawn = [];
      if (isAddress && address) drawn.push(addAddress(address));
      const completion = answer && hasCompletion && !isPasted ? answer.completion : null;
      if (completion) drawn.push(drawCompletion(completion));
      const results = answer ? answer.results : [];
      const keys = new Set(results.map(({ row }) => row.key));
      // What was listed a moment ago may not be in the catalogue yet.
      const listed = hooks.index.find(text).filter(({ row }) => row && !keys.has(row.key));
      for (const { row, way } of results) drawn.push(addRow(row, [...way.slice(0, -1), { ...way[way.length - 1], icon: row.icon }], words));
      for (const node of listed.slice(0, MOST - results.length)) drawn.push(addRow(hooks.rowOf(node), hooks.wayTo(node), words));
      const count = options.filter(({ row }) => row).length;
      const isMore = Boolean(answer && !answer.isWhole);
      if (answer && isMore && !answer.isThorough && results.length < MOST)
        drawn.push(addAction("thorough", "search", t("search.thorough"), t("search.thorough-text"), acts.searchThoroughly));
      const folder = hooks.folder();
      const plain = DataBrowser.plainWords(text);
      if (folder && plain && !isPasted) drawn.push(addBelow(folder, plain));
      const isThorough = Boolean(answer && hub.isAsking);
      say(
        answer && !isPasted ? problemLine(answer, completion) : null,
        [
          isAddress && !count ? "" : count ? DataBrowser.count("search.found", count) : answer ? t("search.none") : "",
          count >= MOST ? t("search.first", { number: count }) : isMore && !isThorough ? t("search.more") : "",
          isThorough ? t("search.thorough-runs") : answer || !hub.isAsking ? "" : t("search.runs"),
          isPasted ? "" : known.sentence(hubIds),
        ]
          .filter(Boolean)
          .join(" "),
      );
      return drawn;
    }

    /** Tells the first thing that was not understood; not while it is still being written. @param {SearchAnswer} answer @param {Completion | null} completion */
    function problemLine({ problem, problems }, completion) {
      const open = problems.filter(({ start }) => !completion || completion.start !== start);
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
        return add({ mark: `complete ${text}`, option, act: () => acts.complete(completion, text), stays: true, isCompletion: true });
      });
      return drawGroup("complete", t("search.complete"), drawn);
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
      if (below.state === "running") drawn.push(addAction("below-stop", "close", t("search.below-stop"), "", acts.stopBelow));
      else drawn.push(addAction("below-back", "search", t("search.below-back"), t("search.below-back-text"), acts.searchAgain));
      say(belowWords(below));
      return drawn;
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

    /** @param {Child[]} lines */
    function say(...lines) {
      const texts = lines.filter(Boolean).map((line) => (typeof line === "string" ? line : /** @type {Element} */ (line).textContent));
      if (texts.join("\n") === said) return; // what has not changed is not read out again
      said = texts.join("\n");
      replace(note, lines.filter(Boolean).map((line) => (typeof line === "string" ? h("p", null, line) : line)));
    }

    return {
      parts: [list, note, hint],
      list,
      draw(state) {
        options = [];
        const text = state.value.trim();
        const drawn = text ? drawTyped(text, state) : drawMarks();
        replace(list, drawn);
        list.hidden = !drawn.length;
        return options;
      },
    };
  }

  Object.assign(DataBrowser, { createSearchList });
})(window.DataBrowser);

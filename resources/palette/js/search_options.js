// @ts-check
/** How the options of the search box are drawn, and what is said below them. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, t } = DataBrowser;
  const LONGEST_NAME = 300;
  const PLACE_END = " › ";

  /** Returns where something lies, without itself. @param {{name: string}[]} way */
  function placeOf(way) {
    const names = way.slice(0, -1).map(({ name }) => name.slice(0, LONGEST_NAME));
    return names.join(PLACE_END);
  }

  /**
   * Draws an option of two lines.
   * @param {{picture: string, words: Child[], place?: Child[], more?: string}} parts where it lies, and what stands at the end
   */
  function drawOption({ picture, words, place = [], more = "" }) {
    return h(
      "div",
      { class: "search-option", role: "option", "aria-selected": "false" },
      icon(picture),
      h(
        "span",
        { class: "search-words" },
        h("bdi", { class: "search-name" }, words),
        place.some(Boolean) ? h("span", { class: "search-place" }, place) : null,
      ),
      more ? h("span", { class: "search-more" }, more) : null,
    );
  }

  /** Draws what was found. @param {Row} row @param {{name: string}[]} way to it, its own name last; it may be unknown @param {string[]} words */
  function drawRow(row, way, words) {
    const { markWords } = DataBrowser;
    const number = row.version === null ? "" : t("version-short", { number: row.version });
    const name = DataBrowser.shown(row.name).slice(0, LONGEST_NAME) || t("unnamed");
    const person = row.modifiedBy.slice(0, LONGEST_NAME);
    const place = placeOf(way);
    // Who changed it last is told where that is what it was found by.
    const isByPerson = words.some((word) => ` ${person}`.toLowerCase().includes(` ${word}`));
    return drawOption({
      picture: row.icon,
      words: markWords(name, words),
      place: [...(isByPerson ? [...markWords(person, words), place ? " · " : ""] : []), ...markWords(place, words)],
      more: [number, DataBrowser.formatAge(row.modified)].filter(Boolean).join(" · "),
    });
  }

  /** Draws options under a heading, in a group of their own. @param {string} id @param {string} title @param {Child[]} drawn */
  function drawGroup(id, title, drawn) {
    return h(
      "div",
      { class: `search-group search-group-${id}`, role: "group", "aria-labelledby": `search-${id}` },
      h("div", { class: "search-heading", id: `search-${id}`, role: "presentation" }, title),
      drawn,
    );
  }

  /** Says what the service's own search below a folder has looked at. @param {SearchBelow} below */
  function belowWords(below) {
    const { count, results, pagesRead: read, pages, state, problem, waits } = below;
    const pagesWords = pages === null ? DataBrowser.count("search.below-read", read) : t("search.below-pages", { read, pages });
    if (problem) return `${problem.message} ${problem.next}`;
    if (state === "running") return waits || (read ? t("search.below-runs", { pages: pagesWords }) : t("search.below-starts"));
    const first = count > results.length ? t("search.first", { number: results.length }) : "";
    const found = [count ? DataBrowser.count("search.found", count) : t("search.none"), first];
    if (state === "whole") return [...found, DataBrowser.count("search.below-whole", read)].filter(Boolean).join(" ");
    return [...found, pagesWords, t(state === "cut" ? "search.below-narrow" : "search.below-stopped")].filter(Boolean).join(" ");
  }

  Object.assign(DataBrowser, {
    searchOptions: { drawOption, drawRow, drawGroup, placeOf, belowWords },
  });
})(window.DataBrowser);

// @ts-check
/** What of a typed text are words of names, and how they are marked in what was found. */
(function (DataBrowser) {
  "use strict";

  /** The parts of the search language: a minus, a key, a value that may be in quotation marks. */
  const PART = /(-?)(?:(\p{L}+):)?("[^"]*"?|[^\s"]+)?/gu;
  /** What the names of things have to do with; all other keys stand for times, sizes and marks. */
  const WORD_KEYS = ["", "name", "path", "project", "by"];
  const LONGEST = 200;

  /** Returns the parts of a text that are to be found, not those that are not to be. @param {string} text */
  function partsOf(text) {
    /** @type {{key: string, value: string}[]} */
    const parts = [];
    text.slice(0, LONGEST).replace(PART, (whole, minus, key = "", value = "") => {
      if (whole && !minus) parts.push({ key: key.toLowerCase(), value: value.replace(/"/g, "") });
      return "";
    });
    return parts;
  }

  /** Returns the words of a text that names may have. @param {string} text @returns {string[]} */
  function searchWords(text) {
    const values = partsOf(text).filter(({ key }) => WORD_KEYS.includes(key));
    const words = values.map(({ value }) => fold(value).split(/[^\p{L}\p{M}\p{N}]+/u));
    return words.reduce((all, some) => all.concat(some), []).filter(Boolean);
  }

  /** Returns what of a text is neither a key with its value nor what is not to be found. @param {string} text */
  function plainWords(text) {
    return partsOf(text)
      .filter(({ key, value }) => !key && value)
      .map(({ value }) => value)
      .join(" ");
  }

  /** Without case and accents, letter by letter: all stay where they are. @param {string} text */
  function fold(text) {
    return text.replace(/[^]/gu, (letter) => {
      const bare = letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
      return bare.length === letter.length ? bare : letter;
    });
  }

  /** Returns a text with the words in it marked. @param {string} text @param {string[]} words as `searchWords` has them @returns {Child[]} */
  function markWords(text, words) {
    const folded = fold(text);
    /** @type {[number, number][]} */
    const spots = [];
    for (const word of words) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
        spots.push([at, at + word.length]);
    }
    spots.sort((one, other) => one[0] - other[0]);
    /** @type {Child[]} */
    const parts = [];
    let done = 0;
    for (const [from, to] of spots) {
      if (from < done) continue;
      parts.push(text.slice(done, from), DataBrowser.h("mark", null, text.slice(from, to)));
      done = to;
    }
    parts.push(text.slice(done));
    return parts;
  }

  Object.assign(DataBrowser, { searchWords, plainWords, markWords });
})(window.DataBrowser);

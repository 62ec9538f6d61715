// @ts-check
/** How names that others gave are shown: as text, on one line, each to be told from the others. */
(function (DataBrowser) {
  "use strict";

  const LONGEST = 400; // characters; the service itself takes 255
  const SUSPECT = /[^ -~\u00a0-\u00ac\u00ae-\u02ff]/;
  const MARKS = /(\p{M}{4})\p{M}+/gu; // no script puts more on one letter
  const OPENS = /[\u2066-\u2068]/;
  const ISOLATES = /[\u2066-\u2069]/g;
  // What nobody sees and no word needs: line ends, overrides of the direction, letters without a shape.
  const HIDDEN = /[\0-\x1f\x7f\u0080-\u009f\u00ad\u115f\u1160\u180e\u200b\u2028-\u202e\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udfff]/gu;
  const BLANK = /^[\s\u00ad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]*$/;

  /**
   * Returns a text in which nothing is hidden and nothing reaches beyond it: characters that nobody sees are named
   * (`[U+202E]`), a line end is `↵`, and marks do not pile up.
   * @param {string} text
   */
  function tame(text) {
    if (!SUSPECT.test(text)) return text;
    return balance(text)
      .replace(/\r?\n/g, "↵")
      .replace(HIDDEN, nameOf)
      .replace(MARKS, "$1");
  }

  /**
   * Returns a name as it is shown: tamed, with all its spaces, and cut where it is very long. Empty where there is
   * nothing to see.
   * @param {string} text
   */
  function shown(text) {
    if (!text || BLANK.test(text)) return "";
    const short = text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, "")}…` : text;
    return tame(short).replace(/^ | (?= )| $/g, "\u00a0");
  }

  /** @param {string} character */
  function nameOf(character) {
    const code = /** @type {number} */ (character.codePointAt(0));
    return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
  }

  /** Lets a text keep its writing direction to itself: what closes nothing, or is never closed, is named. @param {string} text */
  function balance(text) {
    if (text.search(ISOLATES) < 0) return text;
    /** @type {number[]} */
    const open = [];
    const loose = new Set();
    for (let index = 0; index < text.length; index += 1) {
      if (OPENS.test(text[index])) open.push(index);
      else if (text[index] === "\u2069" && open.pop() === undefined) loose.add(index);
    }
    open.forEach((index) => loose.add(index));
    return text.replace(ISOLATES, (character, index) => (loose.has(index) ? nameOf(character) : character));
  }

  Object.assign(DataBrowser, { shown, tame });
})(window.DataBrowser);

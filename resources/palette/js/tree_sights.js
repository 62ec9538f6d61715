// @ts-check
/** What is asked for the rows in sight once the tree rests: their pictures, and the marks of what they relate to. */
(function (DataBrowser) {
  "use strict";

  const REST_MS = 180;
  const MOST_MARKS = 5000;
  const LATER_MS = 10000; // so soon a picture may have come, the next time in twice as long
  const LATER_MOST_MS = 300000;

  /** Designs are told apart by their shape; drawings and files, at this size, by their icon. @param {Row} row */
  const isPictured = ({ kind, urn, icon }) => kind === "item" && icon === "design" && urn !== "";

  /**
   * @param {() => Row[]} inSight
   * @param {{pictures?: Pictures, findMarks?: (itemIds: string[]) => Promise<Record<string, TreeMark>>}} sources
   * @param {() => void} onKnown hears that rows in sight may look different now
   * @returns {TreeSights}
   */
  function createTreeSights(inSight, { pictures, findMarks }, onKnown) {
    /** By item. @type {Map<string, TreeMark>} */
    let marks = new Map();
    /** Items whose marks have been asked for. @type {Set<string>} */
    const asked = new Set();
    /** Pictures of rows in sight, by urn. @type {Map<string, string | null>} */
    const shown = new Map();
    let timer = 0;
    let turn = 0;
    let later = 0;
    let patience = LATER_MS;
    const none = { refs: 0, stale: 0 };

    function restSoon() {
      clearTimeout(timer);
      timer = setTimeout(look, REST_MS);
    }

    function look() {
      const rows = inSight();
      if (pictures) lookForPictures(rows);
      const ids = rows.filter(({ kind, id }) => kind === "item" && !asked.has(id)).map(({ id }) => id);
      if (ids.length && findMarks) askMarks(ids);
    }

    /** @param {Row[]} rows */
    function lookForPictures(rows) {
      const wanted = new Set(rows.filter(isPictured).map(({ urn }) => urn));
      for (const [urn, picture] of shown) {
        if (wanted.has(urn)) continue;
        shown.delete(urn);
        if (!picture && pictures && pictures.drop) pictures.drop(urn);
      }
      for (const urn of wanted) if (!shown.has(urn)) findPicture(urn);
    }

    /** @param {string} urn */
    async function findPicture(urn) {
      const current = turn;
      shown.set(urn, null);
      const picture = await /** @type {Pictures} */ (pictures).find(urn);
      if (current !== turn || !shown.has(urn)) return;
      if (!picture) return findLater();
      patience = LATER_MS;
      shown.set(urn, picture);
      onKnown();
    }

    /** Looks again for what has no picture yet: it may be on its way. What has none costs no request. */
    function findLater() {
      if (later) return;
      later = setTimeout(() => {
        later = 0;
        patience = Math.min(2 * patience, LATER_MOST_MS);
        for (const [urn, picture] of shown) if (!picture) shown.delete(urn);
        look();
      }, patience);
    }

    /** @param {string} id @param {TreeMark} mark */
    function note(id, mark) {
      marks.delete(id);
      marks.set(id, mark);
      if (marks.size <= MOST_MARKS) return;
      const [oldest] = marks.keys();
      marks.delete(oldest);
      asked.delete(oldest); // in sight it is asked for again
    }

    /** @param {string[]} ids */
    async function askMarks(ids) {
      const current = turn;
      if (asked.size > MOST_MARKS) asked.clear();
      ids.forEach((id) => asked.add(id));
      try {
        const found = await /** @type {Function} */ (findMarks)(ids);
        if (current !== turn) return;
        for (const [id, mark] of Object.entries(found)) note(id, mark);
        if (Object.keys(found).length) onKnown();
      } catch (error) {
        ids.forEach((id) => asked.delete(id)); // what cannot be told now may be later
      }
    }

    return {
      restSoon,
      askAgain() {
        asked.clear();
        restSoon();
      },
      markOf: ({ kind, id }) => (kind === "item" && marks.get(id)) || none,
      pictureOf: (row) => (isPictured(row) && shown.get(row.urn)) || null,
      setMarks(next) {
        for (const [id, mark] of next) note(id, mark);
        onKnown();
      },
      forget() {
        turn += 1;
        clearTimeout(later);
        later = 0;
        patience = LATER_MS;
        marks = new Map();
        asked.clear();
        shown.clear();
      },
    };
  }

  Object.assign(DataBrowser, { createTreeSights });
})(window.DataBrowser);

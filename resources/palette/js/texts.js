// @ts-check
/** The words of the page, dates and sizes, in the user's language. */
(function (DataBrowser) {
  "use strict";

  const ISOLATE = "\u2068";
  const END_OF_ISOLATE = "\u2069";
  const NAMES = /^(name|design|own|other)$/;
  const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

  /** @type {Record<string, string>} */
  let words = {};
  let language = "en";
  /**
   * Making one costs more than using it a thousand times.
   * @type {{date: Intl.DateTimeFormat, day: Intl.DateTimeFormat, number: Intl.NumberFormat, age: any, names: Intl.Collator}}
   */
  let formats;

  /** @param {Record<string, string>} texts @param {string} code */
  function loadTexts(texts, code) {
    words = texts;
    language = code || "en";
    formats = {
      date: new Intl.DateTimeFormat(
        language,
        /** @type {any} */ ({ dateStyle: "medium", timeStyle: "short" }),
      ),
      day: new Intl.DateTimeFormat(language, /** @type {any} */ ({ dateStyle: "medium" })),
      number: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }),
      age: new /** @type {any} */ (Intl).RelativeTimeFormat(language, { style: "short" }),
      names: new Intl.Collator(language, { numeric: true, sensitivity: "base" }),
    };
  }

  /**
   * Returns a text with its `{names}` filled; a name of the service keeps its writing direction to itself.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  function t(key, values) {
    const text = words[key] === undefined ? key : words[key];
    return text.replace(/\{(\w+)\}/g, (placeholder, name) => {
      const value = values ? values[name] : undefined;
      if (value === undefined) return placeholder;
      if (typeof value === "number") return formats.number.format(value);
      const said = DataBrowser.shown(value) || (NAMES.test(name) ? words.unnamed : "");
      return ISOLATE + said + END_OF_ISOLATE;
    });
  }

  /**
   * Returns the singular or the plural text of a number.
   * @param {string} key @param {number} number @param {Record<string, string | number>} [values]
   */
  function count(key, number, values) {
    const form = new Intl.PluralRules(language).select(number);
    return t(`${key}.${form}` in words ? `${key}.${form}` : `${key}.other`, { ...values, count: number });
  }

  /**
   * Returns how many seconds a text says that the service has to be waited for, and how to say another number.
   * @param {string} text
   */
  function findSeconds(text) {
    for (const key of ["waiting", "waiting-unreachable"]) {
      const [before, after] = t(key).split("{seconds}");
      const end = text.length - after.length;
      const seconds = text.startsWith(before) && text.endsWith(after) ? Number(text.slice(before.length, end)) : NaN;
      if (seconds > 0) return { seconds, say: (/** @type {number} */ left) => t(key, { seconds: left }) };
    }
    return null;
  }

  /** @param {string | null} iso */
  function formatDate(iso) {
    const date = iso ? new Date(iso) : null;
    if (!date || isNaN(date.getTime())) return "";
    return formats.date.format(date);
  }

  /** @param {string | null} iso */
  function formatDay(iso) {
    const date = iso ? new Date(iso) : null;
    if (!date || isNaN(date.getTime())) return "";
    return formats.day.format(date);
  }

  /** Says how long ago something was, in its largest unit. @param {string | null} iso */
  function formatAge(iso) {
    const minutes = (Date.now() - Date.parse(iso || "")) / 60000;
    if (isNaN(minutes)) return "";
    if (minutes < 1) return t("age.now");
    if (minutes < 60) return formats.age.format(-Math.floor(minutes), "minute");
    if (minutes < 60 * 24) return formats.age.format(-Math.floor(minutes / 60), "hour");
    return formats.age.format(-Math.floor(minutes / 60 / 24), "day");
  }

  /** Orders names as people do: M8 before M10. @param {string} one @param {string} other */
  function compareNames(one, other) {
    return formats.names.compare(one, other);
  }

  /** @param {number | null} bytes */
  function formatSize(bytes) {
    if (bytes === null || bytes === undefined) return "";
    let unit = 0;
    while (bytes >= 1000 && unit < UNITS.length - 1) {
      bytes /= 1000;
      unit += 1;
    }
    return t(`size.${UNITS[unit]}`, { number: bytes >= 10 ? Math.round(bytes) : bytes });
  }

  /** Returns what a row is, in words: a design, a folder, a spreadsheet. @param {Row} row */
  function kindName(row) {
    return t(row.kind === "item" ? `kind.${row.icon}` : `kind.${row.kind}`);
  }

  /** Returns what an extension type is, in words, where there are some. @param {string} type such as items:autodesk.core:File */
  function typeName(type) {
    const own = type.slice(type.indexOf(":") + 1);
    return `type.${own}` in words ? t(`type.${own}`) : own;
  }

  /** Says what a ref type allows something to be related to; unknown ones by their name. @param {Ability} ability */
  function abilityWords({ type, direction }) {
    const key = `may.${type.slice(type.lastIndexOf(":") + 1)}.${direction}`;
    return t(key in words ? key : `may.other.${direction}`, { type });
  }

  /** Says in a few words how the other end of a ref relates to the design. @param {Relation} relation */
  function relationWords({ type, direction, ownVersion }) {
    const key = `ref.${type.slice(type.lastIndexOf(":") + 1)}.${direction}`;
    return t(key in words ? key : `ref.other.${direction}`, { own: ownVersion });
  }

  Object.assign(DataBrowser, {
    relationWords,
    typeName,
    abilityWords,
    loadTexts,
    t,
    count,
    findSeconds,
    formatDate,
    formatDay,
    formatAge,
    formatSize,
    compareNames,
    kindName,
  });
})(window.DataBrowser);

// @ts-check
/**
 * What the scripted host has catalogued of its hubs, and how it searches that.
 *
 * `testHostOptions.catalogued` names the places whose lists the catalogue has, by default none: then only what the
 * tree has listed is found.
 */
(function () {
  "use strict";

  const { testHost } = /** @type {any} */ (window);
  const { methods, tree, options } = testHost;
  /** @type {string[]} */
  const catalogued = options.catalogued || [];
  const KEYS = ["kind", "project", "by", "name", "path", "modified", "created", "size", "is", "has"];
  const KINDS = ["design", "drawing", "file", "folder", "project"];

  /** @param {any} row */
  const stepOf = ({ key, kind, id, name, icon, hubId, projectId }) => ({ key, kind, id, name, icon, hubId, projectId });

  /** Lists what is catalogued, each with the way to it. @param {any[]} rows @param {any[]} way @returns {any[]} */
  function listAll(rows, way) {
    return rows.reduce((all, row) => {
      const own = [...way, stepOf(row)];
      const inside = catalogued.includes(row.id) ? listAll(tree[row.id] || [], own) : [];
      return all.concat(row.kind === "hub" ? [] : [{ row, way: own }], inside);
    }, []);
  }

  /** @param {string} word @param {any} found */
  function fits(word, { row, way }) {
    const [key, value] = word.includes(":") ? word.split(":") : ["", word];
    if (key === "kind") return (row.kind === "item" ? row.icon : row.kind).startsWith(value);
    const texts = key === "name" ? [row.name] : [row.modifiedBy, ...way.map((/** @type {any} */ step) => step.name)];
    return texts.some((text) => ` ${text}`.toLowerCase().includes(` ${value}`));
  }

  Object.assign(methods, {
    "search.find": (/** @type {any} */ { text, hubId }) => {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const hubs = tree.root.filter((/** @type {any} */ hub) => !hubId || hub.id === hubId);
      const found = listAll(hubs, []).filter((one) => words.every((/** @type {string} */ word) => fits(word, one)));
      const rankOf = (/** @type {any} */ { row }) => (row.name.toLowerCase().startsWith(words[0]) ? 1 : 2);
      const results = found.map((one) => ({ ...one, rank: rankOf(one) })).sort((one, other) => one.rank - other.rank);
      return { results: results.slice(0, 50), isWhole: results.length <= 50, problems: [] };
    },
    "search.complete": (/** @type {any} */ { text, cursor }) => {
      const word = (/\S*$/.exec(text.slice(0, cursor)) || [""])[0];
      const [key, value] = word.split(":");
      const found = value === undefined ? KEYS.map((one) => `${one}:`) : key === "kind" ? KINDS.map((one) => `kind:${one}`) : [];
      const fitting = word ? found.filter((one) => one.startsWith(word) && one !== word) : [];
      return fitting.length ? { start: cursor - word.length, end: cursor, options: fitting } : null;
    },
    "search.below": (/** @type {any} */ { text }) => {
      const rows = testHost.items.filter((/** @type {any} */ row) => row.name.includes(text));
      return { results: rows, count: rows.length, pagesRead: 2, pages: 2, isWhole: true, isCut: false };
    },
  });

  if (options.catalogued) {
    const known = catalogued.length ? {} : { doing: "off", refreshed: null };
    methods["catalogue.state"] = (/** @type {any} */ { hubId }) => testHost.catalogue({ hubId, ...known });
  }
  Object.entries(options.answers || {}).forEach(([method, answer]) => testHost.answer(method, answer));
  Object.entries(options.fail || {}).forEach(([method, data]) => testHost.fail(method, data));
})();

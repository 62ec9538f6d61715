// @ts-check
/** What the scripted host knows of places: those listed before, those marked, and those that addresses lead to. */
(function () {
  "use strict";

  const { methods, tree, options } = /** @type {any} */ (window).testHost;
  const marks = options.marks || { favourites: [], recents: [] };
  /** The places that were listed before. @type {string[]} */
  const kept = options.kept || [];

  /** @param {any} mark */
  const keyOf = (mark) => mark.way[mark.way.length - 1].key;

  /** @param {any[]} list @param {any[]} way */
  const without = (list, way) => list.filter((mark) => keyOf(mark) !== keyOf({ way }));

  Object.assign(methods, {
    "tree.kept": (/** @type {any} */ { keys }) => {
      const at = new Date(Date.now() - 3 * 3600000).toISOString();
      const places = keys.map((/** @type {string} */ key) => [key, key ? key.split(":").slice(2).join(":") : "root"]);
      const known = places.filter((/** @type {string[]} */ [, place]) => kept.includes(place));
      return { listings: Object.fromEntries(known.map((/** @type {string[]} */ [key, place]) => [key, { rows: tree[place], at, count: options.keptCount }])) };
    },
    "tree.news": () => ({ listings: {}, isWhole: true }),
    "tree.readAddress": (/** @type {any} */ { text }) => {
      const found = /urn:(item|version|folder):[^\s?]+(\?version=\d+)?/.exec(text);
      return found ? { kind: found[1], id: found[0] } : { kind: "", id: "" };
    },
    "tree.findAddress": (/** @type {any} */ { text }) => {
      const { kind, id } = methods["tree.readAddress"]({ text });
      const itemId = kind === "version" ? id.replace("urn:version:", "urn:item:").split("?")[0] : id;
      const path = methods["tree.path"]({ itemId }).rows;
      return { rows: path, versionId: kind === "version" ? id : "" };
    },
    "favourites.read": () => marks,
    "favourites.set": (/** @type {any} */ { way, isOn }) => {
      marks.favourites = without(marks.favourites, way);
      if (isOn) marks.favourites.push({ at: new Date().toISOString(), way });
      return marks;
    },
    "favourites.visit": (/** @type {any} */ { way, isGone }) => {
      marks.recents = without(marks.recents, way);
      if (!isGone) marks.recents.unshift({ at: new Date().toISOString(), way });
      return marks;
    },
  });
  /** Puts what tests said in place again. */
  Object.entries(options.answers || {}).forEach(([method, answer]) => /** @type {any} */ (window).testHost.answer(method, answer));
  Object.entries(options.fail || {}).forEach(([method, data]) => /** @type {any} */ (window).testHost.fail(method, data));
})();

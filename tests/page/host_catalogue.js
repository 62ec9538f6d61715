// @ts-check
/** What the scripted host knows of a hub's catalogue: how far it is, what is stale, the space that it takes. */
(function () {
  "use strict";

  const { testHost } = /** @type {any} */ (window);
  const { methods, items, tree, options } = testHost;
  const MINUTE = 60000;
  const DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign";
  const ATTACHMENT = "auxiliary:autodesk.core:Attachment";
  const XREF = "xrefs:autodesk.core:Xref";
  let space = { catalogue: 41200000, thumbnails: 8700000, lists: 912000, total: 50812000 };

  /** How far a catalogue is. @param {object} [more] */
  function catalogue(more) {
    const counts = {
      ...{ projects: 2, projects_listed: 2, folders: 4, folders_listed: 4 },
      ...{ items: 10, versions: 10, versions_swept: 10, refs: 7 },
    };
    const state = { hubId: "a.sample", doing: "resting", done: 0, left: null, secondsLeft: null, problem: null };
    return { ...state, refreshed: new Date(Date.now() - 2 * MINUTE).toISOString(), counts, notices: [], ...more };
  }

  /** Makes an item with one ref that is stale. @param {any} row @param {any[]} above @param {object} ref */
  function stale(row, above, ref) {
    const words = { type: DRAWING_TO_DESIGN, typeName: "Drawing of a design", direction: "from" };
    const other = { otherId: items[1].id, otherName: "Gearbox", number: 5, tip: 8 };
    const at = new Date(Date.now() - 20 * MINUTE).toISOString();
    return { row, way: [...above, row], at, refs: [{ ...words, ...other, ...ref }] };
  }

  const above = [tree.root[0], tree["a.sample"][0]];
  const staleItems = [
    stale(items[0], [...above, tree["b.gearbox"][0]], { type: XREF, typeName: "External reference", number: 7 }),
    stale(items[1], [...above, tree["b.gearbox"][0]], {
      ...{ type: ATTACHMENT, typeName: "Attachment", otherName: "Gearbox BOM.xlsx", number: 2, tip: 3 },
    }),
    stale(items[4], [...above, tree["b.gearbox"][1]], {}),
    stale(items[5], [...above, tree["b.gearbox"][1]], { type: ATTACHMENT, typeName: "Attachment", direction: "to" }),
  ];

  Object.assign(methods, {
    "catalogue.state": (/** @type {any} */ { hubId }) => catalogue(/** @type {any} */ { hubId }),
    "catalogue.pause": (/** @type {any} */ { hubId }) => catalogue({ hubId, doing: "paused" }),
    "catalogue.resume": (/** @type {any} */ { hubId }) => catalogue({ hubId, doing: "refreshing" }),
    "catalogue.refresh": (/** @type {any} */ { hubId }) => catalogue({ hubId, doing: "refreshing" }),
    "uses.known": () => null,
    "catalogue.space": () => space,
    "catalogue.clear": () => {
      space = { catalogue: 0, thumbnails: 0, lists: 0, total: 0 };
      return space;
    },
    "stale.find": () => {
      testHost.notify("job.part", { id: testHost.last("stale.find").id, part: staleItems });
      return { read: 500, items: 519, oldest: new Date(Date.now() - 180 * MINUTE).toISOString() };
    },
  });
  Object.assign(testHost, { catalogue, stale: staleItems });
  /** Puts what tests said in place again. */
  Object.entries(options.answers || {}).forEach(([method, answer]) => testHost.answer(method, answer));
  Object.entries(options.fail || {}).forEach(([method, data]) => testHost.fail(method, data));
})();

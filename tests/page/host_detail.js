// @ts-check
/** What the scripted host says of one item or folder: what may be done with it, what its type allows, its references. */
(function () {
  "use strict";

  const testHost = /** @type {any} */ (window).testHost;
  const ACTIONS = ["view", "download", "write", "upload", "create", "share", "admin"];
  const DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign";
  const ATTACHMENT = "auxiliary:autodesk.core:Attachment";

  /** Answers that some actions are not allowed. @param {string[]} refused */
  function refuse(refused) {
    const allowed = Object.fromEntries(ACTIONS.map((action) => [action, !refused.includes(action)]));
    testHost.answer("item.permissions", { allowed });
  }

  refuse(["admin"]);
  testHost.refuse = refuse;
  testHost.answer("item.type", ({ type }) => {
    const both = ["from", "to"].map((direction) => ({ type: ATTACHMENT, direction }));
    if (type.endsWith(":Design")) return { abilities: [{ type: DRAWING_TO_DESIGN, direction: "to" }, ...both] };
    return { abilities: type.endsWith(":Drawing") ? [{ type: DRAWING_TO_DESIGN, direction: "from" }, ...both] : both };
  });
  testHost.answer("item.references", ({ itemId, name }) => {
    const shown = testHost.methods["design.relations"]({});
    return { ...shown, document: { ...shown.document, itemId, name, version: 3 } };
  });
  testHost.answer("item.insert", {});
  testHost.answer("item.link", ({ itemId }) => ({ url: `https://example.com/g/${encodeURIComponent(itemId)}` }));
  Object.entries(testHost.options.fail || {}).forEach(([method, data]) => testHost.fail(method, data));
  Object.entries(testHost.options.answers || {}).forEach(([method, answer]) => testHost.answer(method, answer));
})();

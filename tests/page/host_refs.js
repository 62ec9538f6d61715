// @ts-check
/** What the scripted host answers about refs to make, one or several; put into the page after host.js. */
(function () {
  "use strict";

  const { testHost } = /** @type {any} */ (window);
  const DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign";
  const ATTACHMENT = "auxiliary:autodesk.core:Attachment";

  /** @param {any} target */
  function targetOf(target) {
    const found = testHost.items.find((one) => one.id === target.itemId) || testHost.items[0];
    const number = target.versionId ? Number(target.versionId.split("=")[1]) : found.version;
    return {
      name: found.name,
      version: number,
      versionId: target.versionId || found.versionId,
      kind: found.icon,
    };
  }

  /** @type {Record<string, (params: any) => any>} */
  const methods = {
    "refs.offer": ({ target }) => {
      const other = targetOf(target);
      const activeDocument = testHost.document();
      const number = Number(activeDocument.versionId.split("=")[1]);
      const tip = activeDocument.itemId === "urn:item:gearbox" ? 8 : 3;
      const [own, its] = [`“${activeDocument.name}”`, `“${other.name}”`];
      const offers = {
        drawing: {
          type: DRAWING_TO_DESIGN,
          direction: "to",
          name: "Drawing of a design",
          text: `${its} is a drawing made from ${own}.`,
        },
        attachment: {
          type: ATTACHMENT,
          direction: "from",
          name: "Attachment",
          text: `${its} is attached to ${own}.`,
        },
      };
      return {
        design: {
          name: activeDocument.name,
          itemId: activeDocument.itemId,
          version: number,
          versionId: activeDocument.versionId,
          tip,
          kind: "design",
          accountId: "u1",
        },
        target: other,
        offers: other.kind === "drawing" ? [offers.drawing, offers.attachment] : [offers.attachment],
        warning: testHost.options.texts.refs.permanent,
        tipWarning:
          number === tip
            ? ""
            : `The ref will point at v${number}, which is open, not at v${tip}, the latest.`,
      };
    },
    "refs.read": ({ text }) => ({
      entries: text.split(/\s+/).map((/** @type {string} */ word) => {
        const found = testHost.items.find((one) => word.includes(one.id) || word === one.versionId);
        if (!found) {
          const problem = testHost.options.texts.errors["addresses.unknown"];
          const message = problem.message.replace("{text}", word);
          return { text: word, target: null, problem: { ...problem, message, reference: "addresses.unknown" } };
        }
        const versionId = word === found.versionId ? word : null;
        return { text: word, target: { projectId: "b.gearbox", itemId: found.id, versionId, name: "" }, problem: null };
      }),
    }),
    "refs.plan": ({ targets }) => {
      const [first] = targets.map((/** @type {any} */ target) => testHost.methods["refs.offer"]({ target }));
      const { design, tipWarning, warning } = first;
      const refs = targets.map((/** @type {any} */ target, /** @type {number} */ index) => {
        const { offers, target: other } = testHost.methods["refs.offer"]({ target });
        const found = testHost.items.find((one) => one.id === target.itemId) || testHost.items[0];
        const isItself = found.id === testHost.document().itemId;
        const problem = isItself ? testHost.options.texts.errors["refs.to-itself"] : null;
        const message = problem && problem.message.replace("{name}", found.name);
        return {
          key: String(index),
          name: found.name,
          version: other.version,
          tip: found.version,
          kind: found.icon === "drawing" || found.icon === "design" ? found.icon : "other",
          target: { ...target, name: found.name, versionId: other.versionId, version: other.version, type: found.type },
          offers: isItself
            ? []
            : offers.map((/** @type {any} */ offer) => ({ ...offer, isThere: found.id === "urn:item:bom" })),
          problem: problem && { ...problem, message, reference: "refs.to-itself" },
        };
      });
      return { design: { ...design, projectId: "b.gearbox" }, refs, warning, tipWarning };
    },
    "refs.attachAll": ({ wanted }) => {
      for (const { target, type } of wanted) testHost.methods["refs.attach"]({ target, type });
      return {
        results: wanted.map((/** @type {any} */ one) => ({ key: one.key, isNew: true, problem: null })),
        left: 0,
        note: "",
        relations: testHost.methods["design.relations"]({}),
      };
    },
  };

  for (const [method, answer] of Object.entries(methods))
    if (!testHost.methods[method]) testHost.answer(method, answer); // a test may have said otherwise
})();

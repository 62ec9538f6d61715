// @ts-check
/**
 * The dialog that attaches a version to the active design: offers, confirmation, result.
 *
 * A ref cannot be removed, so nothing is sent before the dialog has named both versions, and it goes to the very
 * version of the design that was named, whatever is active by then.
 */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, note, focusFirst } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {{onDone(target: Target, result: Attached): void, onShowDesign(): void, onPaste(): void, onClosed(): void}} hooks
   * @returns {AttachDialog}
   */
  function createAttachDialog(connection, hooks) {
    const frame = DataBrowser.createDialog("attach-title", t("attach.title"), {
      onSubmit: () => attach(),
      onClosed: closed,
    });
    const { element, body, foot, close } = frame;
    /** @type {Target | null} */
    let target = null;
    /** @type {PairTypes | undefined} */
    let types;
    /** @type {Offers | null} */
    let offers = null;
    /** @type {Call<Offers> | null} */
    let reading = null;
    /** @type {ActiveDocument | null} */
    let activeDocument = null;
    let chosen = 0;
    let request = 0;
    /** Counts the people: how it went is of no concern to the next. */
    let person = 0;
    /** @type {"reading" | "offers" | "attaching" | "over"} */
    let stage = "over";

    function closed() {
      request += 1;
      if (reading) reading.cancel();
      reading = null;
      if (stage !== "attaching") stage = "over";
      hooks.onClosed();
    }

    /** @param {Target} next @param {PairTypes} [told] */
    function open(next, told) {
      if (element.open) return;
      if (stage === "attaching") return DataBrowser.say(t("attach.running")); // in a dialog that was hidden
      target = next;
      types = told;
      frame.open();
      readOffers("");
    }

    /** @param {string} news what changed under the dialog */
    async function readOffers(news) {
      if (reading) reading.cancel();
      request += 1;
      const current = request;
      const asked = /** @type {Target} */ (target);
      stage = "reading";
      offers = null;
      replace(body, news ? note("warning", news) : null, DataBrowser.skeleton(4));
      drawFoot(false);
      reading = connection.request("refs.offer", { target: asked, ...types }, (text) =>
        replace(body, news ? note("warning", news) : null, DataBrowser.waitBlock(text, null)),
      );
      try {
        const answer = await reading.promise;
        if (current !== request) return;
        stage = "offers";
        offers = answer;
        // Of what was pasted, nothing else is known before.
        if (!asked.itemId) target = { ...asked, itemId: answer.target.itemId };
        chosen = 0;
        drawOffers(answer, news);
      } catch (error) {
        if (current !== request) return;
        const problem = DataBrowser.asProblem(error);
        const isFinal = /^(refs|document)\./.test(problem.reference); // asking again would not change it
        const block = DataBrowser.problemBlock(problem, isFinal ? null : () => readOffers(""));
        replace(body, news ? note("warning", news) : null, block);
        drawFoot(false);
        focusFirst(foot, "button");
      }
      reading = null;
    }

    /** @param {Offers} shown @param {string} news */
    function drawOffers(shown, news) {
      replace(
        body,
        news ? note("warning", news) : null,
        drawEnds(shown),
        h(
          "fieldset",
          { class: "offers" },
          h("legend", null, t("attach.how")),
          shown.offers.map((offer, index) => drawOffer(shown, offer, index)),
        ),
        shown.tipWarning ? note("warning", shown.tipWarning) : null,
        button(t("attach.paste-instead"), paste, { style: "link" }),
      );
      drawFoot(true, shown.warning);
      focusFirst(body, "input:checked");
    }

    /** Shows the ref as an arrow from its from end to its to end. @param {Offers} shown */
    function drawEnds(shown) {
      const offer = shown.offers[chosen];
      const design = drawEnd(shown.design, t("attach.this-design"));
      const other = drawEnd(shown.target, t("attach.the-file"));
      const ends = offer.direction === "from" ? [design, other] : [other, design];
      return h("div", { class: "ends" }, ends[0], h("span", { class: "ends-arrow" }, icon("arrow")), ends[1]);
    }

    /** @param {End} end @param {string} role */
    function drawEnd(end, role) {
      return h(
        "div",
        { class: "end" },
        h("span", { class: "muted fine" }, role),
        name(end.name),
        h("span", { class: "pill" }, t("version-short", { number: end.version })),
      );
    }

    /** @param {Offers} shown @param {Offer} offer @param {number} index */
    function drawOffer(shown, offer, index) {
      const onchange = () => {
        chosen = index;
        const ends = body.querySelector(".ends");
        if (ends) ends.replaceWith(drawEnds(shown));
      };
      return h(
        "label",
        { class: "offer" },
        h("input", { type: "radio", name: "offer", checked: index === chosen, onchange }),
        h(
          "span",
          { class: "offer-words" },
          h("strong", null, offer.name),
          h("span", null, offer.text),
          h("span", { class: "fine code" }, offer.type),
        ),
      );
    }

    /** @param {boolean} isReady @param {string} [warning] what must be seen beside the button that confirms */
    function drawFoot(isReady, warning) {
      const confirm = DataBrowser.submitButton(t("attach.confirm"), "attach", isReady);
      replace(foot, warning ? note("info", warning) : null, button(t("attach.cancel"), close), confirm);
    }

    function paste() {
      close();
      hooks.onPaste();
    }

    async function attach() {
      const asked = target;
      const shown = offers;
      if (stage === "attaching" || !asked || !shown) return; // the second of two clicks
      const current = person;
      const offer = shown.offers[chosen];
      const line = DataBrowser.busyLine(t("attach.running"));
      stage = "attaching";
      replace(body, drawEnds(shown), line);
      replace(foot, button(t("attach.hide"), close));
      focusFirst(foot, "button");
      const design = {
        name: shown.design.name,
        projectId: asked.projectId,
        itemId: shown.design.itemId,
        versionId: shown.design.versionId,
        accountId: shown.design.accountId,
      };
      const params = {
        target: { ...asked, versionId: shown.target.versionId },
        type: offer.type,
        document: design,
      };
      /** @type {Attached | null} */
      let result = null;
      /** @type {Problem | null} */
      let problem = null;
      try {
        const call = connection.request("refs.attach", params, (text) =>
          replace(/** @type {Element} */ (line.lastChild), text),
        );
        result = await /** @type {Call<Attached>} */ (call).promise;
      } catch (error) {
        problem = DataBrowser.asProblem(error);
      }
      if (current !== person) return;
      stage = "over";
      if (result) hooks.onDone(asked, result);
      if (!element.open) DataBrowser.say(result ? result.note : `${problem && problem.message}`);
      else if (result) drawDone(shown, result);
      else if (problem) drawFailed(shown, problem);
    }

    /** @param {Offers} shown @param {Attached} result */
    function drawDone(shown, result) {
      const show = () => {
        close();
        hooks.onShowDesign();
      };
      const words = note(result.relations ? "done" : "warning", result.note);
      replace(body, drawEnds(shown), h("div", { role: "status" }, words));
      replace(foot, button(t("attach.close"), close), button(t("attach.show"), show, { style: "primary" }));
      focusFirst(foot, ".primary");
    }

    /** @param {Offers} shown @param {Problem} problem */
    function drawFailed(shown, problem) {
      replace(body, drawEnds(shown), DataBrowser.problemBlock(problem, attach));
      replace(foot, button(t("attach.close"), close));
      focusFirst(body, ".problem button");
    }

    return {
      element,
      open,
      openPaste: hooks.onPaste,
      forget() {
        person += 1;
        stage = "over";
        if (element.open) close();
      },
      setDocument(next) {
        const before = activeDocument;
        if (before && before.itemId !== next.itemId) types = undefined;
        activeDocument = next;
        const isSame = before && before.state === next.state && before.versionId === next.versionId;
        if (isSame || !element.open || stage === "attaching" || stage === "over") return;
        readOffers(next.state === "none" ? "" : t("attach.document-changed", { name: next.name }));
      },
    };
  }

  Object.assign(DataBrowser, { createAttachDialog });
})(window.DataBrowser);

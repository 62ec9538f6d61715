// @ts-check
/** One row of what would be made of several targets: the ref as an arrow and in words, and how it went. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t } = DataBrowser;

  /** @param {number | null} number */
  function versionPill(number) {
    return number === null ? null : h("span", { class: "pill" }, t("version-short", { number }));
  }

  /**
   * @param {PlannedRef} planned @param {AttachPlan["design"]} design
   * @param {() => void} onChange what is wanted has changed
   * @returns {PlannedRow}
   */
  function drawPlannedRef(planned, design, onChange) {
    const { key, target, offers, problem, version, tip } = planned;
    const free = offers.findIndex((offer) => !offer.isThere);
    let chosen = Math.max(0, free);
    let isOver = false;
    let isBusy = false;
    /** How it went, if it was tried. @type {[style: string, picture: string, text: string] | null} */
    let outcome = null;
    const box = /** @type {HTMLInputElement} */ (
      h("input", { type: "checkbox", checked: !problem && free >= 0, "aria-labelledby": `planned-${key}`, onchange: onChange })
    );
    const ends = h("div", { class: "planned-ends", id: `planned-${key}` });
    const words = h("p", { class: "muted" });
    const state = h("p", { class: "planned-state" });
    const choice = offers.length > 1 ? drawChoice() : null;
    const element = h(
      "li",
      { class: "planned", "data-key": key },
      h("label", { class: "check-line" }, box, ends),
      h("div", { class: "planned-more" }, choice, words, state),
    );

    function drawChoice() {
      const onchange = () => {
        chosen = select.selectedIndex;
        outcome = null;
        box.checked = !offers[chosen].isThere;
        draw();
        onChange();
      };
      const options = offers.map((offer, index) => h("option", { selected: index === chosen }, offer.name));
      const label = t("attach.many-type", { name: planned.name });
      const select = /** @type {HTMLSelectElement} */ (h("select", { "aria-label": label, onchange }, options));
      return select;
    }

    function drawEnds() {
      const isOld = version !== null && tip !== null && tip > version;
      const other = h(
        "span",
        { class: "planned-end" },
        icon(planned.kind === "other" ? "file" : planned.kind),
        name(planned.name),
        versionPill(version),
        isOld ? h("span", { class: "pill pill-stale" }, t("attach.many-newer", { number: tip })) : null,
      );
      if (!offers.length) return replace(ends, other);
      const own = h("span", { class: "planned-end muted" }, t("attach.this-design"), versionPill(design.version));
      const arrow = h("span", { class: "ends-arrow" }, icon("arrow"));
      return replace(ends, ...(offers[chosen].direction === "from" ? [own, arrow, other] : [other, arrow, own]));
    }

    function draw() {
      const offer = offers[chosen];
      drawEnds();
      replace(words, offer ? offer.text : null);
      box.disabled = isBusy || isOver || !offer || problem !== null || offer.isThere;
      if (choice) choice.disabled = isBusy || isOver;
      element.classList.toggle("is-impossible", problem !== null);
      const [style, picture, text] = outcome || whyNot(offer);
      state.className = `planned-state ${style}`;
      replace(state, picture ? icon(picture) : null, text ? h("span", null, text) : null);
    }

    /** @param {(Offer & {isThere: boolean}) | undefined} offer @returns {[string, string, string]} */
    function whyNot(offer) {
      if (problem) return said(problem);
      return offer && offer.isThere ? ["good", "check", t("attach.many-there")] : ["", "", ""];
    }

    /** @param {Problem} what @returns {[string, string, string]} */
    function said({ message, next }) {
      return ["bad", "warning", `${message} ${next}`];
    }

    draw();
    return {
      element,
      key,
      wanted() {
        return box.checked && !problem && !isOver && !offers[chosen].isThere ? { key, target, type: offers[chosen].type } : null;
      },
      setBusy(next) {
        isBusy = next;
        draw();
      },
      end(result) {
        isOver = result !== null && result.problem === null;
        if (!result) outcome = ["muted", "info", t("attach.many-left")];
        else if (result.problem) outcome = said(result.problem);
        else outcome = ["good", "check", t(result.isNew ? "attach.many-made" : "attach.many-was-there")];
        draw();
      },
    };
  }

  /** Draws what was pasted and names no file, with the reason. @param {string} text @param {Problem} problem */
  function drawImpossible(text, problem) {
    return h(
      "li",
      { class: "planned is-impossible" },
      h("div", { class: "planned-ends" }, h("span", { class: "planned-end" }, icon("warning"), name(text))),
      h("p", { class: "planned-state bad" }, icon("warning"), h("span", null, `${problem.message} ${problem.next}`)),
    );
  }

  Object.assign(DataBrowser, { drawPlannedRef, drawImpossible });
})(window.DataBrowser);

// @ts-check
/** The versions of an item on a line in time, the newest first; one of them is chosen. */
(function (DataBrowser) {
  "use strict";

  const { h, name, replace, t, button } = DataBrowser;
  const FEW = 5;
  const WORTH_FOLDING = 2; // more than this many: else the button would take the place of what it hides

  /** @param {{onChoose(version: Row): void}} hooks @returns {Timeline} */
  function createTimeline(hooks) {
    const list = h("div", {
      class: "versions",
      role: "radiogroup",
      "aria-label": t("details.versions"),
      onchange: onChange,
    });
    const element = h("div", { class: "timeline" }, list);
    /** @type {Row[]} */
    let versions = [];
    let chosenId = "";
    let openId = "";
    let isWhole = false;

    /** @param {Row[]} next the newest first @param {string} id of the one that is chosen */
    function show(next, id) {
      versions = next;
      chosenId = id;
      isWhole = next.length <= FEW + WORTH_FOLDING;
      draw();
    }

    function draw() {
      const shown = isWhole ? versions : versions.slice(0, FEW);
      // Beyond those that are folded away.
      const far = shown.some((one) => one.id === chosenId) ? null : versions.find((one) => one.id === chosenId);
      const hadFocus = element.contains(document.activeElement);
      replace(list, shown.map(drawVersion), far ? drawVersion(far) : null);
      if (far && list.lastElementChild) list.lastElementChild.classList.add("version-far");
      const all = DataBrowser.count("details.all-versions", versions.length);
      replace(element, list, isWhole ? null : button(all, unfold, { style: "link" }));
      if (hadFocus) focus();
    }

    function unfold() {
      isWhole = true;
      draw();
      focus();
    }

    /** @param {Row} version */
    function drawVersion(version) {
      const { modifiedBy: who, version: number } = version;
      const isTip = version === versions[0];
      return h(
        "label",
        { class: version.id === chosenId ? "version is-chosen" : "version" },
        h("input", { type: "radio", name: "version", value: version.id, checked: version.id === chosenId }),
        h("span", { class: "version-number" }, t("version-short", { number: number || 0 })),
        h(
          "span",
          { class: "version-marks" },
          isTip ? h("span", { class: "pill" }, t("details.tip")) : null,
          version.id === openId ? h("span", { class: "pill pill-open" }, t("details.open")) : null,
        ),
        h("span", { class: "muted version-size" }, DataBrowser.formatSize(version.size)),
        h(
          "span",
          { class: "version-made" },
          who ? DataBrowser.avatar({ id: who, name: who, email: "" }, null) : null,
          who ? h("span", { class: "version-who" }, name(who)) : null,
          h("span", { class: "version-when" }, DataBrowser.formatDate(version.modified)),
          h(
            "span",
            { class: "version-day", title: DataBrowser.formatDate(version.modified) },
            DataBrowser.formatDay(version.modified),
          ),
        ),
      );
    }

    /** @param {Event} event */
    function onChange({ target }) {
      const input = /** @type {HTMLInputElement} */ (target);
      const version = versions.find((one) => one.id === input.value);
      if (!version) return;
      chosenId = version.id;
      for (const one of list.children) one.classList.toggle("is-chosen", one.contains(input));
      hooks.onChoose(version);
    }

    function focus() {
      DataBrowser.focusFirst(list, "input:checked");
    }

    return {
      element,
      show,
      /** Marks the version that is open in the host. */
      setOpen(id) {
        if (id === openId) return;
        openId = id;
        if (versions.length) draw();
      },
    };
  }

  Object.assign(DataBrowser, { createTimeline });
})(window.DataBrowser);

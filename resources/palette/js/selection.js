// @ts-check
/** What is selected in the tree where that is more than one thing: how many, which, and the way to attach them. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, iconButton, note } = DataBrowser;
  const MOST = 50; // as the host has it
  const SHOWN = 200;

  /** @param {ActiveDocument | null} shown */
  function reasonNotToAttach(shown) {
    if (!shown || shown.state === "none") return t("attach.no-document");
    return shown.state === "unsaved" ? t("attach.unsaved", { name: shown.name }) : "";
  }

  /** @param {{onAttach(rows: Row[]): void, onClear(): void}} hooks @returns {SelectionPane} */
  function createSelectionPane(hooks) {
    const count = h("h2", { "aria-live": "polite" });
    const attachPart = h("div", { class: "details-attach" });
    const list = h("ul", { class: "chosen" });
    const body = h(
      "div",
      { class: "details-body" },
      h(
        "div",
        { class: "details-head" },
        h("div", { class: "details-title" }, count),
        h("div", { class: "details-actions" }, attachPart),
        iconButton("close", t("select.clear"), hooks.onClear),
      ),
      list,
    );
    const element = h("section", { class: "details selection", "aria-label": t("select.label") }, body);
    /** @type {Row[]} */
    let rows = [];
    /** @type {ActiveDocument | null} */
    let activeDocument = null;

    function reason() {
      if (rows.length > MOST) return t("select.too-many", { most: MOST });
      return DataBrowser.reasonNotToAttach(activeDocument);
    }

    function attach() {
      const why = reason();
      if (!why) hooks.onAttach(rows);
      return why;
    }

    function draw() {
      const why = reason();
      const opener = button(DataBrowser.count("select.attach", rows.length), attach, { icon: "attach", style: "primary" });
      opener.disabled = Boolean(why);
      replace(attachPart, opener, why ? note("info", why) : null);
    }

    /** @param {Row} row */
    function drawRow(row) {
      const number = row.version === null ? null : h("span", { class: "pill" }, t("version-short", { number: row.version }));
      return h("li", null, icon(row.icon), name(row.name || t("unnamed")), number);
    }

    return {
      element,
      show(next) {
        rows = next;
        replace(count, DataBrowser.count("select.count", next.length));
        draw();
        replace(
          list,
          next.slice(0, SHOWN).map(drawRow),
          next.length > SHOWN ? h("li", { class: "muted" }, t("select.more", { count: next.length - SHOWN })) : null,
        );
      },
      setDocument(next) {
        activeDocument = next;
        draw();
      },
      focus: () => DataBrowser.focusFirst(body, "button:not(:disabled)"),
      attach,
    };
  }

  Object.assign(DataBrowser, { createSelectionPane, reasonNotToAttach });
})(window.DataBrowser);

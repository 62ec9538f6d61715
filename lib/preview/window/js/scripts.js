// @ts-check
/** Fusion's dialog of scripts and add-ins, as far as the preview has it: what there is, to run and to stop. */
(function (preview) {
  "use strict";

  const { make, find, redraw, act } = preview;
  const KINDS = { addin: "Add-in", script: "Script" };
  /** @type {AddInEntry[]} */
  let latest = [];

  /** @param {AddInEntry} addin @param {number} number */
  function drawAddIn(addin, number) {
    const words = addin.isRunning ? "Stop" : "Run";
    const button = make(
      "button",
      { type: "button", class: "dialog-button", "aria-label": `${words} ${addin.name}`, "data-key": `addin ${number}` },
      words,
    );
    button.addEventListener("click", () => act("addin", { number }));
    const state = addin.isRunning ? "running" : "not running";
    return make(
      "li",
      { class: "scripts-entry" },
      make("bdi", { class: "scripts-name" }, addin.name),
      make("span", { class: "scripts-state" }, `${KINDS[addin.kind]}, ${state}`),
      button,
    );
  }

  /** @param {AddInEntry[]} addins */
  function drawScripts(addins) {
    const list = document.getElementById("scripts-list");
    latest = addins;
    if (list) redraw(list, addins, () => addins.map(drawAddIn));
  }

  function showScripts() {
    const dialog = find("scripts", HTMLDialogElement);
    const close = make("button", { type: "button", class: "dialog-button is-first", autofocus: true }, "Close");
    close.addEventListener("click", () => dialog.close());
    preview.showDialog(dialog, [
      make("h2", { id: "scripts-title", class: "dialog-title" }, "Scripts and Add-Ins"),
      make("ul", { id: "scripts-list", class: "scripts-list" }),
      make("div", { class: "dialog-buttons" }, close),
    ]);
    drawScripts(latest);
  }

  Object.assign(preview, { drawScripts, showScripts });
})(window.FusionPreview);

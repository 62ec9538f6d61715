// @ts-check
/** The status bar's words: what the add-in says, and that errors have left it. */
(function (preview) {
  "use strict";

  const { find } = preview;
  /** @type {string[]} */
  let faults = [];

  /** @param {HostState} state */
  function drawStatus(state) {
    const text = state.command ? `${state.command} …` : state.status || "Ready";
    if (find("status-text").textContent !== text) find("status-text").textContent = text;
    faults = state.faults;
    find("faults").hidden = faults.length === 0;
    find("faults").textContent = faults.length === 1 ? "1 error" : `${faults.length} errors`;
  }

  find("faults").title = "Show what left the add-in";
  find("faults").addEventListener("click", () => preview.showFaults(faults));

  preview.drawStatus = drawStatus;
})(window.FusionPreview);

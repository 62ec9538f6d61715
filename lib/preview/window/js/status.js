// @ts-check
/** The status bar's words: what the add-in says, and that errors have left it. */
(function (preview) {
  "use strict";

  const { make, find, redraw, act } = preview;
  /** @type {string[]} */
  let faults = [];

  /** @param {Progress | null} progress */
  function drawProgress(progress) {
    const place = find("progress");
    place.hidden = progress === null;
    if (progress === null) return redraw(place, null, () => []);
    redraw(place, [progress.title, progress.cancel], () => {
      const parts = [
        make("progress", { id: "progress-bar", class: "progress-bar", "aria-label": progress.title || "Progress" }),
        make("span", { id: "progress-text" }),
      ];
      if (progress.cancel === null) return parts;
      const cancel = make("button", { type: "button", class: "progress-cancel", "data-key": "progress" }, progress.cancel);
      cancel.addEventListener("click", () => act("end-progress"));
      return [...parts, cancel];
    });
    const bar = find("progress-bar", HTMLProgressElement);
    bar.max = progress.most;
    if (progress.isBusy) bar.removeAttribute("value");
    else bar.value = progress.value;
    find("progress-text").textContent = [progress.title, progress.text].filter(Boolean).join(": ");
  }

  /** @param {HostState} state */
  function drawStatus(state) {
    const text = state.command ? `${state.command} …` : state.status || "Ready";
    if (find("status-text").textContent !== text) find("status-text").textContent = text;
    drawProgress(state.progress);
    faults = state.faults;
    find("faults").hidden = faults.length === 0;
    find("faults").textContent = faults.length === 1 ? "1 error" : `${faults.length} errors`;
  }

  find("faults").title = "Show what left the add-in";
  find("faults").addEventListener("click", () => preview.showFaults(faults));

  preview.drawStatus = drawStatus;
})(window.FusionPreview);

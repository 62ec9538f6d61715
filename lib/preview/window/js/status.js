// @ts-check
/** The status bar: what the add-in says, its errors, and how long it held the main thread. */
(function () {
  "use strict";

  /** @type {any} */
  const preview = (/** @type {any} */ (window)).FusionPreview;
  const { make, find, redraw } = preview;
  /** @type {string[]} */
  let faults = [];
  const STUCK_MS = 250;

  /** @param {number} value in milliseconds */
  function shown(value) {
    return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
  }

  /** @param {any} tick */
  function describe(tick) {
    return `${tick.name}, computing ${shown(tick.cpu)}, in all ${shown(tick.wall)}`;
  }

  /** Tells whether the main thread waited where it should not: for the network, or asleep. @param {any} tick */
  function isStuck(tick) {
    return tick !== null && tick.wall - tick.cpu > STUCK_MS;
  }

  /** @param {any} meter */
  function drawMeter(meter) {
    redraw(find("meter"), meter, () => {
      const light = make("span", { class: "meter-light", "aria-hidden": "true" });
      light.classList.toggle("is-over", meter.overBudget > 0 || isStuck(meter.slowest));
      const over = `over ${meter.budget} ms: ${meter.overBudget}`;
      if (!meter.last) return [light, make("span", {}, "Main thread"), make("span", { class: "wide-only" }, over)];
      const slowest = make("span", { class: "wide-only" }, `slowest ${shown(meter.busiest.cpu)} (${meter.busiest.name})`);
      return [
        light,
        make("span", {}, "Main thread"),
        make("span", { class: "wide-only" }, `last ${shown(meter.last.cpu)}`),
        slowest,
        make("span", {}, over),
      ];
    });
    find("meter").title = !meter.last
      ? "How long the add-in computes on Fusion's main thread"
      : [
          `${meter.count} ticks of the main thread; computing more than ${meter.budget} ms: ${meter.overBudget}`,
          `last: ${describe(meter.last)}`,
          `computed most: ${describe(meter.busiest)}`,
          `took longest: ${describe(meter.slowest)}`,
        ].join("\n");
  }

  /** @param {any} state */
  function drawStatus(state) {
    const text = state.command ? `${state.command} …` : state.status || "Ready";
    if (find("status-text").textContent !== text) find("status-text").textContent = text;
    faults = state.faults;
    find("faults").hidden = faults.length === 0;
    find("faults").textContent = faults.length === 1 ? "1 error" : `${faults.length} errors`;
  }

  find("faults").addEventListener("click", () => preview.showFaults(faults));

  preview.drawMeter = drawMeter;
  preview.drawStatus = drawStatus;
})();

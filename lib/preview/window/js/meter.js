// @ts-check
/** The meter: how long the add-in held Fusion's main thread, at a glance and one by one. */
(function (preview) {
  "use strict";

  const { make, find, redraw } = preview;
  // A tick that waits so much longer than it computes has slept, or asked the network.
  const STUCK_MS = 250;
  const BARS = 24;
  /** @type {Meter | null} */
  let shown = null;

  /** @param {number} value in milliseconds */
  function inDigits(value) {
    return value < 10 ? value.toFixed(1) : value.toFixed(0);
  }

  /** @param {number} value in milliseconds */
  function inWords(value) {
    return `${inDigits(value)} ms`;
  }

  /** @param {Tick | null} tick */
  function isStuck(tick) {
    return tick !== null && tick.wall - tick.cpu > STUCK_MS;
  }

  /**
   * @param {Meter} meter
   * @returns {string} what the meter says, and "" when all is well
   */
  function findFault(meter) {
    if (meter.overBudget > 0) return meter.overBudget === 1 ? "1 too long" : `${meter.overBudget} too long`;
    return meter.slowest && isStuck(meter.slowest) ? `waited ${inWords(meter.slowest.wall)}` : "";
  }

  /**
   * One bar for each tick; the root keeps the short ones visible, and the line is the budget.
   * @param {Meter} meter
   */
  function drawBars(meter) {
    const bars = meter.recent.slice(-BARS).map((tick) => {
      const bar = make("span", { class: "meter-bar" });
      bar.classList.toggle("is-over", tick.cpu > meter.budget || isStuck(tick));
      const share = isStuck(tick) ? 1 : Math.min(1, Math.sqrt(tick.cpu / (2 * meter.budget)));
      bar.style.height = `${Math.max(8, Math.round(share * 100))}%`;
      return bar;
    });
    return make("span", { class: "meter-bars", "aria-hidden": "true" }, ...bars);
  }

  /** @param {Meter} meter */
  function drawMeter(meter) {
    shown = meter;
    const fault = findFault(meter);
    redraw(find("meter"), meter, () => {
      const light = make("span", { class: "meter-light", "aria-hidden": "true" });
      light.classList.toggle("is-over", fault !== "");
      const most = `at most ${meter.busiest ? inDigits(meter.busiest.cpu) : 0} of ${meter.budget} ms`;
      return [
        light,
        make("span", {}, "Main thread"),
        drawBars(meter),
        make("span", { class: "wide-only" }, most),
        make("span", { class: "hidden-text" }, `over ${meter.budget} ms: ${meter.overBudget}`),
        ...(fault ? [make("span", { class: "meter-fault" }, fault)] : []),
      ];
    });
    if (find("meter-list", HTMLDialogElement).open) showMeter();
  }

  /** @param {(string | Node)[]} cells @param {string} name of the cells' element */
  function drawRow(cells, name) {
    return make("tr", {}, ...cells.map((cell) => make(name === "th" ? "th" : "td", {}, cell)));
  }

  /** @param {Tick} tick @param {Meter} meter */
  function drawTick(tick, meter) {
    const row = drawRow([tick.name, inWords(tick.cpu), inWords(tick.wall)], "td");
    row.classList.toggle("is-over", tick.cpu > meter.budget || isStuck(tick));
    return row;
  }

  /** Shows the ticks one by one; drawn anew while it is open. */
  function showMeter() {
    const meter = shown;
    if (!meter) return;
    const dialog = find("meter-list", HTMLDialogElement);
    const close = make("button", { type: "button", class: "dialog-button is-first", autofocus: true }, "Close");
    close.addEventListener("click", () => dialog.close());
    const records = [
      ...(meter.busiest ? [["Computed most", meter.busiest]] : []),
      ...(meter.slowest ? [["Took longest", meter.slowest]] : []),
    ];
    const rows = [...meter.recent].reverse().map((tick) => drawTick(tick, meter));
    const nothing = make("p", { class: "dialog-note" }, "The add-in has done nothing yet.");
    const table = make(
      "table",
      { class: "ticks" },
      make("thead", {}, drawRow(["Piece of work", "Computing", "In all"], "th")),
      make("tbody", {}, ...rows),
    );
    preview.showDialog(dialog, [
      make("h2", { id: "meter-title", class: "dialog-title" }, "Fusion's main thread"),
      make(
        "p",
        { class: "dialog-note" },
        "Fusion stands still while the add-in works here, so each piece of work may compute for ",
        `${meter.budget} ms at most. Waiting for the network or sleeping shows in the time it took in all.`,
      ),
      make(
        "dl",
        { class: "records" },
        ...drawRecord("Pieces of work", String(meter.count)),
        ...drawRecord(`Over ${meter.budget} ms`, String(meter.overBudget)),
        ...records.flatMap(([label, tick]) => drawRecord(String(label), describe(/** @type {Tick} */ (tick)))),
      ),
      rows.length ? make("div", { class: "ticks-box", tabindex: "0" }, table) : nothing,
      make("div", { class: "dialog-buttons" }, close),
    ]);
  }

  /** @param {Tick} tick */
  function describe(tick) {
    return `${inWords(tick.cpu)} computing, ${inWords(tick.wall)} in all: ${tick.name}`;
  }

  /** @param {string} label @param {string} value */
  function drawRecord(label, value) {
    return [make("dt", {}, label), make("dd", {}, value)];
  }

  find("meter").title = "How long the add-in computes on Fusion's main thread; press for the single Pieces of work";
  find("meter").addEventListener("click", showMeter);

  preview.drawMeter = drawMeter;
})(window.FusionPreview);

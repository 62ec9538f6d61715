// @ts-check
/** The switches as the state of the service has them. */
(function () {
  "use strict";

  /** @type {any} */
  const control = /** @type {any} */ (window).ServiceControl;
  const { say, sayDuration, make, find, showPeople } = control;
  const RATES = [1, 10, 60, 600];
  /** What each place was last drawn from. @type {Map<string, string>} */
  const drawn = new Map();

  /** @typedef {{number: number, matched: number, hit: number, fault: object}} Entry */
  /** @typedef {{client_id: string, endpoint: string, used: number, limit: number}} Usage */
  /** @typedef {{name: string, value: string, values: string[], meaning: string}} Policy */
  /** @typedef {{name: string, meaning: string}} Preset */

  /**
   * Replaces the children of an element, if they are to be others than before.
   * @param {string} id
   * @param {unknown} source
   * @param {() => Node[]} draw
   */
  function redraw(id, source, draw) {
    const text = JSON.stringify(source);
    if (drawn.get(id) === text) return;
    drawn.set(id, text);
    find(id).replaceChildren(...draw());
  }

  /**
   * @param {string} id
   * @param {string} value
   */
  function setValue(id, value) {
    const field = find(id);
    if (field !== document.activeElement && field.value !== value) field.value = value;
  }

  /** @param {any} state */
  function showClock(state) {
    const { now, ahead, rate } = state.clock;
    find("now").textContent = say("now", { time: now.replace("T", " ").replace("Z", "") });
    const drift = [];
    if (ahead >= 1) drift.push(say("drift.ahead", { ahead: sayDuration(ahead) }));
    if (rate !== 1) drift.push(say("drift.rate", { rate }));
    find("drift").textContent = drift.join(", ") || say("drift.none");
    const rates = RATES.includes(rate) ? RATES : [...RATES, rate];
    redraw("rate", rates, () =>
      rates.map((one) => make("option", { value: String(one) }, say("rate", { rate: one }))),
    );
    setValue("rate", String(rate));
  }

  /** @param {any} state */
  function showFaults(state) {
    /** @type {Entry[]} */
    const entries = state.faults;
    redraw("preset", state.presets, () =>
      state.presets.map((/** @type {Preset} */ one) => make("option", { value: one.name }, one.meaning)),
    );
    redraw("operation", state.operations, () => [
      make("option", { value: "" }, say("every-call")),
      ...state.operations.map((/** @type {string} */ one) => make("option", { value: one }, one)),
    ]);
    redraw("faults", entries.map((one) => one.number), () => entries.map(faultRow));
    for (const one of entries) {
      find(`hits-${one.number}`).textContent = say("hits", { hit: one.hit, matched: one.matched });
    }
    find("no-faults").hidden = entries.length > 0;
    find("clear-faults").hidden = !entries.length;
  }

  /**
   * @param {Entry} entry
   * @returns {HTMLElement}
   */
  function faultRow(entry) {
    const label = say("remove-one", { number: entry.number });
    return make(
      "li",
      {},
      make("code", {}, JSON.stringify(entry.fault, null, 1).replace(/\s*\n\s*/g, " ")),
      make(
        "div",
        { class: "line" },
        make("span", { class: "soft", id: `hits-${entry.number}` }),
        make(
          "button",
          { type: "button", class: "small", "data-fault": String(entry.number), "aria-label": label },
          say("remove"),
        ),
      ),
    );
  }

  /** @param {any} state */
  function showQuotas(state) {
    find("enforced").checked = state.quotas.enforced;
    redraw("usage", state.quotas, () => {
      if (!state.quotas.enforced) return [];
      /** @type {Usage[]} */
      const usage = state.quotas.usage;
      if (!usage.length) return [make("li", { class: "soft" }, say("quotas-idle"))];
      return usage.map((one) => {
        const client = one.client_id || say("nobody");
        return make(
          "li",
          {},
          make("span", { class: "endpoint" }, one.endpoint),
          make("meter", {
            min: "0",
            max: String(one.limit),
            value: String(one.used),
            "aria-label": one.endpoint,
          }),
          make("span", { class: "soft" }, say("usage", { used: one.used, limit: one.limit, client })),
        );
      });
    });
  }

  /** @param {any} state */
  function showPolicies(state) {
    /** @type {Policy[]} */
    const policies = state.policies;
    redraw("policies", policies.map((one) => one.name), () => policies.map(policyField));
    for (const one of policies) setValue(`policy-${one.name}`, one.value);
  }

  /**
   * @param {Policy} policy
   * @returns {HTMLElement}
   */
  function policyField(policy) {
    const id = `policy-${policy.name}`;
    const options = policy.values.map((value) => make("option", { value }, value));
    return make(
      "div",
      { class: "policy" },
      make("label", { for: id }, policy.name),
      make("select", { id, "data-policy": policy.name, "aria-describedby": `${id}-meaning` }, ...options),
      make("p", { class: "soft", id: `${id}-meaning` }, policy.meaning),
    );
  }

  /**
   * Shows a state.
   * @param {any} state
   */
  function showState(state) {
    find("summary").textContent = say("summary", state.hub);
    showClock(state);
    showFaults(state);
    showQuotas(state);
    showPeople(state.people);
    showPolicies(state);
  }

  Object.assign(control, { showState });
})();

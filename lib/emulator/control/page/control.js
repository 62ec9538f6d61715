// @ts-check
/** What the person does, and the look at the service every second. */
(function () {
  "use strict";

  /** @type {any} */
  const control = /** @type {any} */ (window).ServiceControl;
  const { say, find, ask, showProblem, announce, showState, showTree, showRequests, clearRequests } = control;
  const { readPerson } = control;
  const LOOK_MS = 1000;
  const state = { isLost: false };

  /**
   * Asks for a change and shows what came of it.
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {string} [done] what to tell who cannot see it
   * @returns {Promise<boolean>} whether it was done
   */
  async function change(method, path, body, done) {
    try {
      await ask(method, path, body);
      showProblem("");
      showState(await ask("GET", "state"));
      announce(done || say("done"));
      return true;
    } catch (error) {
      showProblem(error instanceof TypeError ? say("lost") : String(error instanceof Error ? error.message : error));
      return false;
    }
  }

  async function look() {
    try {
      if (!document.hidden) {
        showState(await ask("GET", "state"));
        if (find("live").checked) await showRequests();
        if (state.isLost) {
          state.isLost = false;
          showProblem("");
          await showTree();
        }
      }
    } catch (error) {
      state.isLost = true;
      showProblem(say("lost"));
    }
    setTimeout(look, LOOK_MS);
  }

  async function reset() {
    if (!window.confirm(say("reset-sure"))) return;
    if (await change("POST", "reset", undefined, say("reset-done"))) {
      clearRequests();
      await showTree();
    }
  }

  /** @param {Event} event */
  async function addPreset(event) {
    event.preventDefault();
    const fault = { preset: find("preset").value, operation: find("operation").value };
    await change("POST", "faults", fault);
  }

  /** @param {Event} event */
  async function addOwn(event) {
    event.preventDefault();
    let fault;
    try {
      fault = JSON.parse(find("own").value);
    } catch (error) {
      showProblem(say("bad-json", { reason: String(error instanceof Error ? error.message : error) }));
      return;
    }
    if (await change("POST", "faults", fault)) find("own").value = "";
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    if (button.dataset.advance) void change("POST", "clock", { advance: Number(button.dataset.advance) });
    if (button.dataset.fault) {
      void change("DELETE", `faults/${button.dataset.fault}`).then(() => find("preset").focus());
    }
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field instanceof HTMLSelectElement && field.dataset.policy) {
      void change("PUT", `policies/${field.dataset.policy}`, { value: field.value });
    }
    if (field instanceof HTMLInputElement && field.dataset.person) void change("PUT", ...readPerson(field));
  });
  find("reset").addEventListener("click", reset);
  find("add-fault").addEventListener("submit", addPreset);
  find("add-own").addEventListener("submit", addOwn);
  find("clear-faults").addEventListener("click", () => {
    void change("DELETE", "faults").then(() => find("preset").focus());
  });
  find("rate").addEventListener("change", () => change("POST", "clock", { rate: Number(find("rate").value) }));
  find("enforced").addEventListener("change", () =>
    change("PUT", "quotas", { enforced: find("enforced").checked }),
  );
  void showTree();
  void look();
})();

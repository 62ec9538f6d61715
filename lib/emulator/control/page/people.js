// @ts-check
/** What is taken away from people who sign in, and given back. */
(function () {
  "use strict";

  /** @type {any} */
  const control = /** @type {any} */ (window).ServiceControl;
  const { say, make, find } = control;
  /** What the people were last drawn from. */
  let drawn = "";

  /** @typedef {{id: string, name: string, open: boolean}} Hub */
  /** @typedef {{id: string, name: string, email: string, enabled: boolean, hubs: Hub[]}} Person */

  /**
   * Shows who may sign in; the boxes stay the same ones, so that none loses the focus.
   * @param {Person[]} people
   */
  function showPeople(people) {
    const text = JSON.stringify(people.map((one) => [one.id, one.name, one.email, one.hubs.map((hub) => [hub.id, hub.name])]));
    if (text !== drawn) {
      drawn = text;
      find("people").replaceChildren(...people.map(personGroup));
    }
    for (const [at, person] of people.entries()) {
      find(`person-${at}`).checked = person.enabled;
      for (const [number, hub] of person.hubs.entries()) find(`person-${at}-${number}`).checked = hub.open;
    }
  }

  /**
   * @param {Person} person
   * @param {number} at
   * @returns {HTMLElement}
   */
  function personGroup(person, at) {
    const data = { "data-person": person.id };
    return make(
      "fieldset",
      { class: "person" },
      make("legend", {}, person.name),
      make("p", { class: "soft" }, person.email),
      box(say("enabled"), { ...data, id: `person-${at}` }),
      ...person.hubs.map((hub, number) =>
        box(hub.name, { ...data, "data-hub": hub.id, id: `person-${at}-${number}` }),
      ),
    );
  }

  /**
   * @param {string} label
   * @param {Record<string, string>} attributes
   * @returns {HTMLElement}
   */
  function box(label, attributes) {
    return make("label", { class: "check" }, make("input", { type: "checkbox", ...attributes }), ` ${label}`);
  }

  /**
   * @param {HTMLInputElement} field a box of the people's
   * @returns {[string, object]} where its change is sent, and what
   */
  function readPerson(field) {
    const { person, hub } = field.dataset;
    const values = hub ? { hubs: { [hub]: field.checked } } : { enabled: field.checked };
    return [`people/${encodeURIComponent(person || "")}`, values];
  }

  Object.assign(control, { showPeople, readPerson });
})();

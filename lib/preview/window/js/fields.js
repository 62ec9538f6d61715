// @ts-check
/**
 * The inputs of a command's dialog: each kind as plain HTML. A field is drawn once, from what it is; what it
 * holds is set by its `apply`, so that nobody is disturbed while typing.
 */
(function (preview) {
  "use strict";

  const { make } = preview;
  let ids = 0;

  /**
   * @typedef {object} Drawn
   * @property {HTMLElement} element what is put into the form
   * @property {HTMLElement} [control] what a label can stand for
   * @property {(field: Field) => void} apply shows what the field holds now
   */

  /** @param {HTMLInputElement | HTMLTextAreaElement} control @param {string} value */
  function setText(control, value) {
    if (document.activeElement !== control && control.value !== value) control.value = value;
  }

  /** @param {Field} field @param {Sender} send @returns {Drawn} */
  function drawText(field, send) {
    const isBox = field.kind === "box";
    const attributes = { class: "form-field", "data-key": `input ${field.id}`, spellcheck: "false" };
    const control = isBox
      ? make("textarea", { ...attributes, rows: String(Math.max(1, field.lines ?? 1)) })
      : make("input", { ...attributes, type: field.isPassword ? "password" : "text", autocomplete: "off" });
    control.addEventListener("input", () => send(field.id, control.value));
    return {
      element: control,
      control,
      apply(now) {
        setText(control, String(now.value));
        control.disabled = !now.isEnabled;
        control.readOnly = now.isReadOnly;
        control.setAttribute("aria-invalid", String(!now.isValid));
      },
    };
  }

  /** A direction with icons of its own: a button that stays pressed. @param {Field} field @param {Sender} send @returns {Drawn} */
  function drawTurn(field, send) {
    const button = make("button", { type: "button", class: "form-button", "data-key": `input ${field.id}` }, "Flip");
    button.setAttribute("aria-label", field.name ? `${field.name}: Flip` : "Flip");
    button.addEventListener("click", () => send(field.id, button.getAttribute("aria-pressed") !== "true"));
    return {
      element: button,
      apply(now) {
        button.disabled = !now.isEnabled;
        button.setAttribute("aria-pressed", String(now.value === true));
      },
    };
  }

  /** @param {Field} field @param {Sender} send @returns {Drawn} */
  function drawFlag(field, send) {
    if (field.kind === "direction" && !field.isCheckBox) return drawTurn(field, send);
    if (!field.isCheckBox) {
      const words = field.text || field.name || "Press";
      const button = make("button", { type: "button", class: "form-button", "data-key": `input ${field.id}` }, words);
      button.setAttribute("aria-label", field.name && field.text ? `${field.name}: ${field.text}` : words);
      let value = field.value === true;
      button.addEventListener("click", () => send(field.id, !value));
      return {
        element: button,
        apply(now) {
          button.disabled = !now.isEnabled;
          value = now.value === true;
        },
      };
    }
    const control = make("input", { type: "checkbox", "data-key": `input ${field.id}` });
    control.addEventListener("change", () => send(field.id, control.checked));
    return {
      element: control,
      control,
      apply(now) {
        control.checked = now.value === true;
        control.disabled = !now.isEnabled;
      },
    };
  }

  /** @param {Field} field @param {Sender} send @returns {Drawn} */
  function drawSpinner(field, send) {
    const control = make("input", {
      type: "number",
      class: "form-field",
      "data-key": `input ${field.id}`,
      min: String(field.minimum),
      max: String(field.maximum),
      step: String(field.step),
    });
    control.addEventListener("change", () => {
      if (control.value !== "") send(field.id, Number(control.value));
    });
    return {
      element: control,
      control,
      apply(now) {
        setText(control, String(now.value));
        control.disabled = !now.isEnabled;
      },
    };
  }

  /** One that can have the values of a list alone goes from place to place in it. @param {Field} field @param {Sender} send @returns {Drawn} */
  function drawSlider(field, send) {
    const values = field.values ?? [];
    const isList = values.length > 0;
    const ends = isList ? [0, values.length - 1, 1] : [field.minimum, field.maximum, field.step];
    const [min, max, step] = ends.map(String);
    const sides = field.second === null ? [field.name] : [`${field.name}, from`, `${field.name}, to`];
    const shown = make("output", { class: "form-output" });
    const controls = sides.map((label, index) => {
      const key = `input ${field.id} ${index}`;
      const control = make("input", { type: "range", "aria-label": label || field.id, "data-key": key, min, max, step });
      control.addEventListener("input", () => {
        send(
          field.id,
          controls.map((each) => (isList ? values[Number(each.value)] : Number(each.value))),
        );
      });
      return control;
    });
    const [left, right] = (field.labels ?? ["", ""]).map((text) => make("span", { class: "form-end-text" }, text));
    return {
      element: make("span", { class: "form-slider" }, left, ...controls, right, shown),
      apply(now) {
        controls.forEach((control, index) => {
          const value = Number(index ? now.second : now.value);
          if (document.activeElement !== control) control.value = String(isList ? values.indexOf(value) : value);
          control.disabled = !now.isEnabled;
          control.setAttribute("aria-valuetext", now.shown?.[index] ?? "");
        });
        shown.textContent = (now.shown ?? []).join(" – ");
      },
    };
  }

  /** @param {Field} field @param {Sender} send @returns {Drawn} */
  function drawSelect(field, send) {
    const isModel = field.kind === "selection";
    const options = (field.choices ?? []).map((each, index) => {
      return make("option", { value: String(index), disabled: each.isSeparator }, each.isSeparator ? "──" : each.name);
    });
    const control = make("select", { class: "form-field", "data-key": `input ${field.id}` }, ...options);
    if (isModel && field.text) control.title = field.text;
    control.addEventListener("change", () => {
      const index = Number(control.value);
      send(field.id, isModel ? index : { index, isSelected: true });
    });
    return {
      element: control,
      control,
      apply(now) {
        const chosen = (now.choices ?? []).findIndex((each) => each.isSelected);
        if (document.activeElement !== control || control.selectedIndex < 0) control.selectedIndex = chosen;
        control.disabled = !now.isEnabled;
        control.setAttribute("aria-invalid", String(!now.isValid));
      },
    };
  }

  /** Check boxes, radio buttons, or buttons that stay pressed. @param {Field} field @param {Sender} send @returns {Drawn} */
  function drawChoices(field, send) {
    const group = `choices-${++ids}`;
    const isButtons = field.kind === "buttons";
    const type = field.isMultiple ? "checkbox" : "radio";
    /** @type {(HTMLInputElement | HTMLButtonElement)[]} */
    const controls = [];
    const parts = (field.choices ?? []).map((each, index) => {
      const key = `input ${field.id} ${index}`;
      if (each.isSeparator) return make("hr");
      if (isButtons) {
        const button = make("button", { type: "button", class: "form-button", "data-key": key }, each.name);
        button.addEventListener("click", () => {
          const isSelected = !field.isMultiple || button.getAttribute("aria-pressed") !== "true";
          send(field.id, { index, isSelected });
        });
        controls[index] = button;
        return button;
      }
      const control = make("input", { type, name: group, "data-key": key });
      control.addEventListener("change", () => send(field.id, { index, isSelected: control.checked }));
      controls[index] = control;
      return make("label", { class: "form-choice" }, control, each.name);
    });
    const role = isButtons || field.isMultiple ? "group" : "radiogroup";
    return {
      element: make("div", { class: isButtons ? "form-row" : "form-choices", role, "aria-label": field.name }, ...parts),
      apply(now) {
        (now.choices ?? []).forEach((each, index) => {
          const control = controls[index];
          if (!control) return;
          control.disabled = !now.isEnabled;
          if (control instanceof HTMLInputElement) control.checked = each.isSelected;
          else control.setAttribute("aria-pressed", String(each.isSelected));
        });
      },
    };
  }

  /** @param {Field} field @returns {Drawn} */
  function drawImage(field) {
    const image = make("img", { class: "form-image", src: String(field.value), alt: field.name });
    return { element: image, apply() {} };
  }

  /**
   * Draws a field that is no container.
   * @param {Field} field
   * @param {Sender} send
   * @returns {Drawn}
   */
  function drawField(field, send) {
    if (field.kind === "flag" || field.kind === "direction") return drawFlag(field, send);
    if (field.kind === "spinner") return drawSpinner(field, send);
    if (field.kind === "slider" || field.kind === "float-slider") return drawSlider(field, send);
    if (field.kind === "selection" || (field.kind === "drop-down" && !field.isMultiple)) return drawSelect(field, send);
    if (field.choices) return drawChoices(field, send);
    if (field.kind === "image") return drawImage(field);
    if (field.page) return preview.drawBrowser(field);
    return drawText(field, send);
  }

  Object.assign(preview, { drawField });
})(window.FusionPreview);

// @ts-check
/** A command's dialog: its inputs as a plain form beside the model, which stays usable, as in Fusion. */
(function (preview) {
  "use strict";

  const { make, find, redraw, act, drawField } = preview;
  /** What a field holds is shown by these, by the field's id. @type {Map<string, (field: Field) => void>} */
  const appliers = new Map();
  /** What the user does is told in its order. */
  let queue = Promise.resolve();
  let number = 0;
  /** @type {Element | null} */
  let before = null;

  /** @param {string} id @param {unknown} value */
  function send(id, value) {
    const own = number;
    queue = queue.then(() => act("form", { number: own, id, value }));
  }

  /** @param {boolean} isOk */
  function leave(isOk) {
    const own = number;
    queue = queue.then(() => act("form", { number: own, isOk }));
  }

  /** @param {Field} field @returns {Node} */
  function draw(field) {
    if (field.kind === "group") return drawGroup(field);
    if (field.kind === "table") return drawTable(field);
    const drawn = drawField(field, send);
    const isButton = field.kind === "flag" && !field.isCheckBox;
    const row = make("div", { class: "form-line", title: field.tooltip || null });
    row.classList.toggle("is-full", field.isFullWidth || !field.name || isButton);
    if (field.name && !isButton && field.kind !== "image") {
      const id = `form-${field.id}`;
      drawn.control?.setAttribute("id", id);
      row.append(make(drawn.control ? "label" : "span", { class: "form-label", for: drawn.control ? id : null }, field.name));
    } else {
      drawn.control?.setAttribute("aria-label", field.name || field.id);
    }
    row.append(drawn.element);
    const hints = [field.unit ? `in ${field.unit} unless you say otherwise` : "", field.limits ?? ""].filter(Boolean);
    if (hints.length) {
      const hint = make("span", { class: "form-unit", id: `form-hint-${field.id}` }, hints.join("; "));
      drawn.control?.setAttribute("aria-describedby", hint.id);
      row.append(hint);
    }
    appliers.set(field.id, (now) => {
      row.hidden = !now.isVisible;
      drawn.apply(now);
    });
    return row;
  }

  /** @param {Field} field */
  function drawGroup(field) {
    const id = `form-group-${field.id}`;
    const fold = make(
      "button",
      { type: "button", class: "form-fold", "aria-controls": id, "data-key": `fold ${field.id}` },
      field.name,
    );
    fold.addEventListener("click", () => send(field.id, { isExpanded: fold.getAttribute("aria-expanded") !== "true" }));
    const head = make("div", { class: "form-head" }, fold);
    const check = make("input", { type: "checkbox", "aria-label": `${field.name}, in use`, "data-key": `input ${field.id}` });
    check.addEventListener("change", () => send(field.id, { isChecked: check.checked }));
    if (field.hasCheckBox) head.append(check);
    const body = make("div", { id, class: "form-body" }, ...(field.inputs ?? []).map(draw));
    const group = make("div", { class: "form-group", role: "group", "aria-label": field.name }, head, body);
    appliers.set(field.id, (now) => {
      group.hidden = !now.isVisible;
      body.hidden = !now.isExpanded;
      check.checked = now.isChecked === true;
      fold.setAttribute("aria-expanded", String(now.isExpanded));
    });
    return group;
  }

  /** @param {Field} field */
  function drawTable(field) {
    const columns = field.columns ?? [];
    const total = columns.reduce((sum, each) => sum + each, 0);
    const rows = (field.rows ?? []).map((cells, row) => {
      const line = make("tr", {}, ...cells.map((cell, column) => drawCell(cell, row, column)));
      line.addEventListener("focusin", () => {
        if (line.getAttribute("aria-selected") !== "true") send(field.id, row);
      });
      return line;
    });
    const widths = columns.map((each) => {
      const column = make("col");
      column.style.width = `${(100 * each) / total}%`;
      return column;
    });
    const table = make(
      "table",
      { class: "form-table", role: "grid", "aria-label": field.name || "Table" },
      make("colgroup", {}, ...widths),
      make("tbody", {}, ...rows),
    );
    const tools = make("div", { class: "form-row" }, ...(field.tools ?? []).map(draw));
    const whole = make("div", { class: "form-line is-full" }, table, tools);
    if (field.name) whole.prepend(make("span", { class: "form-label" }, field.name));
    appliers.set(field.id, (now) => {
      whole.hidden = !now.isVisible;
      rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === now.selectedRow)));
    });
    return whole;
  }

  /** @param {Field | null} cell @param {number} row @param {number} column */
  function drawCell(cell, row, column) {
    if (cell === null) return make("td", { role: "gridcell" });
    const drawn = drawField(cell, send);
    const label = `${cell.name || cell.id}, row ${row + 1}, column ${column + 1}`;
    (drawn.control ?? drawn.element).setAttribute("aria-label", label);
    appliers.set(cell.id, drawn.apply);
    return make("td", { role: "gridcell" }, drawn.element);
  }

  /** @param {Field[]} tabs */
  function drawTabs(tabs) {
    const buttons = tabs.map((tab) => {
      const button = make(
        "button",
        {
          type: "button",
          role: "tab",
          class: "form-tab",
          id: `form-tab-${tab.id}`,
          "aria-controls": `form-panel-${tab.id}`,
          "data-key": `tab ${tab.id}`,
        },
        tab.name,
      );
      button.addEventListener("click", () => send(tab.id, true));
      return button;
    });
    const list = make("div", { class: "form-tabs", role: "tablist", "aria-label": "Parts of the dialog" }, ...buttons);
    list.addEventListener("keydown", (event) => {
      const index = buttons.findIndex((each) => each === document.activeElement);
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? buttons.length - 1 : 0;
      if (index < 0 || step === 0) return;
      event.preventDefault();
      const next = buttons[(index + step) % buttons.length];
      next.focus();
      next.click();
    });
    const panels = tabs.map((tab, index) => {
      const panel = make(
        "div",
        { id: `form-panel-${tab.id}`, role: "tabpanel", "aria-labelledby": `form-tab-${tab.id}` },
        ...(tab.inputs ?? []).map(draw),
      );
      appliers.set(tab.id, (now) => {
        panel.hidden = !now.isActive;
        buttons[index].hidden = !now.isVisible;
        buttons[index].setAttribute("aria-selected", String(now.isActive));
        buttons[index].setAttribute("tabindex", now.isActive ? "0" : "-1");
      });
      return panel;
    });
    return [list, ...panels];
  }

  /** What a form is, without what its fields hold: as long as this stays, nothing is drawn anew. @param {Form} form */
  function structure(form) {
    const changing = new Set(["value", "second", "isValid", "isVisible", "isEnabled", "isReadOnly", "isSelected", "shown", "page", "heights"]);
    ["isExpanded", "isChecked", "isActive", "selectedRow", "ok"].forEach((name) => changing.add(name));
    return JSON.stringify(form, (name, value) => (changing.has(name) ? undefined : value));
  }

  /** @param {Form} form */
  function drawParts(form) {
    appliers.clear();
    const tabs = form.inputs.filter((field) => field.kind === "tab");
    const others = form.inputs.filter((field) => field.kind !== "tab");
    const ok = make("button", { type: "button", id: "form-ok", class: "dialog-button is-first", "data-key": "form ok" }, form.ok.label);
    const cancel = make("button", { type: "button", class: "dialog-button", "data-key": "form cancel" }, form.cancel);
    ok.addEventListener("click", () => leave(true));
    cancel.addEventListener("click", () => leave(false));
    return [
      make("h2", { id: "form-title", class: "dialog-title", title: form.tooltip || null }, form.title),
      make("div", { class: "form-inputs" }, ...(tabs.length ? drawTabs(tabs) : []), ...others.map(draw)),
      make("div", { class: "dialog-buttons form-end" }, ok, cancel),
    ];
  }

  /** @param {Field[]} fields */
  function applyAll(fields) {
    for (const field of fields) {
      appliers.get(field.id)?.(field);
      applyAll(field.inputs ?? []);
      applyAll(field.tools ?? []);
      applyAll((field.rows ?? []).flat().filter((each) => each !== null));
    }
  }

  /** @param {HTMLElement} place */
  function keepTyping(place) {
    const active = document.activeElement;
    if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement)) return () => {};
    if (!place.contains(active)) return () => {};
    const { value, selectionStart } = active;
    const key = active.dataset.key ?? "";
    return () => {
      const again = document.activeElement;
      if (again === active || !(again instanceof HTMLInputElement || again instanceof HTMLTextAreaElement)) return;
      if (again.dataset.key !== key || ["checkbox", "radio", "range"].includes(again.type)) return;
      again.value = value;
      if (selectionStart !== null) again.setSelectionRange(selectionStart, selectionStart);
    };
  }

  /** The first thing to fill in. @param {HTMLElement} place */
  function findFirst(place) {
    const controls = place.querySelectorAll(".form-inputs :is(input, select, textarea, button):enabled:not([role=tab])");
    return /** @type {HTMLElement[]} */ ([...controls]).find((each) => each.checkVisibility());
  }

  /** @param {Form | null} form */
  function drawForm(form) {
    const place = find("form");
    if (form === null) {
      if (number === 0) return;
      number = 0;
      const hadFocus = place.contains(document.activeElement);
      preview.closePages();
      place.hidden = true;
      if (hadFocus && before instanceof HTMLElement && before.isConnected) before.focus();
      return;
    }
    const isNew = form.number !== number;
    if (isNew) {
      number = form.number;
      preview.closePages();
      before = document.activeElement;
      place.hidden = false;
      place.style.width = form.width > 0 ? `${form.width}px` : "";
    }
    const restore = keepTyping(place);
    redraw(place, structure(form), () => {
      preview.keepPages();
      return drawParts(form);
    });
    preview.placePages();
    restore();
    applyAll(form.inputs);
    const ok = find("form-ok", HTMLButtonElement);
    ok.hidden = !form.ok.isShown;
    ok.disabled = !form.ok.isEnabled;
    if (isNew) (findFirst(place) ?? ok).focus();
  }

  find("form").addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave(false);
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
      event.target.dispatchEvent(new Event("change"));
      leave(true);
    } else return;
    event.preventDefault();
  });

  Object.assign(preview, { drawForm });
})(window.FusionPreview);

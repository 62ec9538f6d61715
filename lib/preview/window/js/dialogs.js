// @ts-check
/** Message boxes, input boxes and dialogs for files of the add-in, its errors, and the window's own notices. */
(function (preview) {
  "use strict";

  const { make, find, act } = preview;
  const SIGNS = { none: "", question: "?", information: "i", warning: "!", critical: "!" };
  let asked = 0;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Node[]} parts
   */
  function showDialog(dialog, parts) {
    dialog.replaceChildren(...parts);
    if (!dialog.open) dialog.showModal();
  }

  /** @param {Question | null} question what the host asks, null for nothing */
  function drawQuestion(question) {
    const dialog = find("question", HTMLDialogElement);
    if (question === null) {
      asked = 0;
      if (dialog.open) dialog.close();
      return;
    }
    if (question.number === asked) return;
    asked = question.number;
    dialog.classList.toggle("is-files", question.files !== null || question.cloud !== null);
    if (question.files || question.cloud) {
      dialog.removeAttribute("aria-describedby");
      if (question.files) preview.drawFiles(dialog, question, question.files);
      if (question.cloud) preview.drawCloud(dialog, question, question.cloud);
      return;
    }
    dialog.setAttribute("aria-describedby", "question-text");
    const { number, buttons, icon } = question;
    const field = drawField(question);
    const answer = (/** @type {number} */ result) => act("answer", { number, result, text: field?.value ?? "" });
    const pressable = buttons.map(({ label, result }, index) => {
      const kind = index === 0 ? "dialog-button is-first" : "dialog-button";
      const button = make("button", { type: "button", class: kind, autofocus: index === 0 && !field }, label);
      button.addEventListener("click", () => answer(result));
      return button;
    });
    const text = make("div", { class: "dialog-text" }, make("span", { id: "question-text" }, question.text));
    if (field) {
      text.append(field);
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") answer(buttons[0].result);
      });
    }
    const body = make("div", { class: "dialog-body" }, text);
    if (SIGNS[icon]) {
      body.prepend(make("span", { class: `dialog-icon is-${icon}`, "aria-hidden": "true" }, SIGNS[icon]));
    }
    dialog.oncancel = (event) => {
      // Escape presses the last button; the host closes the box.
      event.preventDefault();
      answer(buttons[buttons.length - 1].result);
    };
    showDialog(dialog, [
      make("h2", { id: "question-title", class: "dialog-title" }, question.title || "Fusion"),
      body,
      make("div", { class: "dialog-buttons" }, ...pressable),
    ]);
    field?.select();
  }

  /** @param {Question} question */
  function drawField(question) {
    if (question.default === null) return null;
    const attributes = { class: "dialog-field", type: "text", "aria-labelledby": "question-text" };
    return make("input", { ...attributes, value: question.default });
  }

  /** @param {string[]} faults */
  function showFaults(faults) {
    const dialog = find("fault-list", HTMLDialogElement);
    const forget = make("button", { type: "button", class: "dialog-button" }, "Forget them");
    const close = make("button", { type: "button", class: "dialog-button is-first", autofocus: true }, "Close");
    forget.addEventListener("click", () => {
      act("forget");
      dialog.close();
    });
    close.addEventListener("click", () => dialog.close());
    showDialog(dialog, [
      make("h2", { id: "fault-title", class: "dialog-title" }, "Errors that left the add-in"),
      make("p", { class: "dialog-note" }, "Fusion goes on after these, and shows them to nobody."),
      make("pre", { class: "fault-text", tabindex: "0" }, faults.join("\n\n")),
      make("div", { class: "dialog-buttons" }, forget, close),
    ]);
  }

  /**
   * @param {string} title
   * @param {string} text
   * @param {string} label of the button that loads the window anew
   */
  function showNotice(title, text, label) {
    const button = make("button", { type: "button", class: "dialog-button is-first", autofocus: true }, label);
    button.addEventListener("click", () => location.reload());
    showDialog(find("notice", HTMLDialogElement), [
      make("h2", { id: "notice-title", class: "dialog-title" }, title),
      make("div", { class: "dialog-body" }, make("p", { class: "dialog-text" }, text)),
      make("div", { class: "dialog-buttons" }, button),
    ]);
  }

  function hideNotice() {
    const dialog = find("notice", HTMLDialogElement);
    if (dialog.open) dialog.close();
  }

  Object.assign(preview, { showDialog, drawQuestion, showFaults, showNotice, hideNotice });
})(window.FusionPreview);

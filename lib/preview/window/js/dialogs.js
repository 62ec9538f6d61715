// @ts-check
/** Message boxes and input boxes of the add-in, its errors, and the window's own notices. */
(function () {
  "use strict";

  /** @type {any} */
  const preview = (/** @type {any} */ (window)).FusionPreview;
  const { make, find, act } = preview;
  const SIGNS = { question: "?", information: "i", warning: "!", critical: "!" };
  let asked = 0;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Node[]} parts
   */
  function show(dialog, parts) {
    dialog.replaceChildren(...parts);
    if (!dialog.open) dialog.showModal();
  }

  /** @param {any} question what the host asks, null for nothing */
  function drawQuestion(question) {
    const dialog = find("question");
    if (question === null) {
      asked = 0;
      if (dialog.open) dialog.close();
      return;
    }
    if (question.number === asked) return;
    asked = question.number;
    const field = question.default === null ? null : /** @type {HTMLInputElement} */ (
      make("input", { class: "dialog-field", type: "text", "aria-labelledby": "question-text", value: question.default })
    );
    const answer = (/** @type {number} */ result) =>
      act("answer", { number: question.number, result, text: field?.value ?? "" });
    const buttons = question.buttons.map((/** @type {any} */ entry, /** @type {number} */ index) => {
      const kind = index === 0 ? "dialog-button is-first" : "dialog-button";
      const button = make("button", { type: "button", class: kind, autofocus: index === 0 && !field }, entry.label);
      button.addEventListener("click", () => answer(entry.result));
      return button;
    });
    const sign = SIGNS[/** @type {keyof typeof SIGNS} */ (question.icon)];
    const text = make("div", { class: "dialog-text" }, make("span", { id: "question-text" }, question.text));
    if (field) {
      text.append(field);
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") answer(question.buttons[0].result);
      });
    }
    const body = make("div", { class: "dialog-body" }, text);
    if (sign) body.prepend(make("span", { class: `dialog-icon is-${question.icon}`, "aria-hidden": "true" }, sign));
    dialog.oncancel = (/** @type {Event} */ event) => {
      // Escape presses the last button; the host closes the box.
      event.preventDefault();
      answer(question.buttons[question.buttons.length - 1].result);
    };
    show(dialog, [
      make("h2", { id: "question-title", class: "dialog-title" }, question.title || "Fusion"),
      body,
      make("div", { class: "dialog-buttons" }, ...buttons),
    ]);
    field?.select();
  }

  /** @param {string[]} faults */
  function showFaults(faults) {
    const dialog = find("fault-list");
    const forget = make("button", { type: "button", class: "dialog-button" }, "Forget them");
    const close = make("button", { type: "button", class: "dialog-button is-first", autofocus: true }, "Close");
    forget.addEventListener("click", () => {
      act("forget");
      dialog.close();
    });
    close.addEventListener("click", () => dialog.close());
    show(dialog, [
      make("h2", { id: "fault-title", class: "dialog-title" }, "Errors that left the add-in"),
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
    show(find("notice"), [
      make("h2", { id: "notice-title", class: "dialog-title" }, title),
      make("div", { class: "dialog-body" }, make("p", { class: "dialog-text" }, text)),
      make("div", { class: "dialog-buttons" }, button),
    ]);
  }

  preview.drawQuestion = drawQuestion;
  preview.showFaults = showFaults;
  preview.showNotice = showNotice;
  preview.hideNotice = () => find("notice").open && find("notice").close();
})();

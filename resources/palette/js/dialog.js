// @ts-check
/** The frame of every dialog: a title, a body that scrolls, and a foot with the buttons. */
(function (DataBrowser) {
  "use strict";

  const { h, icon } = DataBrowser;

  /**
   * Makes a closed dialog whose form is never sent anywhere.
   * @param {string} id of its title
   * @param {string} title
   * @param {{onSubmit(): void, onClosed(): void}} hooks
   */
  function createDialog(id, title, hooks) {
    const body = h("div", { class: "dialog-body" });
    const foot = h("div", { class: "dialog-foot" });
    const form = h("form", { method: "dialog", novalidate: true }, h("h2", { id }, title), body, foot);
    const element = /** @type {HTMLDialogElement} */ (
      h("dialog", { class: "dialog", "aria-labelledby": id }, form)
    );
    let isOpen = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      hooks.onSubmit();
    });
    element.addEventListener("cancel", (event) => {
      event.preventDefault();
      close();
    });
    // For a browser that closes it of its own accord. This comes late: it may be open again by then.
    element.addEventListener("close", () => {
      if (!element.open) close();
    });

    /** Opens it; false when it was open. */
    function open() {
      if (element.open) return false;
      close();
      isOpen = true;
      element.showModal();
      return true;
    }

    function close() {
      if (!isOpen) return;
      isOpen = false;
      element.close();
      hooks.onClosed();
    }

    return { element, body, foot, open, close };
  }

  /** Returns the button that Enter presses. @param {string} text @param {string} picture @param {boolean} isReady */
  function submitButton(text, picture, isReady) {
    const attributes = { type: "submit", class: "button primary", disabled: !isReady };
    return h("button", attributes, icon(picture), h("span", null, text));
  }

  /** Says what is going on. @param {string} text */
  function busyLine(text) {
    return h("p", { class: "busy", role: "status" }, h("i", { class: "spinner" }), h("span", null, text));
  }

  /** @param {Element} place @param {string} selector */
  function focusFirst(place, selector) {
    const found = /** @type {HTMLElement | null} */ (place.querySelector(selector));
    if (found) found.focus();
  }

  Object.assign(DataBrowser, { createDialog, submitButton, busyLine, focusFirst });
})(window.DataBrowser);

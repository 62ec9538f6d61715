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

  /**
   * Asks the host for a dialog, one thing at a time; what is dropped is answered to nobody.
   * @param {Connection} connection @returns {Asker}
   */
  function createAsker(connection) {
    /** @type {Call<any> | null} */
    let call = null;

    /** @param {string} method @param {object} params */
    async function ask(method, params) {
      if (call) return null;
      const current = (call = connection.request(method, params));
      /** @type {Asked} */
      const result = {};
      try {
        result.answer = await current.promise;
      } catch (error) {
        result.problem = DataBrowser.asProblem(error);
      }
      if (call !== current) return null;
      call = null;
      return result;
    }

    return {
      ask,
      isBusy: () => call !== null,
      cancel() {
        if (call) call.cancel();
        call = null;
      },
      drop() {
        call = null;
      },
    };
  }

  /** Says what is going on. @param {string} text */
  function busyLine(text) {
    return h("p", { class: "busy", role: "status" }, h("i", { class: "spinner" }), h("span", null, text));
  }

  /** Going on comes before reporting. @param {Element} place @param {string} selector */
  function focusFirst(place, selector) {
    const found = /** @type {HTMLElement[]} */ (Array.from(place.querySelectorAll(selector)));
    const first = found.find((one) => !one.classList.contains("problem-report")) || found[0];
    if (first) first.focus();
  }

  Object.assign(DataBrowser, { createDialog, createAsker, submitButton, busyLine, focusFirst });
})(window.DataBrowser);

// @ts-check
/** The small parts that every view is made of. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace } = DataBrowser;
  const SAY_MS = 8000;
  const TICK_MS = 500;
  const LONG_MS = 2500;

  /**
   * Returns a listener for the first click of two in a row: what came into the button's place, such as its Cancel,
   * must not get the second.
   * @param {() => void} act
   */
  function once(act) {
    return (/** @type {MouseEvent} */ event) => {
      if (event.detail < 2) act();
    };
  }

  /**
   * @param {string} text @param {() => void} onclick
   * @param {{icon?: string, style?: string}} [options]
   */
  function button(text, onclick, options) {
    const { icon: picture, style } = options || {};
    const attributes = { type: "button", class: `button ${style || ""}`, onclick: once(onclick) };
    return h("button", attributes, picture ? icon(picture) : null, h("span", null, text));
  }

  /** @param {string} picture @param {string} label @param {() => void} onclick */
  function iconButton(picture, label, onclick) {
    return h(
      "button",
      { type: "button", class: "icon-button", title: label, "aria-label": label, onclick: once(onclick) },
      icon(picture),
    );
  }

  /**
   * Says what went wrong, what to do, and lets the user try again or report it.
   * @param {Problem} problem @param {(() => void) | null} onRetry @param {{isReported: boolean}} [options]
   */
  function problemBlock(problem, onRetry, options) {
    const report = () => {
      const detail = { reference: problem.reference };
      link.dispatchEvent(new CustomEvent(DataBrowser.REPORT_ASKED, { bubbles: true, detail }));
    };
    const link = button(DataBrowser.t("report.open"), report, { style: "link problem-report" });
    const isReported = options ? options.isReported : isReportable(problem);
    return h(
      "div",
      { class: "block problem", role: "alert" },
      icon("warning"),
      h(
        "div",
        { class: "block-words" },
        h("p", { class: "block-title" }, problem.message),
        problem.next ? h("p", null, problem.next) : null,
        problem.reference ? h("p", { class: "fine code" }, problem.reference) : null,
        h(
          "div",
          { class: "block-actions" },
          onRetry ? button(DataBrowser.t("retry"), onRetry, { icon: "refresh" }) : null,
          isReported ? link : null,
        ),
      ),
    );
  }

  /** What the user has stopped is no problem. @param {Problem} problem */
  function isReportable({ reference }) {
    return !/[.]cancelled$/.test(reference);
  }

  /** @param {string} picture @param {string} title @param {string} text @param {...Child} actions */
  function emptyBlock(picture, title, text, ...actions) {
    return h(
      "div",
      { class: "empty" },
      icon(picture),
      h("p", { class: "empty-title" }, title),
      text ? h("p", null, text) : null,
      actions.length ? h("div", { class: "actions" }, ...actions) : null,
    );
  }

  /** @param {"info" | "warning" | "done"} style @param {...Child} children */
  function note(style, ...children) {
    const picture = style === "done" ? "check" : style;
    return h("p", { class: `note note-${style}` }, icon(picture), h("span", null, ...children));
  }

  /**
   * Holds the place of what is on its way; it shows only after a moment, so that a quick answer never flashes. With
   * `onStop`, or null where the user cannot stop it, it says before long for how long the service has been waited for.
   * @param {number} lines @param {(() => void) | null} [onStop]
   */
  function skeleton(lines, onStop) {
    const bones = Array.from({ length: lines }, (_, index) =>
      h("i", { class: `bone bone-${1 + (index % 4)}` }),
    );
    const element = h(
      "div",
      { class: "skeleton" },
      h("span", { class: "visually-hidden" }, DataBrowser.t("loading")),
      ...bones,
    );
    const from = Date.now();
    const tell = () => {
      if (element.isConnected && onStop !== undefined) element.replaceWith(waits([countUp(from)], onStop, []));
    };
    setTimeout(tell, LONG_MS);
    return element;
  }

  /**
   * Says that a request waits, in the place of what it will bring; how long it still does is counted down.
   * @param {string} text @param {(() => void) | null} onStop @param {...Child} more how far it is
   */
  function waitBlock(text, onStop, ...more) {
    return waits(countDown(text), onStop, more);
  }

  /** @param {Child[]} words @param {(() => void) | null} onStop @param {Child[]} more */
  function waits(words, onStop, more) {
    return h(
      "div",
      { class: "block wait", role: "status" },
      h("i", { class: "spinner" }),
      h(
        "div",
        { class: "block-words" },
        h("p", null, words),
        ...more,
        onStop ? button(DataBrowser.t("stop"), onStop) : null,
      ),
    );
  }

  /**
   * Counts the seconds down that a text tells, for the eyes alone: who listens has heard how many they are.
   * @param {string} text @param {number} [from] when the wait began, as the clock has it
   * @returns {Child[]}
   */
  function countDown(text, from) {
    const found = DataBrowser.findSeconds(text);
    if (!found) return [text];
    const end = (from || Date.now()) + found.seconds * 1000;
    const place = h("span", { role: "timer", "aria-live": "off" });
    const tell = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      replace(place, left > 0 ? found.say(left) : DataBrowser.t("waiting-over"));
      return left;
    };
    const clock = setInterval(() => {
      if (!place.isConnected || tell() <= 0) clearInterval(clock);
    }, TICK_MS);
    tell();
    return [place];
  }

  /** Tells for how long the service has been waited for, for the eyes alone. @param {number} from as the clock has it */
  function countUp(from) {
    const place = h("span", { role: "timer", "aria-live": "off" });
    const tell = () =>
      replace(place, DataBrowser.t("waiting-long", { seconds: Math.floor((Date.now() - from) / 1000) }));
    const clock = setInterval(() => (place.isConnected ? tell() : clearInterval(clock)), TICK_MS);
    tell();
    return place;
  }

  /** Shows a text to copy. @param {string} label @param {string} value */
  function copyField(label, value) {
    const field = /** @type {HTMLInputElement} */ (
      h("input", {
        class: "copy-text",
        type: "text",
        readonly: true,
        value,
        "aria-label": label,
        onfocus: () => field.select(),
      })
    );
    const copy = () => {
      field.focus();
      field.select();
      // The clipboard API asks for a permission that a palette's browser cannot give.
      DataBrowser.say(document.execCommand("copy") ? DataBrowser.t("copied", { what: label }) : DataBrowser.t("copy-by-hand"));
    };
    return h("span", { class: "copy" }, field, iconButton("copy", DataBrowser.t("copy", { what: label }), copy));
  }

  /**
   * Copies a text that nobody sees; where that is refused it stays selected, to be copied by hand.
   * @param {string} text @param {string} label @param {HTMLElement} back what gets the focus again
   */
  function copyText(text, label, back) {
    const field = /** @type {HTMLTextAreaElement} */ (
      h("textarea", { class: "visually-hidden", readonly: true, "aria-label": label, onblur: () => field.remove() })
    );
    field.value = text;
    // Outside of a dialog that is open, nothing can be selected.
    (back.closest("dialog") || document.body).append(field);
    field.select();
    // The clipboard API asks for a permission that a palette's browser cannot give.
    const isCopied = document.execCommand("copy");
    if (isCopied) back.focus();
    return isCopied;
  }

  const line = h("p", { class: "status", role: "status" });
  const away = h("span", { class: "status-away" });
  const foot = h("div", { class: "status-bar" }, line, away);
  let timer = 0;

  /** Tells the user something in the line at the foot of the page. @param {string} text */
  function say(text) {
    const put = () => {
      replace(line);
      replace(away);
    };
    replace(line, text);
    clearTimeout(timer);
    if (!text) return put();
    if (!away.firstChild) away.append(iconButton("close", DataBrowser.t("status.put-away"), put));
    timer = setTimeout(put, SAY_MS);
  }

  /** Tells the user there what went wrong and what to do. @param {Problem} problem */
  function sayProblem({ message, next }) {
    say(`${message} ${next}`);
  }

  const statusLine = () => foot;

  Object.assign(DataBrowser, {
    button,
    iconButton,
    problemBlock,
    isReportable,
    emptyBlock,
    note,
    skeleton,
    waitBlock,
    countDown,
    countUp,
    LONG_MS,
    copyField,
    copyText,
    say,
    sayProblem,
    statusLine,
  });
})(window.DataBrowser);

// @ts-check
/** The help: the keys of the page by where they work, which version this is, and the way to a report. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace, t, button } = DataBrowser;

  /**
   * Group, keys, text. Keys that work alike stand one after the other, those of one chord are joined by `+`.
   * @type {[string, string[], string][]}
   */
  const KEYS = [
    ["everywhere", ["?"], "help.key-help"],
    ["everywhere", ["/", "Ctrl+F"], "help.key-search"],
    ["everywhere", ["Ctrl+L"], "help.key-locate"],
    ["everywhere", ["Tab", "Shift+Tab"], "help.key-next"],
    ["everywhere", ["←", "→"], "help.key-tabs"],
    ["everywhere", ["Enter", "Space"], "help.key-press"],
    ["everywhere", ["Esc"], "help.key-close"],
    ["find", ["Enter"], "help.key-found-show"],
    ["find", ["Ctrl+Enter"], "help.key-found-attach"],
    ["find", ["Menu", "Shift+F10"], "help.key-found-menu"],
    ["find", ["Tab"], "help.key-found-take"],
    ["tree", ["↑", "↓"], "help.key-up-down"],
    ["tree", ["→"], "help.key-right"],
    ["tree", ["←"], "help.key-left"],
    ["tree", ["Home", "End"], "help.key-ends"],
    ["tree", ["PageUp", "PageDown"], "help.key-pages"],
    ["tree", ["Enter"], "help.key-enter"],
    ["tree", ["Menu", "Shift+F10"], "help.key-menu"],
    ["tree", ["*"], "help.key-siblings"],
    ["tree", ["Ctrl+D"], "help.key-favourite"],
    ["tree", ["letters"], "help.key-letters"],
    ["many", ["Ctrl+click", "Ctrl+Space"], "help.key-select"],
    ["many", ["Shift+click", "Shift+↓"], "help.key-range"],
    ["many", ["Ctrl+A"], "help.key-all"],
    ["many", ["Esc"], "help.key-one"],
    ["design", ["Tab"], "help.key-filter"],
    ["graph", ["↑", "↓", "←", "→"], "help.key-walk"],
    ["graph", ["Enter"], "help.key-expand"],
    ["graph", ["Home"], "help.key-center"],
    ["graph", ["+", "-"], "help.key-zoom"],
    ["graph", ["0"], "help.key-fit"],
  ];

  /** What may be typed into the search box: examples, and their texts. @type {[string, string][]} */
  const EXAMPLES = [
    ["gear housing", "help.find-words"],
    ['"left 0012"', "help.find-phrase"],
    ["kind:drawing", "help.find-kind"],
    ["project:gearbox", "help.find-project"],
    ["name:shaft", "help.find-name"],
    ["path:released", "help.find-path"],
    ["by:ortega", "help.find-by"],
    ["modified:>2026-10", "help.find-modified"],
    ["created:2026-05..2026-07", "help.find-created"],
    ["size:>10MB", "help.find-size"],
    ["is:stale", "help.find-is"],
    ["has:attachment", "help.find-has"],
    ["-kind:drawing", "help.find-not"],
  ];

  /**
   * @param {Connection} connection
   * @param {{onReport(): void, onClosed(): void}} hooks
   * @returns {HelpDialog}
   */
  function createHelpDialog(connection, hooks) {
    const { element, body, foot, ...frame } = DataBrowser.createDialog("help-title", t("help.title"), {
      onSubmit: () => frame.close(),
      onClosed: hooks.onClosed,
    });
    // By the keys alone it must be read to its end.
    body.tabIndex = 0;
    body.setAttribute("role", "region");
    body.setAttribute("aria-labelledby", "help-title");
    const version = h("p", { class: "muted fine help-version" });

    function open(group = "") {
      if (!frame.open()) return;
      const groups = KEYS.map(([group]) => group).filter((group, index, all) => all.indexOf(group) === index);
      replace(body, groups.map(drawGroup), h("p", { class: "help-report" }, t("help.report-text")), version);
      const report = () => {
        frame.close();
        hooks.onReport();
      };
      replace(
        foot,
        button(t("report.open"), report, { icon: "warning" }),
        DataBrowser.submitButton(t("help.close"), "check", true),
      );
      body.scrollTop = 0;
      DataBrowser.focusFirst(foot, "[type=submit]");
      const start = group && body.querySelector(`#help-${group}`);
      if (start) start.scrollIntoView();
      nameVersion();
    }

    /** Says which version this is; help is there without it. */
    async function nameVersion() {
      const call = /** @type {Call<{dataBrowser: string, host: string}>} */ (connection.request("help.about", {}));
      try {
        const { dataBrowser, host } = await call.promise;
        replace(version, t(host ? "help.about-in" : "help.about", { version: dataBrowser, host }));
      } catch (error) {
        replace(version);
      }
    }

    return { element, open };
  }

  /** @param {string} group */
  function drawGroup(group) {
    const id = `help-${group}`;
    const rows = KEYS.filter(([of]) => of === group).map(([, keys, text]) => [
      h("dt", null, keys.map((key, index) => [index ? h("span", { class: "help-or" }, t("key.or")) : null, drawKeys(key)])),
      h("dd", null, t(text)),
    ]);
    const examples = group === "find" ? EXAMPLES.map(([example, text]) => [h("dt", null, h("code", null, example)), h("dd", null, t(text))]) : [];
    return h(
      "section",
      { class: "help-group", "aria-labelledby": id },
      h("h3", { id }, t(`help.group-${group}`)),
      h("dl", { class: "help-keys" }, rows, examples),
    );
  }

  /** Shows one chord. @param {string} chord */
  function drawKeys(chord) {
    const keys = chord === "+" ? [chord] : chord.split("+");
    return h(
      "span",
      { class: "help-chord" },
      keys.map((key, index) => [index ? "+" : null, h("kbd", null, keyName(key))]),
    );
  }

  /** Returns what is written on a key. @param {string} key */
  function keyName(key) {
    if (key === "Ctrl" && /^Mac/.test(navigator.platform)) return "⌘";
    return key.length > 2 && key !== "F10" ? t(`key.${key}`) : key;
  }

  /** Opens the help where `?` is typed, but not into a field. @param {() => void} open */
  function followHelpKey(open) {
    document.addEventListener("keydown", (event) => {
      const at = /** @type {HTMLElement} */ (event.target);
      const isTyping = at.matches && at.matches("input, textarea, select, [contenteditable]");
      if (event.key !== "?" || event.ctrlKey || event.altKey || event.metaKey) return;
      if (isTyping || event.isComposing || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      open();
    });
  }

  /** @param {() => void} onclick */
  function helpButton(onclick) {
    const label = t("help.open");
    const attributes = { type: "button", class: "icon-button", title: `${label} (?)`, "aria-label": label, "aria-keyshortcuts": "?", onclick };
    return h("button", attributes, icon("help"));
  }

  Object.assign(DataBrowser, { createHelpDialog, followHelpKey, helpButton, keyName });
})(window.DataBrowser);

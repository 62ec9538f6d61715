// @ts-check
/** A menu button that hands a table on: saved as a CSV file, or copied as Markdown. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, t } = DataBrowser;
  let menus = 0;

  /**
   * Returns the button with its menu, after the ARIA menu button pattern.
   * @param {Connection} connection
   * @param {() => Table} getTable is asked when something is chosen
   */
  function exportButton(connection, getTable) {
    const id = `export-menu-${(menus += 1)}`;
    const label = t("export");
    const opener = /** @type {HTMLButtonElement} */ (
      h(
        "button",
        {
          type: "button",
          class: "icon-button",
          title: label,
          "aria-label": label,
          "aria-haspopup": "menu",
          "aria-expanded": "false",
          "aria-controls": id,
          onclick: () => (menu.hidden ? open(0) : close()),
          onkeydown: onOpenerKey,
        },
        icon("export"),
      )
    );
    const choices = [choice("spreadsheet", t("export.csv"), save), choice("copy", t("export.markdown"), copy)];
    const menu = h(
      "ul",
      { id, class: "menu", role: "menu", "aria-label": label, hidden: true, onkeydown: onMenuKey },
      choices.map((one) => h("li", { role: "none" }, one)),
    );
    const element = h("div", { class: "menu-button", onfocusout: onFocusOut }, opener, menu);

    /** @param {string} picture @param {string} text @param {() => void} act */
    function choice(picture, text, act) {
      const onclick = () => {
        close();
        opener.focus();
        act();
      };
      const attributes = { type: "button", class: "menu-item", role: "menuitem", tabindex: "-1", onclick };
      return h("button", attributes, icon(picture), h("span", null, text));
    }

    /** @param {number} index */
    function open(index) {
      menu.hidden = false;
      opener.setAttribute("aria-expanded", "true");
      document.addEventListener("pointerdown", onPointer, true);
      choices[index].focus();
    }

    function close() {
      menu.hidden = true;
      opener.setAttribute("aria-expanded", "false");
      document.removeEventListener("pointerdown", onPointer, true);
    }

    /** @param {PointerEvent} event */
    function onPointer(event) {
      if (!element.contains(/** @type {Node} */ (event.target))) close();
    }

    /** @param {FocusEvent} event */
    function onFocusOut(event) {
      // Without a place that it goes to, it was only drawn anew around.
      if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) close();
    }

    /** @param {KeyboardEvent} event */
    function onOpenerKey(event) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      open(event.key === "ArrowDown" ? 0 : choices.length - 1);
    }

    /** @param {KeyboardEvent} event */
    function onMenuKey(event) {
      const last = choices.length - 1;
      const index = choices.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      let next = -1;
      if (event.key === "ArrowDown") next = index === last ? 0 : index + 1;
      else if (event.key === "ArrowUp") next = index <= 0 ? last : index - 1;
      else if (event.key === "Home") next = 0;
      else if (event.key === "End") next = last;
      else if (event.key === "Escape") {
        event.stopPropagation();
        close();
        opener.focus();
      } else if (event.key === "Tab") {
        // From the button on, as if there were no menu.
        opener.focus();
        close();
        return;
      } else if (event.key.length === 1 && event.key !== " ") next = findByLetter(event.key, index);
      else return;
      event.preventDefault();
      if (next >= 0) choices[next].focus();
    }

    /** @param {string} letter @param {number} from */
    function findByLetter(letter, from) {
      const order = choices.map((_, step) => (from + 1 + step) % choices.length);
      const wanted = letter.toLowerCase();
      const found = order.find((one) => (choices[one].textContent || "").toLowerCase().startsWith(wanted));
      return found === undefined ? -1 : found;
    }

    /** @param {string} method @returns {Promise<any>} null where it failed, which has been said then */
    async function ask(method) {
      try {
        return await connection.request(method, getTable()).promise;
      } catch (error) {
        const { message, next } = DataBrowser.asProblem(error);
        DataBrowser.say(`${message} ${next}`);
        return null;
      }
    }

    async function save() {
      const saved = await ask("table.saveCsv");
      if (saved && saved.path) DataBrowser.say(t("export.saved", { path: saved.path }));
    }

    async function copy() {
      const rows = getTable().rows.length;
      const written = await ask("table.markdown");
      if (!written) return;
      const isCopied = copyText(written.text, t("export.markdown"), opener);
      DataBrowser.say(isCopied ? DataBrowser.count("export.copied", rows) : t("copy-by-hand"));
    }

    return element;
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
    document.body.append(field);
    field.select();
    // The clipboard API asks for a permission that a palette's browser cannot give.
    const isCopied = document.execCommand("copy");
    if (isCopied) back.focus();
    return isCopied;
  }

  Object.assign(DataBrowser, { exportButton });
})(window.DataBrowser);

// @ts-check
/** A button with a menu, after the ARIA menu button pattern. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace } = DataBrowser;
  const EDGE = 4; // pixels that stay free between a menu and the window's edge
  let menus = 0;

  /**
   * Returns an item of a menu; one that cannot be chosen now can be reached, says why, and does nothing.
   * @param {MenuChoice} choice @param {() => void} onChosen comes before it acts
   */
  function menuItem({ icon: shown, text, act, reason }, onChosen) {
    const onclick = () => {
      if (reason) return DataBrowser.say(reason);
      onChosen();
      act();
    };
    return h(
      "button",
      {
        type: "button",
        class: "menu-item",
        role: "menuitem",
        tabindex: "-1",
        "aria-disabled": reason ? "true" : null,
        onclick,
      },
      icon(shown),
      h("span", null, text, reason ? h("span", { class: "menu-reason fine" }, reason) : null),
    );
  }

  /**
   * @param {string} picture @param {string} label
   * @param {() => MenuChoice[]} getChoices is asked when the menu opens
   */
  function menuButton(picture, label, getChoices) {
    const id = `menu-${(menus += 1)}`;
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
        icon(picture),
      )
    );
    const menu = h("ul", {
      id,
      class: "menu",
      role: "menu",
      "aria-label": label,
      hidden: true,
      onkeydown: onMenuKey,
    });
    const element = h("div", { class: "menu-button", onfocusout: onFocusOut }, opener, menu);
    /** @type {HTMLElement[]} */
    let items = [];

    /** @param {MenuChoice} choice */
    function drawChoice(choice) {
      return menuItem(choice, () => {
        close();
        opener.focus();
      });
    }

    /** @param {number} index of the choice that gets the focus; the last one is -1 */
    function open(index) {
      items = getChoices().map(drawChoice);
      replace(menu, ...items.map((one) => h("li", { role: "none" }, one)));
      menu.hidden = false;
      opener.setAttribute("aria-expanded", "true");
      place();
      document.addEventListener("pointerdown", onPointer, true);
      document.addEventListener("scroll", onScroll, true);
      window.addEventListener("resize", close);
      items[(index + items.length) % items.length].focus({ preventScroll: true });
    }

    /** Puts the menu below its button, or above where there is more room; what scrolls does not cut it off. */
    function place() {
      const around = opener.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = menu;
      const below = window.innerHeight - around.bottom - EDGE;
      const top = height <= below || below >= around.top ? around.bottom + 2 : around.top - height - 2;
      const isLeft = getComputedStyle(opener).direction === "rtl";
      const left = isLeft ? around.left : around.right - width;
      menu.style.top = `${Math.max(EDGE, top)}px`;
      menu.style.left = `${Math.min(Math.max(EDGE, left), Math.max(EDGE, window.innerWidth - width - EDGE))}px`;
    }

    /** Stays with the button while that is in sight. */
    function onScroll() {
      const { top, bottom } = opener.getBoundingClientRect();
      if (bottom < 0 || top > window.innerHeight) close();
      else place();
    }

    function close() {
      menu.hidden = true;
      opener.setAttribute("aria-expanded", "false");
      document.removeEventListener("pointerdown", onPointer, true);
      document.removeEventListener("scroll", onScroll, true);
      window.removeEventListener("resize", close);
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
      open(event.key === "ArrowDown" ? 0 : -1);
    }

    /** @param {KeyboardEvent} event */
    function onMenuKey(event) {
      const last = items.length - 1;
      const index = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
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
      if (next >= 0) items[next].focus();
    }

    /** @param {string} letter @param {number} from */
    function findByLetter(letter, from) {
      const order = items.map((_, step) => (from + 1 + step) % items.length);
      const wanted = letter.toLowerCase();
      const found = order.find((one) => (items[one].textContent || "").toLowerCase().startsWith(wanted));
      return found === undefined ? -1 : found;
    }

    return { element, opener, close };
  }

  Object.assign(DataBrowser, { menuButton, menuItem });
})(window.DataBrowser);

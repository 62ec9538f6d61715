// @ts-check
/** Menus after the ARIA patterns: of a button, or at a point, as the context menu of a row. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace } = DataBrowser;
  const EDGE = 4; // pixels that stay free between a menu and the window's edge
  let menus = 0;

  /**
   * The list of a menu, with its keys; who opens it says where it goes.
   * @param {string} label
   * @param {() => MenuChoice[]} getChoices is asked when the menu opens, and again after a choice that leaves it open
   * @param {{place(menu: HTMLElement): void, onClose(): void, back(): HTMLElement, isOwn(target: Node): boolean}} hooks
   */
  function menuList(label, getChoices, hooks) {
    const element = h("ul", {
      id: `menu-${(menus += 1)}`,
      class: "menu",
      role: "menu",
      "aria-label": label,
      hidden: true,
      onkeydown: onKey,
      oncontextmenu: (/** @type {Event} */ event) => event.preventDefault(),
    });
    /** @type {HTMLElement[]} */
    let items = [];
    const place = () => hooks.place(element);

    /** @param {MenuChoice} choice */
    function act(choice) {
      close();
      hooks.back().focus();
      choice.act();
    }

    /** Chooses and stays open: the state of a choice that has one is seen at once. @param {MenuChoice} choice @param {number} index */
    function actAndStay(choice, index) {
      choice.act();
      if (element.hidden) return;
      draw();
      items[Math.min(index, items.length - 1)].focus({ preventScroll: true });
    }

    /** Draws a choice; one that cannot be chosen now can be reached, says why, and does nothing. @param {MenuChoice} choice @param {number} index */
    function drawChoice(choice, index) {
      const { mark, reason } = choice;
      const attributes = {
        type: "button",
        class: `menu-item${choice.isApart ? " is-apart" : ""}`,
        role: mark ? `menuitem${mark}` : "menuitem",
        "aria-checked": mark ? String(Boolean(choice.isChecked)) : null,
        "aria-disabled": reason ? "true" : null,
        tabindex: "-1",
        onclick: () => (reason ? DataBrowser.say(reason) : mark ? actAndStay(choice, index) : act(choice)),
      };
      const picture = mark ? (choice.isChecked ? "check" : "none") : choice.icon;
      const why = reason ? h("span", { class: "menu-reason fine" }, reason) : null;
      return h("button", attributes, icon(picture), h("span", null, choice.text, why));
    }

    function draw() {
      /** @type {HTMLElement[]} */
      const entries = [];
      /** @type {HTMLElement | null} */
      let group = null;
      items = getChoices().map((choice, index) => {
        const item = drawChoice(choice, index);
        const name = choice.group || "";
        if (!name) group = null;
        else if (!group || group.getAttribute("aria-label") !== name) {
          group = h("ul", { role: "group", "aria-label": name });
          const title = h("span", { class: "menu-group", "aria-hidden": "true" }, name);
          entries.push(h("li", { role: "none" }, title, group));
        }
        const entry = h("li", { role: "none" }, item);
        if (group) group.append(entry);
        else entries.push(entry);
        return item;
      });
      replace(element, ...entries);
    }

    /** @param {number} index of the choice that gets the focus; the last one is -1 */
    function open(index) {
      draw();
      element.hidden = false;
      place();
      document.addEventListener("pointerdown", onPointer, true);
      document.addEventListener("scroll", onScroll, true);
      window.addEventListener("resize", close);
      items[(index + items.length) % items.length].focus({ preventScroll: true });
    }

    function close() {
      if (element.hidden) return;
      element.hidden = true;
      document.removeEventListener("pointerdown", onPointer, true);
      document.removeEventListener("scroll", onScroll, true);
      window.removeEventListener("resize", close);
      hooks.onClose();
    }

    /** @param {Event} event */
    function onScroll(event) {
      if (!(event.target instanceof Node && element.contains(event.target))) place();
    }

    /** @param {PointerEvent} event */
    function onPointer(event) {
      if (!hooks.isOwn(/** @type {Node} */ (event.target))) close();
    }

    /** @param {KeyboardEvent} event */
    function onKey(event) {
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
        hooks.back().focus();
      } else if (event.key === "Tab") {
        // From there on, as if there were no menu.
        hooks.back().focus();
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

    return { element, open, close };
  }

  /** Keeps a menu inside the window. @param {HTMLElement} menu @param {number} left @param {number} top */
  function putAt(menu, left, top) {
    const [width, height] = [menu.offsetWidth, menu.offsetHeight];
    const most = (/** @type {number} */ room, /** @type {number} */ own) => Math.max(EDGE, room - own - EDGE);
    menu.style.left = `${Math.min(Math.max(EDGE, left), most(window.innerWidth, width))}px`;
    menu.style.top = `${Math.min(Math.max(EDGE, top), most(window.innerHeight, height))}px`;
  }

  /**
   * @param {string} picture @param {string} label
   * @param {() => MenuChoice[]} getChoices is asked when the menu opens
   */
  function menuButton(picture, label, getChoices) {
    const list = menuList(label, getChoices, {
      place,
      onClose: () => opener.setAttribute("aria-expanded", "false"),
      back: () => opener,
      isOwn: (target) => element.contains(target),
    });
    const menu = list.element;
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
          "aria-controls": menu.id,
          onclick: () => (menu.hidden ? open(0) : list.close()),
          onkeydown: onOpenerKey,
        },
        icon(picture),
      )
    );
    const element = h("div", { class: "menu-button", onfocusout: onFocusOut }, opener, menu);

    /** @param {number} index */
    function open(index) {
      opener.setAttribute("aria-expanded", "true");
      list.open(index);
    }

    /** Puts the menu below its button, or above where there is more room; what scrolls does not cut it off. */
    function place() {
      const around = opener.getBoundingClientRect();
      if (around.bottom < 0 || around.top > window.innerHeight) return list.close();
      const { offsetWidth: width, offsetHeight: height } = menu;
      const below = window.innerHeight - around.bottom - EDGE;
      const top = height <= below || below >= around.top ? around.bottom + 2 : around.top - height - 2;
      const isLeft = getComputedStyle(opener).direction === "rtl";
      putAt(menu, isLeft ? around.left : around.right - width, top);
    }

    /** @param {FocusEvent} event */
    function onFocusOut(event) {
      // Without a place that it goes to, it was only drawn anew around.
      if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) list.close();
    }

    /** @param {KeyboardEvent} event */
    function onOpenerKey(event) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      open(event.key === "ArrowDown" ? 0 : -1);
    }

    return { element, opener, close: list.close };
  }

  /** Closes the menu that is open at a point. */
  let closeOpen = () => {};

  /**
   * Shows a menu at a point of the window.
   * @param {{x: number, y: number}} at @param {string} label @param {MenuChoice[] | (() => MenuChoice[])} choices
   * @param {HTMLElement} back what gets the focus at its end
   */
  function openMenu(at, label, choices, back) {
    closeOpen();
    const getChoices = typeof choices === "function" ? choices : () => choices;
    if (!getChoices().length) return;
    const list = menuList(label, getChoices, {
      place: (menu) => {
        const isBelow = at.y + menu.offsetHeight + EDGE <= window.innerHeight;
        const isLeft = getComputedStyle(document.body).direction === "rtl";
        const top = isBelow || at.y < menu.offsetHeight ? at.y : at.y - menu.offsetHeight;
        putAt(menu, isLeft ? at.x - menu.offsetWidth : at.x, top);
      },
      onClose: () => {
        closeOpen = () => {};
        list.element.remove();
      },
      back: () => back,
      isOwn: (target) => list.element.contains(target),
    });
    list.element.addEventListener("focusout", (event) => {
      const next = event.relatedTarget;
      if (next instanceof Node && !list.element.contains(next)) list.close();
    });
    (back.closest("main, [role=search]") || document.body).append(list.element); // in a landmark, as all that is read
    closeOpen = list.close;
    list.open(0);
  }

  Object.assign(DataBrowser, { menuButton, openMenu });
})(window.DataBrowser);

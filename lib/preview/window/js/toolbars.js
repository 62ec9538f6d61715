// @ts-check
/** The quick access toolbar, and the panels of the workspace. */
(function (preview) {
  "use strict";

  const { make, find, redraw, act } = preview;

  /**
   * @param {Control} control
   * @param {number} size the icon's edge in pixels
   * @param {string} theme
   */
  function drawIcon(control, size, theme) {
    if (control.kind === "drop-down") return make("span", { class: "glyph glyph-file", "aria-hidden": "true" });
    if (!control.hasIcon) return make("span", { class: "glyph glyph-scripts", "aria-hidden": "true" });
    const address = `/icon/${encodeURIComponent(control.id)}?size=${size}&theme=${theme}`;
    return make("img", {
      src: address,
      srcset: `${address} 1x, ${address}&scale=2 2x`,
      width: String(size),
      height: String(size),
      alt: "",
    });
  }

  /**
   * @param {Control} control
   * @param {{place: string, kind: string, size: number, theme: string}} look
   */
  function drawButton(control, { place, kind, size, theme }) {
    const title = control.tooltip && control.tooltip !== control.name ? `${control.name}\n${control.tooltip}` : control.name;
    const isScripts = control.id === "ScriptsManagerCommand";
    const button = make(
      "button",
      {
        type: "button",
        class: kind,
        title: control.isNative && !isScripts ? `${title}\n(Fusion's own, for looks only)` : title,
        "aria-label": control.name,
        "aria-disabled": isScripts || (control.isEnabled && !control.isNative) ? null : "true",
        "data-key": `${place} ${control.id}`,
        "data-control": control.id,
      },
      drawIcon(control, size, theme),
    );
    button.addEventListener("click", () => {
      if (isScripts) preview.showScripts();
      else if (button.getAttribute("aria-disabled") !== "true") act("click", { id: control.id });
    });
    return button;
  }

  /**
   * A menu button after the pattern of the ARIA practices guide: arrows move, Escape closes.
   * @param {Control} control
   */
  function drawMenu(control) {
    const button = make(
      "button",
      {
        type: "button",
        class: "tool",
        title: control.name,
        "aria-label": control.name,
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        "data-key": `bar ${control.id}`,
      },
      drawIcon(control, 16, ""),
      make("span", { class: "glyph glyph-down", "aria-hidden": "true" }),
    );
    const items = control.controls.map((entry) => {
      const item = make("button", { type: "button", class: "menu-item", role: "menuitem", tabindex: "-1" }, entry.name);
      if (entry.isNative) item.setAttribute("aria-disabled", "true");
      item.addEventListener("click", () => {
        close();
        if (!entry.isNative) act("click", { id: entry.id });
      });
      return item;
    });
    const menu = make("div", { class: "menu", role: "menu", "aria-label": control.name, hidden: true }, ...items);

    function open() {
      const place = button.getBoundingClientRect();
      menu.style.left = `${place.left}px`;
      menu.style.top = `${place.bottom + 2}px`;
      menu.hidden = false;
      button.setAttribute("aria-expanded", "true");
      items[0]?.focus();
    }

    function close() {
      menu.hidden = true;
      button.setAttribute("aria-expanded", "false");
      button.focus();
    }

    button.addEventListener("click", () => (menu.hidden ? open() : close()));
    button.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        open();
      }
    });
    menu.addEventListener("keydown", (event) => {
      const index = items.findIndex((item) => item === document.activeElement);
      if (event.key === "Escape" || event.key === "Tab") close();
      else if (event.key === "ArrowDown") items[(index + 1) % items.length].focus();
      else if (event.key === "ArrowUp") items[(index + items.length - 1) % items.length].focus();
      else return;
      if (event.key !== "Tab") event.preventDefault();
    });
    menu.addEventListener("focusout", (event) => {
      const next = /** @type {Node | null} */ (event.relatedTarget);
      if (!menu.contains(next) && next !== button) {
        menu.hidden = true;
        button.setAttribute("aria-expanded", "false");
      }
    });
    return [button, menu];
  }

  /** @param {HostState} state */
  function drawQuickAccess(state) {
    redraw(find("quick-access"), [state.toolbar, state.theme, savable(state)], () => {
      const parts = state.toolbar.flatMap((control) => {
        if (control.kind === "separator") return [make("span", { class: "separator" })];
        if (control.kind === "drop-down") return [...drawMenu(control), drawSave(state)];
        return [drawButton(control, { place: "bar", kind: "tool", size: 16, theme: state.theme })];
      });
      return parts.length ? parts : [drawSave(state)];
    });
  }

  /** @param {HostState} state */
  function savable(state) {
    const active = state.documents.find((entry) => entry.isActive);
    return active?.isSaved && active.isModified ? active.name : null;
  }

  /** Fusion's own Save, which the preview plays itself. @param {HostState} state */
  function drawSave(state) {
    const name = savable(state);
    const button = make(
      "button",
      {
        type: "button",
        class: "tool",
        title: "Save",
        "aria-label": "Save",
        "aria-disabled": name === null ? "true" : null,
        "data-key": "bar save",
      },
      make("span", { class: "glyph glyph-save", "aria-hidden": "true" }),
    );
    button.addEventListener("click", () => {
      if (name !== null) act("save", { name });
    });
    return button;
  }

  /** @param {Panel} panel @param {string} theme */
  function drawPanel(panel, theme) {
    const look = { place: panel.id, kind: "big-tool", size: 32, theme };
    return make(
      "div",
      { class: "panel", role: "toolbar", "aria-label": panel.name },
      make("div", { class: "buttons" }, ...panel.controls.map((control) => drawButton(control, look))),
      make("span", { class: "panel-name" }, panel.name),
    );
  }

  /** @param {HostState} state */
  function drawWorkspaces(state) {
    const options = state.workspaces.map(({ id, name }) => {
      return make("option", { value: id, selected: id === state.workspace }, name);
    });
    const choice = make(
      "select",
      { class: "workspace", "aria-label": "Workspace", title: "Change the workspace", "data-key": "workspace" },
      ...options,
    );
    choice.addEventListener("change", () => act("workspace", { id: choice.value }));
    return choice;
  }

  /** The tabs of the workspace's toolbar; arrows move between them. @param {ToolbarTab[]} tabs */
  function drawTabs(tabs) {
    const buttons = tabs.map((tab) => {
      const button = make(
        "button",
        {
          type: "button",
          class: "ribbon-tab",
          role: "tab",
          "aria-selected": String(tab.isActive),
          tabindex: tab.isActive ? "0" : "-1",
          "data-key": `ribbon-tab ${tab.id}`,
        },
        tab.name,
      );
      button.addEventListener("click", () => act("tab", { id: tab.id }));
      return button;
    });
    const list = make("div", { class: "ribbon-tabs", role: "tablist", "aria-label": "Toolbar" }, ...buttons);
    list.addEventListener("keydown", (event) => {
      const index = buttons.findIndex((button) => button === document.activeElement);
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? buttons.length - 1 : 0;
      if (index < 0 || step === 0) return;
      event.preventDefault();
      const next = buttons[(index + step) % buttons.length];
      next.focus();
      next.click();
    });
    return list;
  }

  /** @param {HostState} state */
  function drawRibbon(state) {
    const place = find("ribbon");
    redraw(place, [state.workspace, state.workspaces, state.tabs, state.panels, state.theme], () => {
      if (state.workspace === null) return [make("p", { class: "empty-ribbon" }, "No document is open.")];
      const active = state.tabs.find((tab) => tab.isActive);
      if (!active) {
        const words = "This workspace has no panel for add-ins. Their buttons are above.";
        return [drawWorkspaces(state), make("p", { class: "empty-ribbon" }, words)];
      }
      const panels = state.panels.filter((panel) => panel.tab === active.id);
      return [
        drawWorkspaces(state),
        make(
          "div",
          { class: "ribbon-body" },
          drawTabs(state.tabs),
          make("div", { class: "panels" }, ...panels.map((panel) => drawPanel(panel, state.theme))),
        ),
      ];
    });
  }

  preview.drawIcon = drawIcon;
  preview.drawToolbars = (state) => {
    drawQuickAccess(state);
    drawRibbon(state);
  };
})(window.FusionPreview);

// @ts-check
/** Hints: where to click first, and why a palette does not follow a new theme by itself. */
(function (preview) {
  "use strict";

  const { make, find, redraw, act, drawIcon } = preview;
  /** @type {HostState | null} */
  let latest = null;
  /** Whether the theme has changed since the add-in was last asked for. */
  let isThemeNews = false;

  /**
   * @param {HostState} state
   * @returns {Control | undefined} the add-in's first button that can be pressed
   */
  function findButton(state) {
    const places = [state.toolbar, ...state.panels.map((panel) => panel.controls)];
    return places.flat().find((control) => control.kind === "command" && !control.isNative && control.isEnabled);
  }

  /**
   * @param {HostState} state
   * @returns {{title: string, text: string, isFirst: boolean} | null}
   */
  function choose(state) {
    if (state.form) return null;
    if (state.palettes.length === 0) {
      return {
        title: "Start here",
        text: "The add-in's buttons are in the toolbar at the top. This is the first one:",
        isFirst: true,
      };
    }
    if (!isThemeNews) return null;
    return {
      title: "A new theme",
      text: "Fusion tells no add-in about it. Press the add-in's button again, and the palette follows:",
      isFirst: false,
    };
  }

  /** @param {Control} button @param {HostState} state */
  function drawPress(button, state) {
    const press = make(
      "button",
      { type: "button", class: "hint-button", "data-key": "hint", "data-control": button.id },
      drawIcon(button, 16, state.theme),
      make("span", {}, button.name),
    );
    press.addEventListener("click", () => act("click", { id: button.id }));
    return press;
  }

  /** @param {HostState} state */
  function drawHint(state) {
    const isAnyVisible = state.palettes.some((palette) => palette.isVisible);
    if (latest && latest.theme !== state.theme) isThemeNews = !isThemeNews;
    if (!isAnyVisible) isThemeNews = false;
    latest = state;
    const button = findButton(state);
    const hint = button ? choose(state) : null;
    const place = find("hint");
    place.hidden = hint === null;
    const start = hint && hint.isFirst ? button?.id : null;
    for (const tool of find("quick-access").querySelectorAll("[data-control]")) {
      tool.classList.toggle("is-start", tool.getAttribute("data-control") === start);
    }
    redraw(place, [hint, button, state.theme], () =>
      hint && button
        ? [
            make("p", { class: "hint-title" }, hint.title),
            make("p", { class: "hint-text" }, hint.text),
            drawPress(button, state),
          ]
        : [],
    );
  }

  // Whoever presses a button of the add-in has understood.
  document.addEventListener("click", (event) => {
    if (!latest || !(event.target instanceof Element) || !event.target.closest("[data-control]")) return;
    isThemeNews = false;
    drawHint(latest);
  });

  preview.drawHint = drawHint;
})(window.FusionPreview);

// @ts-check
/** Puts the window together and keeps it like the host's state. */
(function (preview) {
  "use strict";

  const { find, act } = preview;
  const PATIENCE_MS = 2500;
  let run = "";
  let theme = "light";
  /** @type {number | undefined} */
  let patience;

  /** @param {HostState} state */
  function draw(state) {
    // The host was started anew: what this window shows belongs to one that is gone.
    if (run && run !== state.run) return location.reload();
    run = state.run;
    theme = state.theme;
    document.documentElement.dataset.theme = theme;
    find("theme").setAttribute("aria-pressed", String(theme === "dark"));
    find("profile").textContent = ` of ${state.profile}`;
    preview.drawToolbars(state);
    preview.drawDocuments(state);
    preview.drawPalettes(state);
    preview.drawHint(state);
    preview.drawForm(state.form);
    preview.drawScripts(state.addins);
    preview.drawStatus(state);
    preview.showText(state.isTextShown);
    preview.drawQuestion(state.question);
  }

  find("theme").addEventListener("click", () => act("theme", { theme: theme === "dark" ? "light" : "dark" }));
  find("theme").title = "Switch between light and dark";

  preview.listen({
    state: draw,
    meter: preview.drawMeter,
    text: preview.drawText,
    message: preview.deliver,
    open: () => {
      clearTimeout(patience);
      preview.hideNotice();
    },
    lost: () => {
      clearTimeout(patience);
      patience = setTimeout(
        () => preview.showNotice("The preview has ended", "Start it again; this window then goes on by itself.", "Try again"),
        PATIENCE_MS,
      );
    },
    replaced: () =>
      preview.showNotice("Another window has taken over", "The preview is open in a newer window or tab.", "Use this one"),
  });
})(window.FusionPreview);

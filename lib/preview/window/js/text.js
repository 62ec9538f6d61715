// @ts-check
/** The Text Commands window: what add-ins write there, below everything else. */
(function (preview) {
  "use strict";

  const { find, act } = preview;
  const lines = find("text-lines");

  /** @param {{lines: string[]}} text */
  function drawText(text) {
    const isAtEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 4;
    lines.textContent = text.lines.join("\n");
    if (isAtEnd) lines.scrollTop = lines.scrollHeight;
  }

  /** @param {boolean} isShown */
  function showText(isShown) {
    const place = find("text");
    if (place.hidden === !isShown) return;
    const hadFocus = place.contains(document.activeElement);
    place.hidden = !isShown;
    find("text-toggle").setAttribute("aria-expanded", String(isShown));
    if (isShown) lines.scrollTop = lines.scrollHeight;
    else if (hadFocus) find("text-toggle").focus();
  }

  const close = () => act("close", { palette: "TextCommands" });
  find("text-close").addEventListener("click", close);
  find("text-toggle").addEventListener("click", () => (find("text").hidden ? act("show-text") : close()));
  find("text-toggle").title = "Show what add-ins write into Fusion's Text Commands window";

  Object.assign(preview, { drawText, showText });
})(window.FusionPreview);

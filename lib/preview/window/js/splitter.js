// @ts-check
/** The edge of a docked palette: drag it, or move it with the arrow keys. */
(function (preview) {
  "use strict";

  const STEP = 24;
  const NARROWEST = 240;

  /**
   * @param {HTMLElement} palette
   * @param {PaletteEntry} source the palette as the host knows it
   * @param {(width: number) => void} settled
   * @returns {HTMLElement}
   */
  function makeSplitter(palette, source, settled) {
    const splitter = preview.make("div", {
      class: "splitter",
      role: "separator",
      tabindex: "0",
      "aria-orientation": "vertical",
      "aria-label": `Width of ${source.name}`,
    });

    /** @param {number} width */
    function resize(width) {
      const most = Math.max(NARROWEST, Math.min(source.maximum[0] || Infinity, innerWidth - 200));
      const least = Math.min(Math.max(NARROWEST, source.minimum[0]), most);
      const fitting = Math.round(Math.min(Math.max(width, least), most));
      palette.style.width = `${fitting}px`;
      splitter.setAttribute("aria-valuenow", String(fitting));
      splitter.setAttribute("aria-valuemin", String(least));
      splitter.setAttribute("aria-valuemax", String(most));
      return fitting;
    }

    const outwards = () => (document.querySelector(".stage.is-left") ? 1 : -1);

    splitter.addEventListener("pointerdown", (event) => {
      const from = event.clientX;
      const width = palette.offsetWidth;
      splitter.setPointerCapture(event.pointerId);
      document.body.classList.add("is-resizing");
      /** @param {PointerEvent} moved */
      const move = (moved) => resize(width + (moved.clientX - from) * outwards());
      const end = () => {
        splitter.removeEventListener("pointermove", move);
        document.body.classList.remove("is-resizing");
        settled(palette.offsetWidth);
      };
      splitter.addEventListener("pointermove", move);
      splitter.addEventListener("lostpointercapture", end, { once: true });
    });
    splitter.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -STEP, ArrowRight: STEP };
      const step = steps[/** @type {keyof typeof steps} */ (event.key)];
      if (step === undefined) return;
      event.preventDefault();
      settled(resize(palette.offsetWidth + step * outwards()));
    });
    resize(source.width);
    return splitter;
  }

  preview.makeSplitter = makeSplitter;
})(window.FusionPreview);

// @ts-check
/** The line between the tree and the details: dragged, or moved by the arrow keys; each layout has a place of its own. */
(function (DataBrowser) {
  "use strict";

  const { h, t } = DataBrowser;
  const USUAL = { stacked: 50, beside: 36 };
  const LEAST = 15;
  const MOST = 80;
  const STEP = 4;

  /** @param {number} share */
  const within = (share) => Math.max(LEAST, Math.min(MOST, Math.round(share)));

  /**
   * @param {HTMLElement} area what is divided: the details have the `--share` of it
   * @param {{onChange(): void}} hooks
   * @returns {Splitter}
   */
  function createSplitter(area, hooks) {
    const wide = matchMedia("(min-width: 700px)");
    let shares = { ...USUAL };
    const element = h("div", {
      class: "splitter",
      role: "separator",
      tabindex: "0",
      title: t("splitter.hint"),
      "aria-label": t("splitter.label"),
      "aria-valuemin": LEAST,
      "aria-valuemax": MOST,
    });

    const layout = () => (wide.matches ? "beside" : "stacked");

    function draw() {
      area.style.setProperty("--share-stacked", `${shares.stacked}%`);
      area.style.setProperty("--share-beside", `${shares.beside}%`);
      element.setAttribute("aria-orientation", wide.matches ? "vertical" : "horizontal");
      element.setAttribute("aria-valuenow", String(shares[layout()]));
    }

    /** @param {number} share */
    function set(share) {
      shares[layout()] = within(share);
      draw();
      hooks.onChange();
    }

    /** @param {PointerEvent} event */
    function follow(event) {
      const { left, right, bottom, height, width } = area.getBoundingClientRect();
      const isMirrored = getComputedStyle(area).direction === "rtl";
      const beside = isMirrored ? event.clientX - left : right - event.clientX;
      set(wide.matches ? (100 * beside) / width : (100 * (bottom - event.clientY)) / height);
    }

    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault(); // no text is selected on the way
      element.focus();
      element.setPointerCapture(event.pointerId);
      element.addEventListener("pointermove", follow);
    });
    const drop = () => element.removeEventListener("pointermove", follow);
    element.addEventListener("pointerup", drop);
    element.addEventListener("pointercancel", drop);
    element.addEventListener("dblclick", () => set(USUAL[layout()]));
    element.addEventListener("keydown", (event) => {
      const share = shares[layout()];
      const isMirrored = getComputedStyle(area).direction === "rtl";
      const [grow, shrink] = !wide.matches
        ? ["ArrowUp", "ArrowDown"]
        : isMirrored
          ? ["ArrowRight", "ArrowLeft"]
          : ["ArrowLeft", "ArrowRight"];
      if (event.key === grow) set(share + STEP);
      else if (event.key === shrink) set(share - STEP);
      else if (event.key === "Home") set(LEAST);
      else if (event.key === "End") set(MOST);
      else if (event.key === "Enter") set(USUAL[layout()]);
      else return;
      event.preventDefault();
    });
    wide.addEventListener("change", draw);
    draw();
    return {
      element,
      get shares() {
        return { ...shares };
      },
      setShares(next) {
        const { stacked, beside } = next || USUAL;
        shares = { stacked: within(Number(stacked) || USUAL.stacked), beside: within(Number(beside) || USUAL.beside) };
        draw();
      },
    };
  }

  Object.assign(DataBrowser, { createSplitter });
})(window.DataBrowser);

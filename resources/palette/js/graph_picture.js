// @ts-check
/** The graph as a picture of its own: an SVG file that needs neither this page nor its style sheets. */
(function (DataBrowser) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = 110;
  /** What a file must say itself, since no style sheet does. */
  const KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight"];

  /**
   * Returns the whole graph as the text of an SVG file, in the colours in which it is shown.
   * @param {SVGSVGElement} svg @param {GraphModel} model
   */
  function drawPicture(svg, model) {
    const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
    const shown = svg.querySelectorAll("*");
    copy.querySelectorAll("*").forEach((element, index) => {
      const style = getComputedStyle(shown[index]);
      for (const property of KEPT) {
        const value = style.getPropertyValue(property);
        if (value && value !== "normal") element.setAttribute(property, value);
      }
      for (const attribute of ["class", "role", "tabindex", "aria-label", "data-id", "aria-hidden", "focusable"])
        element.removeAttribute(attribute);
    });
    copy.querySelectorAll("use").forEach((use) => inline(use));
    const nodes = model.nodes();
    const xs = nodes.map((node) => node.x);
    const ys = nodes.map((node) => node.y);
    const [left, top] = [Math.min(...xs) - MARGIN, Math.min(...ys) - MARGIN / 2];
    const [width, height] = [Math.max(...xs) + MARGIN - left, Math.max(...ys) + MARGIN / 2 - top];
    const scene = /** @type {Element} */ (copy.querySelector("g"));
    scene.removeAttribute("transform");
    const ground = document.createElementNS(SVG, "rect");
    const fill = getComputedStyle(document.body).backgroundColor;
    for (const [key, value] of Object.entries({ x: left, y: top, width, height, fill }))
      ground.setAttribute(key, String(value));
    scene.before(ground);
    copy.removeAttribute("class");
    copy.setAttribute("xmlns", SVG);
    copy.setAttribute("font-family", "system-ui, sans-serif");
    copy.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
    copy.setAttribute("width", String(width));
    copy.setAttribute("height", String(height));
    return new XMLSerializer().serializeToString(copy);
  }

  /** Puts the strokes of an icon in the place of the reference to them. @param {Element} use */
  function inline(use) {
    const symbol = document.querySelector(use.getAttribute("href") || "#none");
    const owner = /** @type {Element} */ (use.parentElement);
    if (!symbol) return;
    owner.setAttribute("viewBox", symbol.getAttribute("viewBox") || "0 0 16 16");
    use.replaceWith(...[...symbol.childNodes].map((child) => child.cloneNode(true)));
    owner.querySelectorAll(".tint").forEach((tint) => {
      tint.removeAttribute("class");
      tint.setAttribute("fill", owner.getAttribute("stroke") || "none");
      tint.setAttribute("fill-opacity", "0.16");
    });
  }

  Object.assign(DataBrowser, { drawPicture });
})(window.DataBrowser);

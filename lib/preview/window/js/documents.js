// @ts-check
/** The document tabs, and the picture of the active document. */
(function () {
  "use strict";

  /** @type {any} */
  const preview = (/** @type {any} */ (window)).FusionPreview;
  const { make, find, redraw } = preview;
  const KINDS = { design: "Design", drawing: "Drawing", other: "Document" };

  /** @param {any} entry */
  function kindOf(entry) {
    return entry.kind in KINDS ? /** @type {keyof typeof KINDS} */ (entry.kind) : "other";
  }

  /**
   * @param {string} key
   * @param {boolean} isActive
   * @param {string} glyph
   * @param {string} title
   * @param {string | null} name what to show: a document's name, null for none
   */
  function drawTab(key, isActive, glyph, title, name) {
    const tab = make(
      "button",
      {
        type: "button",
        role: "tab",
        class: name === null ? "tab tab-none" : "tab",
        "aria-selected": String(isActive),
        "aria-controls": "canvas",
        tabindex: isActive ? "0" : "-1",
        title,
        "data-key": key,
      },
      make("span", { class: `glyph glyph-${glyph}`, "aria-hidden": "true" }),
      make("span", { class: "tab-name" }, title),
    );
    tab.addEventListener("click", () => preview.act("show", { name }));
    return tab;
  }

  /** @param {any} state */
  function drawTabs(state) {
    const isNone = !state.documents.some((/** @type {any} */ entry) => entry.isActive);
    redraw(find("tabs"), state.documents, () => [
      ...state.documents.map((/** @type {any} */ entry) =>
        drawTab(
          `document ${entry.number}`,
          entry.isActive,
          kindOf(entry),
          entry.isModified ? `${entry.title}*` : entry.title,
          entry.name,
        ),
      ),
      drawTab("none", isNone, "none", "No document", null),
    ]);
  }

  /** @param {any} active */
  function describe(active) {
    const kind = KINDS[kindOf(active)];
    if (!active.isSaved) return `${kind} · never saved`;
    return active.isModified ? `${kind} · version ${active.version}, modified` : `${kind} · version ${active.version}`;
  }

  /** @param {any} state */
  function drawCanvas(state) {
    const active = state.documents.find((/** @type {any} */ entry) => entry.isActive) ?? null;
    redraw(find("caption"), active, () => [
      make("span", { class: "caption-name" }, active ? active.name : "No document"),
      make("span", { class: "caption-state" }, active ? describe(active) : "Open one from the tabs above"),
    ]);
    const kind = active === null ? "none" : kindOf(active);
    const standIn = `/window/icons/stand-in-${kind === "other" ? "design" : kind}.svg`;
    const address = active?.hasThumbnail ? `/thumbnail/${active.number}` : standIn;
    const picture = find("picture");
    picture.classList.toggle("is-stand-in", !active?.hasThumbnail);
    if (picture.getAttribute("src") !== address) picture.src = address;
    document.title = active ? `${active.title} – Fusion preview` : "Fusion preview";
  }

  find("tabs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const tabs = [...find("tabs").children];
    const index = tabs.indexOf(document.activeElement);
    const steps = { ArrowRight: index + 1, ArrowLeft: index - 1 + tabs.length, Home: 0, End: tabs.length - 1 };
    const next = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (index < 0 || next === undefined) return;
    event.preventDefault();
    tabs[next % tabs.length].focus();
    tabs[next % tabs.length].click();
  });

  preview.drawDocuments = (/** @type {any} */ state) => {
    drawTabs(state);
    drawCanvas(state);
  };
})();

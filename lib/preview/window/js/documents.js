// @ts-check
/** The document tabs, and the picture of the active document. */
(function (preview) {
  "use strict";

  const { make, find, redraw, act } = preview;
  const KINDS = { design: "Design", drawing: "Drawing", other: "Document" };

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
    tab.addEventListener("click", () => act("show", { name }));
    return tab;
  }

  /** @param {HostState} state */
  function drawTabs(state) {
    const isNone = !state.documents.some((entry) => entry.isActive);
    redraw(find("tabs"), state.documents, () => [
      ...state.documents.map((entry) =>
        drawTab(
          `document ${entry.number}`,
          entry.isActive,
          entry.kind,
          entry.isModified ? `${entry.title}*` : entry.title,
          entry.name,
        ),
      ),
      drawTab("none", isNone, "none", "No document", null),
    ]);
  }

  /** @param {DocumentEntry} active */
  function describe(active) {
    const kind = KINDS[active.kind];
    if (!active.isSaved) return `${kind} · never saved`;
    return active.isModified ? `${kind} · version ${active.version}, modified` : `${kind} · version ${active.version}`;
  }

  /** @param {DocumentEntry | null} active */
  function drawCaption(active) {
    const words = make(
      "div",
      { class: "caption-words" },
      make("span", { id: "caption-name", class: "caption-name" }, active ? active.name : "No document"),
      make("span", { class: "caption-state" }, active ? describe(active) : "Open one from the tabs above"),
    );
    if (active === null || active.isModified) return [words];
    const title = "Change the document, so that it has to be saved";
    const modify = make("button", { type: "button", class: "caption-button", title, "data-key": "modify" }, "Modify");
    modify.addEventListener("click", () => act("modify", { name: active.name }));
    return [words, modify];
  }

  /** @param {HostState} state */
  function drawCanvas(state) {
    const active = state.documents.find((entry) => entry.isActive) ?? null;
    redraw(find("caption"), active, () => drawCaption(active));
    const kind = active === null ? "none" : active.kind;
    const standIn = `/window/icons/stand-in-${kind === "other" ? "design" : kind}.svg`;
    const address = active?.hasThumbnail ? `/thumbnail/${active.number}` : standIn;
    const picture = find("picture", HTMLImageElement);
    picture.classList.toggle("is-stand-in", !active?.hasThumbnail);
    if (picture.getAttribute("src") !== address) picture.src = address;
    document.title = active ? `${active.title} – Fusion preview` : "Fusion preview";
  }

  find("tabs").addEventListener("keydown", (event) => {
    const tabs = [...find("tabs").querySelectorAll("button")];
    const index = tabs.findIndex((tab) => tab === document.activeElement);
    const steps = { ArrowRight: index + 1, ArrowLeft: index - 1 + tabs.length, Home: 0, End: tabs.length - 1 };
    const next = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (index < 0 || next === undefined) return;
    event.preventDefault();
    tabs[next % tabs.length].focus();
    tabs[next % tabs.length].click();
  });

  preview.drawDocuments = (state) => {
    drawTabs(state);
    drawCanvas(state);
  };
})(window.FusionPreview);

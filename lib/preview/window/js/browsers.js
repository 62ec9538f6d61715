// @ts-check
/**
 * The pages in a dialog. A form that is drawn anew has new places for them, and they are carried over: a frame
 * that is taken out of the window and put back would load its page again.
 */
(function (preview) {
  "use strict";

  const { make, find } = preview;
  /** By id, as long as the dialog is open. @type {Map<string, { element: HTMLElement, update(source: PaletteEntry): void }>} */
  const pages = new Map();
  /** Where they belong in the form as it is drawn now. @type {Map<string, { place: HTMLElement, source: PaletteEntry }>} */
  const places = new Map();

  /** @param {Field} field @returns {PaletteEntry} */
  function describe(field) {
    return {
      id: field.page?.id ?? "",
      name: field.name || "Page in the dialog",
      page: field.page?.page ?? "",
      navigations: field.page?.navigations ?? 0,
      isVisible: true,
      isClosable: false,
      isResizable: false,
      dock: "floating",
      width: 0,
      height: 0,
      minimum: [0, 0],
      maximum: [0, 0],
    };
  }

  /** @param {Field} field */
  function drawBrowser(field) {
    const place = make("div", { class: "form-browser" });
    const source = describe(field);
    places.set(source.id, { place, source });
    return {
      element: place,
      /** @param {Field} now */
      apply(now) {
        const [least, most] = now.heights ?? [0, 0];
        place.style.height = `clamp(${least}px, 40vh, ${most > 0 ? `${most}px` : "100vh"})`;
        pages.get(source.id)?.update(describe(now));
      },
    };
  }

  /** Moves an element as it is where the browser can, else as if it were a new one. @param {HTMLElement} element @param {any} place */
  function move(element, place) {
    if (place.moveBefore && element.isConnected) place.moveBefore(element, null);
    else place.append(element);
  }

  /** Puts the pages aside, as the form is about to be drawn anew. */
  function keepPages() {
    places.clear();
    for (const { element } of pages.values()) move(element, find("kept-pages"));
  }

  /** Puts the pages where the form has places for them. */
  function placePages() {
    for (const [id, { place, source }] of places) {
      const page = pages.get(id);
      if (!page) pages.set(id, preview.openPage(source, place));
      else if (page.element.parentElement !== place) move(page.element, place);
    }
    for (const id of pages.keys()) if (!places.has(id)) close(id);
  }

  /** @param {string} id */
  function close(id) {
    pages.delete(id);
    preview.closePage(id);
  }

  /** Ends all pages, as their dialog has ended. */
  function closePages() {
    places.clear();
    for (const id of [...pages.keys()]) close(id);
  }

  Object.assign(preview, { drawBrowser, keepPages, placePages, closePages });
})(window.FusionPreview);

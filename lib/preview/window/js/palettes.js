// @ts-check
/**
 * The docked palettes: each shows its real page in a frame, and gives it `window.adsk` as Fusion does, late.
 *
 * A frame's page is loaded more than once (the add-in sets another address, the user reloads it): `load`
 * counts that, and what belongs to an earlier page is dropped on both sides.
 */
(function (preview) {
  "use strict";

  const { make, find, act } = preview;
  /** @type {Map<string, Shown>} */
  const shown = new Map();
  /** Those that are no palettes, but pages in a dialog: see browsers.js. @type {Set<string>} */
  const inDialogs = new Set();
  let injectionMs = 0;
  let loads = 0;

  class Shown {
    /**
     * @param {PaletteEntry} source the palette as the host knows it
     * @param {HTMLElement} place
     */
    constructor(source, place) {
      this.id = source.id;
      this.load = 0;
      this.width = source.width;
      this.navigations = source.navigations;
      /** The page's messages go one after the other, in their order. */
      this.queue = Promise.resolve();
      this.name = make("h2", { class: "palette-name" }, source.name);
      const close = make(
        "button",
        { type: "button", class: "palette-close", "aria-label": `Close ${source.name}`, title: "Close" },
        make("span", { class: "glyph glyph-close", "aria-hidden": "true" }),
      );
      close.hidden = !source.isClosable;
      close.addEventListener("click", () => act("close", { palette: this.id }));
      this.frame = make("iframe", { class: "palette-frame", title: source.name });
      this.element = make(
        "section",
        { class: "palette", "aria-label": source.name },
        make("header", { class: "palette-title" }, this.name, close),
        this.frame,
      );
      if (source.isResizable) {
        const settle = (/** @type {number} */ width) => {
          this.width = width;
          act("resize", { palette: this.id, width });
        };
        this.element.append(preview.makeSplitter(this.element, source, settle));
      } else {
        this.element.style.width = `${source.width}px`;
      }
      this.frame.addEventListener("load", () => this.loaded());
      this.frame.src = source.page;
      place.append(this.element);
    }

    /** The frame's own window. */
    get page() {
      return /** @type {Window} */ (this.frame.contentWindow);
    }

    /** @param {PaletteEntry} source */
    update(source) {
      this.name.textContent = source.name;
      this.element.hidden = !source.isVisible;
      if (this.width !== source.width) {
        this.width = source.width;
        this.element.style.width = `${source.width}px`;
      }
      if (this.navigations !== source.navigations) {
        this.navigations = source.navigations;
        this.frame.src = source.page;
      }
    }

    loaded() {
      const page = this.page;
      const load = ++loads;
      this.load = load;
      const isCurrent = () => this.load === load && shown.get(this.id) === this;
      page.addEventListener("pagehide", () => {
        if (!isCurrent()) return;
        this.load = 0;
        act("unload", { palette: this.id, load });
      });
      page.document.addEventListener("click", (event) => this.follow(event, load));
      // The host must know the page before it hears from it.
      this.queue = act("load", { palette: this.id, load });
      setTimeout(() => {
        if (isCurrent()) page.adsk = { fusionSendData: (action, data) => this.send(load, action, data) };
      }, injectionMs);
    }

    /**
     * The page's `adsk.fusionSendData`.
     * @param {number} load
     * @param {unknown} action
     * @param {unknown} data
     * @returns {Promise<string>}
     */
    send(load, action, data) {
      const details = { palette: this.id, load, action: String(action), data: String(data ?? "") };
      const answer = this.queue.then(() => act("message", details));
      this.queue = answer;
      return answer.then((value) => value?.returnData ?? "");
    }

    /** @param {PaletteMessage} message */
    deliver({ load, action, data }) {
      if (load !== this.load) return;
      const handler = this.page.fusionJavaScriptHandler;
      if (!handler) {
        console.warn(`preview: the page has no fusionJavaScriptHandler, so ${action} is lost`);
        return;
      }
      /** @type {unknown} */
      let answer = "";
      try {
        answer = handler.handle(action, data);
      } catch (error) {
        console.error("preview: the page's handler failed:", error);
      }
      act("response", { palette: this.id, load, data: String(answer ?? "") });
    }

    /**
     * A link that leads out of the page: the add-in decides what becomes of it.
     * @param {MouseEvent} event
     * @param {number} load
     */
    async follow(event, load) {
      const target = /** @type {Element} */ (event.target);
      const link = /** @type {HTMLAnchorElement | null} */ (target.closest("a[href]"));
      if (!link || event.defaultPrevented || link.origin === location.origin || !/^https?:$/.test(link.protocol)) {
        return;
      }
      event.preventDefault();
      const answer = await act("link", { palette: this.id, load, url: link.href });
      if (answer?.url) {
        if (answer.isOutside) open(answer.url, "_blank", "noopener");
        else this.frame.src = answer.url;
      }
    }

    remove() {
      this.load = 0;
      this.element.remove();
    }
  }

  /** @param {HostState} state */
  function drawPalettes(state) {
    injectionMs = state.injectionMs;
    const ids = new Set(state.palettes.map((source) => source.id));
    for (const [id, palette] of shown) {
      if (!ids.has(id) && !inDialogs.has(id)) {
        shown.delete(id);
        palette.remove();
      }
    }
    for (const source of state.palettes) {
      if (!shown.has(source.id)) shown.set(source.id, new Shown(source, find("docks")));
      shown.get(source.id)?.update(source);
    }
    const visible = state.palettes.filter((source) => source.isVisible);
    find("docks").classList.toggle("is-empty", visible.length === 0);
    find("canvas").classList.toggle("is-beside", visible.length > 0);
    find("stage").classList.toggle("is-left", visible.length > 0 && visible[0].dock === "left");
  }

  /** Opens a page in a dialog. @param {PaletteEntry} source @param {HTMLElement} place */
  function openPage(source, place) {
    const page = new Shown(source, place);
    page.element.style.width = "";
    shown.set(source.id, page);
    inDialogs.add(source.id);
    return page;
  }

  /** @param {string} id */
  function closePage(id) {
    const page = shown.get(id);
    shown.delete(id);
    inDialogs.delete(id);
    page?.remove();
  }

  Object.assign(preview, { openPage, closePage });
  preview.drawPalettes = drawPalettes;
  preview.deliver = (message) => shown.get(message.palette)?.deliver(message);
})(window.FusionPreview);

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

  /** @param {string} address */
  function isOfTheWeb(address) {
    const { protocol, origin } = new URL(address, location.href);
    return /^https?:$/.test(protocol) && origin !== location.origin;
  }

  class Shown {
    /**
     * @param {PaletteEntry} source the palette as the host knows it
     * @param {HTMLElement} place
     */
    constructor(source, place) {
      this.id = source.id;
      this.load = 0;
      this.address = source.page;
      this.width = source.width;
      this.navigations = source.navigations;
      /** The window of the page that is loaded. @type {Window | null} */
      this.page = null;
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
      /** The page's frame, or a note where its page cannot be shown. @type {HTMLElement} */
      this.content = make("div");
      this.element = make(
        "section",
        { class: "palette", "aria-label": source.name },
        make("header", { class: "palette-title" }, this.name, close),
        this.content,
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
      place.append(this.element);
      this.show();
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
        this.address = source.page;
        this.show();
      }
    }

    /** Shows the page of its address, in a new frame: for another hash alone, the old one would not load it. */
    show() {
      if (isOfTheWeb(this.address)) {
        return this.note(this.address, "Fusion shows a page of the web here. The preview leaves it to the browser:");
      }
      const frame = make("iframe", { class: "palette-frame", title: this.name.textContent });
      frame.addEventListener("load", () => this.loaded(frame));
      frame.src = this.address;
      this.replace(frame);
    }

    /** @param {HTMLElement} content */
    replace(content) {
      this.content.replaceWith(content);
      this.content = content;
    }

    /**
     * Says what Fusion would show in place of the frame.
     * @param {string} url
     * @param {string} text
     */
    note(url, text) {
      const outside = { class: "note-button is-first", href: url, target: "_blank", rel: "noopener noreferrer" };
      const back = make("button", { type: "button", class: "note-button" }, "Back to its page");
      back.addEventListener("click", () => this.show());
      back.hidden = isOfTheWeb(this.address);
      this.replace(
        make(
          "div",
          { class: "palette-note" },
          make("p", {}, text),
          make("p", { class: "note-address" }, url),
          make("div", { class: "note-buttons" }, make("a", outside, "Open in the browser"), back),
        ),
      );
    }

    /** @param {HTMLIFrameElement} frame */
    loaded(frame) {
      const page = frame.contentWindow;
      if (!page || !frame.contentDocument) return;
      const load = ++loads;
      this.load = load;
      this.page = page;
      const isCurrent = () => this.load === load && shown.get(this.id) === this;
      page.addEventListener("pagehide", () => {
        if (!isCurrent()) return;
        this.load = 0;
        act("unload", { palette: this.id, load });
      });
      frame.contentDocument.addEventListener("click", (event) => {
        const target = /** @type {Element} */ (event.target);
        const link = /** @type {HTMLAnchorElement | null} */ (target.closest("a[href]"));
        if (link && !event.defaultPrevented && isOfTheWeb(link.href)) this.follow(event, link.href, load);
      });
      // A script of the page that goes elsewhere.
      page.navigation?.addEventListener("navigate", (event) => {
        if (isOfTheWeb(event.destination.url)) this.follow(event, event.destination.url, load);
      });
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
      const handler = this.page?.fusionJavaScriptHandler;
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
     * The page leads out into the web: the add-in decides what becomes of it, and Fusion goes there in the
     * palette itself when it does not.
     * @param {Event} event
     * @param {string} link
     * @param {number} load
     */
    async follow(event, link, load) {
      event.preventDefault();
      const answer = await act("link", { palette: this.id, load, url: link });
      if (!answer?.url) return;
      open(answer.url, "_blank", "noopener");
      if (answer.isOutside) return;
      this.note(
        answer.url,
        "Fusion shows a page of the web here now, in place of the palette’s own: no handler of navigatingURL has set " +
          "launchExternally. The preview has opened it in the browser:",
      );
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

// @ts-check
/** The dialog for files: a folder to look through, and the files to open or the name to save under. */
(function (preview) {
  "use strict";

  const { make, act } = preview;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Question} question
   * @param {FileWish} wish
   */
  function drawFiles(dialog, question, wish) {
    const { number } = question;
    const isOpen = wish.kind !== "save";
    const isFolder = wish.kind === "folder";
    const acceptLabel = isFolder ? "Choose" : isOpen ? "Open" : "Save";
    let folder = wish.folder;
    let parent = folder;
    let mayReplace = false;
    let lists = 0;

    const place = make("input", { class: "dialog-field", type: "text", id: "files-folder", value: folder, spellcheck: "false" });
    const up = make("button", { type: "button", class: "dialog-button" }, "Up");
    const entries = make("ul", { class: "files-list", "aria-label": "In this folder", tabindex: "-1" });
    const choices = wish.filters.map((label, index) => {
      return make("option", { value: String(index), selected: index === wish.filter }, label);
    });
    const filter = make("select", { class: "dialog-field", id: "files-filter" }, ...choices);
    const name = drawName(wish);
    const problem = make("p", { class: "files-problem", role: "alert" });
    const accept = make("button", { type: "button", class: "dialog-button is-first" }, acceptLabel);
    const cancel = make("button", { type: "button", class: "dialog-button" }, "Cancel");

    /** @param {string} next */
    async function list(next) {
      const own = (lists += 1);
      const found = await act("list", { number, folder: next, filter: Number(filter.value || 0) });
      if (!found || own !== lists || !dialog.open) return;
      const hadFocus = entries.contains(document.activeElement);
      folder = next;
      parent = found.parent;
      place.value = folder;
      problem.textContent = found.problem;
      const rows = [
        ...found.folders.map((/** @type {string} */ each) => drawEntry(each, "folder", () => list(join(each)))),
        ...(isFolder ? [] : found.files).map((/** @type {string} */ each) => drawEntry(each, "file", () => choose(each))),
      ];
      entries.replaceChildren(...(rows.length ? rows : [make("li", { class: "files-none" }, "Nothing to choose here")]));
      // What was pressed is gone: the first of what came in its place takes over, or the way back.
      if (hadFocus) (entries.querySelector("button") ?? up).focus();
    }

    /** @param {string} each */
    function join(each) {
      const slash = folder.includes("\\") ? "\\" : "/";
      return folder.endsWith(slash) ? folder + each : folder + slash + each;
    }

    /** @param {string} each @param {"folder" | "file"} kind @param {() => void} press */
    function drawEntry(each, kind, press) {
      const button = make("button", { type: "button", class: `files-entry is-${kind}` }, make("bdi", {}, each));
      if (kind === "folder") button.append(make("span", { class: "hidden-text" }, ", a folder"));
      button.addEventListener("click", press);
      return make("li", {}, button);
    }

    /** @param {string} each */
    function choose(each) {
      settle();
      if (!isOpen) name.value = each;
      else if (!wish.isMultiple) name.value = join(each);
      else {
        const lines = readNames();
        const path = join(each);
        const left = lines.filter((line) => line !== path);
        name.value = [...left, ...(left.length === lines.length ? [path] : [])].join("\n");
      }
      mark();
    }

    function readNames() {
      return name.value.split("\n").filter((line) => line.trim());
    }

    /** Shows which of the files listed are chosen. */
    function mark() {
      const chosen = readNames();
      for (const button of entries.querySelectorAll(".is-file")) {
        const each = button.textContent ?? "";
        button.setAttribute("aria-pressed", String(chosen.includes(isOpen ? join(each) : each)));
      }
    }

    /** What was said about another choice holds no longer. */
    function settle() {
      mayReplace = false;
      problem.textContent = "";
      accept.textContent = acceptLabel;
    }

    async function submit() {
      if (isFolder) folder = place.value;
      const answer = await act("choose", { number, folder, names: readNames(), mayReplace });
      if (!answer || !answer.problem) return;
      problem.textContent = answer.problem;
      mayReplace = answer.isThere;
      if (mayReplace) accept.textContent = "Replace";
      else (isFolder ? place : name).focus();
    }

    const leave = () => act("answer", { number, result: 1, text: "" });
    place.addEventListener("keydown", (event) => {
      if (event.key === "Enter") list(place.value).then(mark);
    });
    up.addEventListener("click", () => list(parent).then(mark));
    filter.addEventListener("change", () => list(folder).then(mark));
    name.addEventListener("input", () => {
      settle();
      mark();
    });
    name.addEventListener("keydown", (event) => {
      // In several lines, Enter begins another one.
      if (event instanceof KeyboardEvent && event.key === "Enter" && !wish.isMultiple) submit();
    });
    accept.addEventListener("click", submit);
    cancel.addEventListener("click", leave);
    dialog.oncancel = (event) => {
      event.preventDefault();
      leave();
    };
    preview.showDialog(dialog, [
      make("h2", { id: "question-title", class: "dialog-title" }, question.title || (isFolder ? "Folder" : isOpen ? "Open" : "Save as")),
      make(
        "div",
        { class: "files" },
        make("label", { for: "files-folder" }, "Folder"),
        make("div", { class: "files-place" }, place, up),
        entries,
        ...(isFolder ? [] : [make("label", { for: "files-name" }, nameLabel(wish)), name]),
        ...(wish.filters.length > 1 ? [make("label", { for: "files-filter" }, "Kind"), filter] : []),
        problem,
      ),
      make("div", { class: "dialog-buttons" }, accept, cancel),
    ]);
    (isFolder ? place : name).focus();
    (isFolder ? place : name).select();
    list(folder).then(mark);
  }

  /** @param {FileWish} wish */
  function nameLabel(wish) {
    if (wish.kind === "save") return "Name";
    return wish.isMultiple ? "Files, one whole path a line" : "File, as a whole path";
  }

  /** @param {FileWish} wish */
  function drawName(wish) {
    const attributes = { class: "dialog-field", id: "files-name", spellcheck: "false" };
    if (wish.isMultiple) return make("textarea", { ...attributes, rows: "4" });
    return make("input", { ...attributes, type: "text", value: wish.kind === "save" ? wish.name : "" });
  }

  Object.assign(preview, { drawFiles });
})(window.FusionPreview);

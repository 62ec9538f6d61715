// @ts-check
/** The dialog for files in the cloud: hubs, projects and folders to look through, as the service has them. */
(function (preview) {
  "use strict";

  const { make, act } = preview;
  const BEGINNING = -1;
  const MOST_NAMED = 3;
  const LABELS = { open: "Open", save: "Save", folder: "Choose" };
  const TITLES = { open: "Open from the cloud", save: "Save to the cloud", folder: "Folder in the cloud" };
  const KINDS = { hub: "a hub", project: "a project", folder: "a folder" };

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Question} question
   * @param {CloudWish} wish
   */
  function drawCloud(dialog, question, wish) {
    const { number } = question;
    /** @type {Map<number, string>} the files chosen, by their numbers */
    const chosen = new Map();
    let place = BEGINNING;
    /** @type {number | null} */
    let parent = null;
    let mayReplace = false;
    let lists = 0;

    const way = make("p", { class: "cloud-way", "aria-live": "polite" });
    const up = make("button", { type: "button", class: "dialog-button", disabled: true }, "Up");
    const entries = make(
      "ul",
      { class: "files-list", "aria-label": "In this place", tabindex: "-1" },
      make("li", { class: "files-none" }, "Loading …"),
    );
    const name = make("input", {
      class: "dialog-field",
      type: "text",
      id: "cloud-name",
      value: wish.name,
      spellcheck: "false",
    });
    const sum = make("p", { class: "cloud-sum" });
    const problem = make("p", { class: "files-problem", role: "alert" });
    const accept = make("button", { type: "button", class: "dialog-button is-first" }, LABELS[wish.kind]);
    const cancel = make("button", { type: "button", class: "dialog-button" }, "Cancel");

    /** @param {number} next */
    async function list(next) {
      const own = (lists += 1);
      entries.setAttribute("aria-busy", "true");
      /** @type {CloudPlace | undefined} */
      const found = await act("list", { number, place: next });
      if (!found || own !== lists || !dialog.open) return;
      const hadFocus = entries.contains(document.activeElement) || document.activeElement === up;
      settle();
      if (!wish.isMultiple) chosen.clear();
      ({ place, parent } = found);
      way.textContent = found.way.join(" / ") || "All hubs";
      up.disabled = parent === null;
      problem.textContent = found.problem;
      const rows = [
        ...found.folders.map((each) => drawPlace(each)),
        ...found.files.map((each) => drawFile(each)),
      ];
      entries.replaceChildren(...(rows.length ? rows : [make("li", { class: "files-none" }, "Nothing to choose here")]));
      entries.removeAttribute("aria-busy");
      mark();
      // What was pressed is gone: the first of what came in its place takes over, or the way back.
      if (hadFocus) (entries.querySelector("button") ?? up).focus();
    }

    /** @param {CloudPlace["folders"][number]} each */
    function drawPlace(each) {
      const button = make("button", { type: "button", class: "files-entry is-folder" }, make("bdi", {}, each.name));
      button.append(make("span", { class: "hidden-text" }, `, ${KINDS[each.kind]}`));
      button.addEventListener("click", () => list(each.number));
      return make("li", {}, button);
    }

    /** @param {CloudPlace["files"][number]} each */
    function drawFile(each) {
      const button = make(
        "button",
        { type: "button", class: "files-entry is-file", "data-number": String(each.number), "aria-pressed": "false" },
        make("bdi", {}, each.name),
        make("span", { class: "cloud-version" }, `v${each.version}`),
      );
      button.addEventListener("click", () => choose(each.number, each.name));
      return make("li", {}, button);
    }

    /** @param {number} file @param {string} label */
    function choose(file, label) {
      settle();
      if (wish.kind === "save") name.value = label;
      const was = chosen.has(file);
      if (!wish.isMultiple) chosen.clear();
      if (was) chosen.delete(file);
      else chosen.set(file, label);
      mark();
    }

    /** Shows which of the files listed are chosen, and how many there are in all. */
    function mark() {
      for (const button of entries.querySelectorAll(".is-file")) {
        button.setAttribute("aria-pressed", String(chosen.has(Number(button.getAttribute("data-number")))));
      }
      const names = [...chosen.values()];
      const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
      if (wish.isMultiple) sum.textContent = names.slice(0, MOST_NAMED).join(", ") + more || "No file chosen";
    }

    /** What was said about another choice holds no longer. */
    function settle() {
      mayReplace = false;
      problem.textContent = "";
      accept.textContent = LABELS[wish.kind];
    }

    async function submit() {
      const files = [...chosen.keys()];
      const answer = await act("choose", { number, place, files, name: name.value, mayReplace });
      if (!answer || !answer.problem) return;
      problem.textContent = answer.problem;
      mayReplace = answer.isThere;
      if (mayReplace) accept.textContent = "Replace";
    }

    const leave = () => act("answer", { number, result: 1, text: "" });
    up.addEventListener("click", () => {
      if (parent !== null) list(parent);
    });
    name.addEventListener("input", () => {
      settle();
      chosen.clear();
      mark();
    });
    name.addEventListener("keydown", (event) => {
      if (event instanceof KeyboardEvent && event.key === "Enter") submit();
    });
    accept.addEventListener("click", submit);
    cancel.addEventListener("click", leave);
    dialog.oncancel = (event) => {
      event.preventDefault();
      leave();
    };
    const naming = [make("label", { for: "cloud-name" }, "Name"), name];
    preview.showDialog(dialog, [
      make("h2", { id: "question-title", class: "dialog-title" }, question.title || TITLES[wish.kind]),
      make(
        "div",
        { class: "files" },
        make("div", { class: "files-place" }, way, up),
        entries,
        ...(wish.kind === "save" ? naming : []),
        ...(wish.isMultiple ? [sum] : []),
        problem,
      ),
      make("div", { class: "dialog-buttons" }, accept, cancel),
    ]);
    (wish.kind === "save" ? name : entries).focus();
    mark();
    list(BEGINNING);
  }

  Object.assign(preview, { drawCloud });
})(window.FusionPreview);

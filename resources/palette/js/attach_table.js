// @ts-check
/** The rows of files that are attached: what is planned for each, how far it is, and what became of it. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, count } = DataBrowser;
  const ENDS = /** @type {const} */ (["unfinished", "failed", "stopped", "attached", "skipped"]);
  const PICTURES = /** @type {Record<string, string>} */ ({
    attached: "check",
    skipped: "minus",
    stopped: "close",
    failed: "warning",
    unfinished: "warning",
  });

  /** @param {{icon: string, name: string, size: number, path: string}} file @param {Child[]} lines @param {...Child} beside */
  function drawRow(file, lines, ...beside) {
    return h(
      "li",
      { class: "file-row", title: file.path },
      icon(file.icon),
      h(
        "div",
        { class: "file-words" },
        h(
          "p",
          { class: "file-name" },
          name(file.name),
          h("span", { class: "muted fine" }, DataBrowser.formatSize(file.size)),
        ),
        ...lines,
      ),
      ...beside,
    );
  }

  /** @param {Problem} problem */
  function problemLine({ message, next }) {
    return h("p", { class: "stale" }, icon("warning"), h("span", null, `${message} ${next}`));
  }

  /** Says what will happen to a file. @param {PlannedFile} file @param {FileChoice} choice */
  function choiceWords(file, choice) {
    if (choice === "both") return t("files.what-both", { name: file.freeName });
    if (choice !== "version" || !file.item) return t(`files.what-${choice}`);
    const { name: itemName, version } = file.item;
    if (version === null) return t("files.what-version", { name: itemName });
    return t("files.what-version-number", { name: itemName, number: version, next: version + 1 });
  }

  /**
   * The table of a plan; `choices` is changed by it.
   * @param {FilePlan} plan @param {FileChoice[]} choices @param {() => void} onChange
   */
  function createPlanTable(plan, choices, onChange) {
    const redraws = /** @type {(() => void)[]} */ ([]);
    const isOff = plan.problem !== null;

    /** @param {PlannedFile} file */
    function drawPlanned(file) {
      const { number } = file;
      const words = h("p", { class: "muted file-what" });
      const select = file.choices.length > 1 ? drawSelect(file) : null;
      const row = drawRow(file, [words, file.problem ? problemLine(file.problem) : null], select);
      redraws[number] = () => {
        if (select) select.value = choices[number];
        replace(words, choiceWords(file, choices[number]));
        row.classList.toggle("is-skipped", choices[number] === "skip");
      };
      redraws[number]();
      return row;
    }

    /** @param {PlannedFile} file */
    function drawSelect(file) {
      const select = /** @type {HTMLSelectElement} */ (
        h(
          "select",
          {
            class: "select",
            "aria-label": t("files.choice-of", { name: file.name }),
            disabled: isOff,
            onchange: () => {
              choices[file.number] = /** @type {FileChoice} */ (select.value);
              redraws[file.number]();
              if (all) all.value = "";
              onChange();
            },
          },
          file.choices.map((choice) => h("option", { value: choice }, t(`files.choice-${choice}`))),
        )
      );
      return select;
    }

    const taken = plan.files.filter((file) => file.item && file.choices.includes("both"));
    const all = taken.length > 1 ? drawAll() : null;
    const rows = plan.files.map(drawPlanned);

    function drawAll() {
      const select = /** @type {HTMLSelectElement} */ (
        h(
          "select",
          { class: "select", id: "files-all", disabled: isOff, onchange: () => chooseAll(select.value) },
          h("option", { value: "" }, t("files.all-keep")),
          ["version", "both", "skip"].map((choice) => h("option", { value: choice }, t(`files.all-${choice}`))),
        )
      );
      return select;
    }

    /** @param {string} wanted */
    function chooseAll(wanted) {
      if (!wanted) return;
      const choice = /** @type {FileChoice} */ (wanted);
      taken.forEach((file) => {
        if (file.choices.includes(choice)) choices[file.number] = choice;
        redraws[file.number]();
      });
      onChange();
    }

    return h(
      "div",
      { class: "files" },
      all ? h("label", { class: "files-all", for: "files-all" }, h("span", null, t("files.all")), all) : null,
      h("ul", { class: "file-rows", tabindex: "0", "aria-label": t("files.list") }, rows),
    );
  }

  /** Says what a plan comes to. @param {FilePlan} plan @param {FileChoice[]} choices */
  function sumUp(plan, choices) {
    const numbers = { item: 0, version: 0, skip: 0 };
    let bytes = 0;
    choices.forEach((choice, index) => {
      numbers[choice === "both" ? "item" : choice] += 1;
      if (choice !== "skip") bytes += plan.files[index].size;
    });
    const counts = /** @type {const} */ (["item", "version", "skip"])
      .filter((kind) => numbers[kind])
      .map((kind) => count(`files.count-${kind}`, numbers[kind]))
      .join(", ");
    return {
      words: t("files.sum", { counts, size: DataBrowser.formatSize(bytes) }),
      wanted: numbers.item + numbers.version,
    };
  }

  /**
   * The table of a job at work.
   * @param {WorkedFile[]} files
   * @returns {StepTable}
   */
  function createStepTable(files) {
    const states = new Map();
    const rows = files.map((file) => {
      const state = h("span", { class: "file-state muted" }, t("files.state-wait"));
      states.set(file.number, state);
      return drawRow(file, [], state);
    });
    const over = new Set();

    return {
      element: h(
        "div",
        { class: "files" },
        h("ul", { class: "file-rows", tabindex: "0", "aria-label": t("files.list") }, rows),
      ),
      update(steps) {
        steps.forEach(([number, step, done, total]) => {
          const state = states.get(number);
          if (!state) return;
          const isOver = !["storage", "upload", "item", "ref"].includes(step);
          if (isOver) over.add(number);
          else over.delete(number);
          const end = step === "done" ? "attached" : step;
          const percent = total ? Math.floor((done / total) * 100) : 0;
          state.className = `file-state ${isOver ? `is-${end}` : "muted"}`;
          replace(state, isOver ? icon(PICTURES[end]) : null, t(`files.state-${end}`, { percent }));
        });
      },
      over: () => over.size,
    };
  }

  /** @param {FileReport} file */
  function endWords(file) {
    if (file.state === "attached" && file.wasThere) return t("files.state-was-there");
    if (file.state === "stopped" && file.versionId) return t("files.state-stopped-made");
    return t(`files.state-${file.state}`);
  }

  /** What became of each file, the bad news first. @param {FileReport[]} files */
  function drawEnds(files) {
    const sorted = ENDS.flatMap((state) => files.filter((file) => file.state === state));
    return h(
      "div",
      { class: "files" },
      h(
        "ul",
        { class: "file-rows", tabindex: "0", "aria-label": t("files.list") },
        sorted.map((file) => {
          const isMade = file.versionId && (file.state === "failed" || file.state === "unfinished");
          const words = h(
            "p",
            { class: `file-state is-${file.state}` },
            icon(PICTURES[file.state]),
            h("span", null, endWords(file)),
          );
          const lines = [
            words,
            file.problem && file.state !== "attached"
              ? h("p", { class: "file-why" }, `${file.problem.message} ${file.problem.next}`)
              : null,
            isMade ? h("p", { class: "muted" }, t("files.made")) : null,
            file.leftovers ? h("p", { class: "muted" }, count("files.leftovers", file.leftovers)) : null,
          ];
          return drawRow(file, lines);
        }),
      ),
    );
  }

  /** Says how many files ended how. @param {FileReport[]} files */
  function countEnds(files) {
    return /** @type {const} */ (["attached", "skipped", "stopped", "failed", "unfinished"])
      .map((state) => [state, files.filter((file) => file.state === state).length])
      .filter(([, number]) => number)
      .map(([state, number]) => count(`files.end-${state}`, Number(number)))
      .join(", ");
  }

  Object.assign(DataBrowser, { createPlanTable, sumUp, createStepTable, drawFileEnds: drawEnds, countFileEnds: countEnds });
})(window.DataBrowser);

// @ts-check
/** What the scripted host answers about files to attach and copies that are edited; put into the page after host.js. */
(function () {
  "use strict";

  const { testHost } = /** @type {any} */ (window);
  const FOLDER = "/home/mika/Documents/Gearbox";

  /** @param {number} number @param {string} fileName @param {string} icon @param {number} size @param {object} [more] */
  function plannedFile(number, fileName, icon, size, more) {
    const choices = ["item", "skip"];
    const path = `${FOLDER}/${fileName}`;
    const kept = { item: null, freeName: "", problem: null };
    return { number, name: fileName, path, icon, size, choice: "item", choices, ...kept, ...more };
  }

  /** @param {string} itemName @param {number} version @param {string} freeName */
  function taken(itemName, version, freeName) {
    return { choice: "version", choices: ["version", "both", "skip"], item: { name: itemName, version }, freeName };
  }

  const emptyFile = testHost.options.texts.errors["attach.empty-file"];
  const filePlan = {
    planId: "p1",
    design: {
      projectId: "b.gearbox",
      itemId: "urn:item:gearbox",
      versionId: "urn:version:gearbox?version=8",
      name: "Gearbox",
      version: 8,
      tip: 8,
    },
    folder: "01 Design",
    problem: null,
    warning: testHost.options.texts.refs.permanent,
    tipWarning: "",
    files: [
      plannedFile(0, "Bearing catalogue 2026.pdf", "pdf", 4810000),
      plannedFile(1, "Gearbox BOM.xlsx", "spreadsheet", 48200, taken("Gearbox BOM.xlsx", 3, "Gearbox BOM (2).xlsx")),
      plannedFile(2, "Test bench photo.png", "image", 7340000),
      plannedFile(3, "Notes.txt", "text", 0, {
        choice: "skip",
        problem: { ...emptyFile, message: emptyFile.message.replace("{name}", "Notes.txt"), reference: "attach.empty-file" },
      }),
      plannedFile(
        4,
        "Torque Calculation.xlsx",
        "spreadsheet",
        91300,
        taken("Torque calculation.xlsx", 1, "Torque Calculation (2).xlsx"),
      ),
    ],
  };

  /** @param {any} file @param {string} state @param {object} [more] */
  function fileReport(file, state, more) {
    const isMade = state === "attached";
    const ids = { itemId: isMade ? `urn:item:${file.number}` : "", versionId: isMade ? `urn:version:${file.number}` : "" };
    const { number, name: fileName, path, icon, size } = file;
    const kept = { step: "ref", wasThere: false, leftovers: 0, problem: null };
    return { number, name: fileName, path, icon, size, state, ...ids, ...kept, ...more };
  }

  /** @param {string[]} choices @param {object} [more] */
  function fileJob(choices, more) {
    const files = filePlan.files.map((file, index) => {
      const choice = choices[index];
      return fileReport(file, choice === "skip" ? "skipped" : choice === "stopped" ? "stopped" : "attached");
    });
    return {
      id: "j1",
      created: new Date(Date.UTC(2026, 10, 9, 10, 2)).toISOString(),
      projectId: "b.gearbox",
      versionId: "urn:version:gearbox?version=8",
      designName: "Gearbox",
      isRunning: false,
      isFinished: true,
      files,
      ...more,
    };
  }

  /** @param {string} id @param {any} owner @param {string} state @param {object} [more] */
  function editOf(id, owner, state, more) {
    const { name: itemName, icon, version, projectId } = owner;
    const folder = "/home/mika/.local/share/databrowser/accounts/a1/edits/e1/copy";
    const kept = { name: itemName, file: itemName, icon, folder, projectId, itemId: owner.id, version };
    return { id, ...kept, state, mark: state === "changed" ? "7-1" : "", ...more };
  }

  /** @type {Record<string, (params: any) => any>} */
  const methods = {
    "files.choose": () => ({ chosenId: "c1", count: filePlan.files.length }),
    "files.plan": () => filePlan,
    "files.attach": ({ choices }) => ({ job: fileJob(choices) }),
    "files.follow": () => ({ job: fileJob([]) }),
    "files.stop": () => ({ isStopped: true }),
    "files.jobs": () => ({ jobs: [] }),
    "files.resume": () => ({ job: fileJob([]) }),
    "files.giveUp": () => ({ job: fileJob(filePlan.files.map(() => "stopped")) }),
    "edits.list": () => ({ edits: [] }),
    "edits.start": ({ itemId, versionId }) => {
      const owner = testHost.items.find((one) => one.id === itemId) || testHost.items[5];
      return { ...editOf("e1", owner, "watched"), version: Number(versionId.split("=")[1]), isAgain: false };
    },
    "edits.offer": ({ id }) => ({
      id,
      name: "Gearbox BOM.xlsx",
      version: 3,
      next: 4,
      tip: 3,
      tipId: "urn:version:bom?version=3",
      tipBy: "Kenji Watanabe",
      isNewer: false,
      design: filePlan.design,
      warning: testHost.options.texts.refs.permanent,
      tipWarning: "",
    }),
    "edits.send": () => ({
      job: { ...fileJob(["version"]), files: [fileReport(filePlan.files[1], "attached")] },
      name: "Gearbox BOM.xlsx",
      number: 4,
      design: filePlan.design,
    }),
    "edits.stop": () => ({ isKept: false, folder: "/home/mika/.local/share/databrowser/accounts/a1/edits/e1/copy" }),
    "edits.unsent": () => ({ names: [] }),
  };

  Object.assign(testHost, { filePlan, plannedFile, fileReport, fileJob, editOf });
  for (const [method, answer] of Object.entries(methods))
    if (!testHost.methods[method]) testHost.answer(method, answer); // a test may have said otherwise
})();

// @ts-check
/** What the scripted host says of help: its version, and a report with a log. */
(function () {
  "use strict";

  const log = Array.from(
    { length: 60 },
    (_, line) => `2026-11-09 10:0${line % 10}:00 WARNING databrowser-job databrowser.http: GET /data/v1/projects/b.3f1c2a… answered 429`,
  ).join("\n");
  const files = [
    ["README.txt", "A report of the Data Browser."],
    ["about.json", '{\n  "dataBrowser": "0.1.0",\n  "host": "Fusion 2.0.20000"\n}'],
    ["settings.json", '{\n  "service": "aps",\n  "proxy": "not set"\n}'],
    ["problems.json", "[]"],
    ["logs/databrowser.log", log],
  ];
  const answers = /** @type {Record<string, any>} */ ({
    "help.about": { dataBrowser: "0.1.0", host: "Fusion 2.0.20000" },
    "report.prepare": {
      id: "report",
      files: files.map(([name, text]) => ({ name, text, size: text.length, isCut: false })),
    },
    "report.save": { path: "/home/me/Data Browser report 2026-11-09.zip", folder: "/home/me" },
    "version.showFolder": {},
  });
  const host = /** @type {any} */ (window).testHost;
  for (const method of Object.keys(answers))
    if (!host.methods[method]) host.answer(method, () => answers[method]); // a test may have said otherwise
})();

// @ts-check
/**
 * A scripted host for the palette page, put into it before its own scripts run.
 *
 * `testHost` records every call, and answers from a small hub unless a test says otherwise: `answer`, `fail`, `hold`
 * and `release` change what a method does, `notify` sends what the page did not ask for. `testHostOptions` comes from
 * the test and may replace parts of the first answer.
 */
(function () {
  "use strict";

  const options = /** @type {any} */ (window).testHostOptions;
  const MINUTE = 60000;
  const START = Date.UTC(2026, 10, 9, 10, 2);
  const DRAWING_TO_DESIGN = "derived:autodesk.fusion360:DrawingToDesign";
  const ATTACHMENT = "auxiliary:autodesk.core:Attachment";
  const XREF = "xrefs:autodesk.core:Xref";
  const TYPES = /** @type {Record<string, string>} */ ({
    design: "autodesk.fusion360:Design",
    drawing: "autodesk.fusion360:Drawing",
  });
  const PEOPLE = ["Mika Sørensen", "Camila Ortega", "Kenji Watanabe"];

  /** @param {string} kind @param {string} id @param {string} name @param {object} [more] @returns {any} */
  function row(kind, id, name, more) {
    const projectId = kind === "hub" ? "" : "b.gearbox";
    return {
      key: `${kind}:${projectId}:${id}`,
      kind,
      type: `${kind}s:autodesk.core:${kind === "folder" ? "Folder" : "File"}`,
      name,
      id,
      hubId: "a.sample",
      projectId,
      icon: kind,
      version: null,
      versionId: "",
      tipId: "",
      modified: null,
      modifiedBy: "",
      size: null,
      hasChildren: kind !== "version",
      hasFile: kind === "item" || kind === "version",
      webUrl: "",
      urn: "",
      ...more,
    };
  }

  /** @param {string} id @param {string} name @param {string} icon @param {number} version @param {object} [more] */
  function item(id, name, icon, version, more) {
    return row("item", `urn:item:${id}`, name, {
      icon,
      type: `items:${TYPES[icon] || "autodesk.core:File"}`,
      version,
      versionId: `urn:version:${id}?version=${version}`,
      tipId: `urn:version:${id}?version=${version}`,
      modified: new Date(START - version * 3000 * MINUTE).toISOString(),
      modifiedBy: PEOPLE[version % 3],
      size: 41200 * version * name.length,
      urn: icon === "file" ? "" : `picture-${id}`,
      ...more,
    });
  }

  /** @param {any} owner @returns {any[]} */
  function versionsOf(owner) {
    const id = owner.id.slice("urn:item:".length);
    return Array.from({ length: owner.version }, (_, index) => {
      const number = owner.version - index;
      return row("version", `urn:version:${id}?version=${number}`, owner.name, {
        icon: "version",
        type: owner.type.replace("items:", "versions:"),
        version: number,
        versionId: `urn:version:${id}?version=${number}`,
        itemId: owner.id,
        modified: new Date(START - index * 30000 * MINUTE).toISOString(),
        modifiedBy: PEOPLE[number % 3],
        size: 40000 * number * owner.name.length,
        urn: owner.urn,
      });
    });
  }

  const items = [
    item("drive", "Drive Unit", "design", 3),
    item("gearbox", "Gearbox", "design", 8),
    item("housing", "Gearbox Housing", "design", 3),
    item("general", "Gearbox General Arrangement", "drawing", 3),
    item("exploded", "Gearbox Exploded View", "drawing", 2),
    item("bom", "Gearbox BOM.xlsx", "spreadsheet", 3),
    item("torque", "Torque Calculation.xlsx", "spreadsheet", 1),
    item(
      "protocol",
      `Acceptance protocol of the gearbox, ${"run-in 4 h at 1450 rpm, noise 68 dB(A), ".repeat(5)}signed.pdf`,
      "pdf",
      1,
    ),
    item("arabic", "علبة التروس.png", "image", 2),
    item("markup", "<img src=x onerror=alert(1)>.txt", "text", 1),
  ];

  const tree = /** @type {Record<string, any[]>} */ ({
    root: [
      row("hub", "a.sample", "Meridian Drives"),
      row("hub", "a.personal", "Mika’s hub", { icon: "personal-hub", hubId: "a.personal" }),
    ],
    "a.sample": [
      row("project", "b.gearbox", "Gearbox"),
      row("project", "b.fixtures", "Test Fixtures", {
        projectId: "b.fixtures",
        key: "project:b.fixtures:b.fixtures",
      }),
    ],
    "a.personal": [],
    "b.gearbox": [
      row("folder", "f.design", "01 Design"),
      row("folder", "f.drawings", "02 Drawings"),
      row("folder", "f.released", "05 Released"),
    ],
    "b.fixtures": [],
    "f.design": [row("folder", "f.parts", "Parts"), items[0], items[1], items[2]],
    "f.parts": [],
    "f.drawings": items.slice(3),
    "f.released": [],
  });

  /** @param {string} group @param {any} other @param {number} version @param {object} more */
  function relation(group, other, version, more) {
    return {
      key: `${group}-${other.id}`,
      group,
      type: { drawings: DRAWING_TO_DESIGN, attachments: ATTACHMENT }[group] || XREF,
      direction: group === "drawings" || group === "usedIn" ? "to" : "from",
      ownVersion: 8,
      other: { ...other, hubId: "", version, versionId: other.versionId.replace(/\d+$/, String(version)) },
      otherName: other.name,
      otherVersion: version,
      isStale: false,
      directionText: `“${other.name}” relates to “Gearbox”.`,
      staleText: "",
      older: 0,
      created: new Date(START - version * 20000 * MINUTE).toISOString(),
      createdBy: PEOPLE[version % 3],
      otherTip: version,
      folderId: group === "drawings" ? "f.drawings" : "f.design",
      sources: ["service"],
      at: new Date().toISOString(),
      ...more,
    };
  }

  const relations = [
    relation("drawings", items[3], 3, { older: 2 }),
    relation("drawings", item("inspection", "Inspection", "drawing", 2), 2, {
      ownVersion: 7,
      isStale: true,
      staleText: "made for v7; this design is at v8",
      older: 1,
    }),
    relation("attachments", items[5], 2, {
      otherTip: 3,
      isStale: true,
      staleText: "v2 is no longer its latest version",
      older: 1,
    }),
    relation("attachments", item("sheet", "Gearbox Data Sheet.pdf", "pdf", 2), 2, {}),
    relation("uses", items[2], 3, {}),
    relation("uses", item("shaft", "Input Shaft", "design", 3), 2, {
      otherTip: 3,
      isStale: true,
      staleText: "v2 is no longer its latest version",
    }),
    relation("usedIn", items[0], 3, {
      ownVersion: 7,
      isStale: true,
      staleText: "made for v7; this design is at v8",
    }),
    relation("other", item("scan", "Scan 7.e57", "file", 1), 1, { type: "derived:autodesk.bim360:CopyFile" }),
  ];

  /** @param {string} key @param {string} parentKey @param {any} row @param {object} [more] */
  function use(key, parentKey, row, more) {
    const level = key.split("/").length - 1;
    const words = { typeName: "External reference", versions: [2], used: [8], again: "" };
    return { key, parentKey, level, name: row.name, row: { ...row, hubId: "" }, ...words, ...more };
  }

  const uses = [
    use("/drive", "", items[0]),
    use("/sheet", "", items[3], { typeName: "Drawing of a design" }),
    use("/drive/line", "/drive", item("line", "Packing Line", "design", 1)),
    use("/drive/line/plant", "/drive/line", item("plant", "Plant", "design", 4), { versions: [4, 3, 2, 1] }),
    use("/drive/line/gearbox", "/drive/line", items[1], { again: "cycle" }),
  ];

  const documents = /** @type {Record<string, any>} */ ({
    saved: {
      state: "saved",
      name: "Gearbox",
      isModified: false,
      projectId: "b.gearbox",
      itemId: "urn:item:gearbox",
      versionId: "urn:version:gearbox?version=8",
      version: null,
      kind: "other",
    },
    unsaved: {
      state: "unsaved",
      name: "Untitled",
      isModified: true,
      projectId: "",
      itemId: "",
      versionId: "",
      version: null,
      kind: "other",
    },
    none: {
      state: "none",
      name: "",
      isModified: false,
      projectId: "",
      itemId: "",
      versionId: "",
      version: null,
      kind: "other",
    },
    old: {
      state: "saved",
      name: "Gearbox",
      isModified: true,
      projectId: "b.gearbox",
      itemId: "urn:item:gearbox",
      versionId: "urn:version:gearbox?version=6",
      version: null,
      kind: "other",
    },
    other: {
      state: "saved",
      name: "Drive Unit",
      isModified: false,
      projectId: "b.gearbox",
      itemId: "urn:item:drive",
      versionId: "urn:version:drive?version=3",
      version: null,
      kind: "other",
    },
  });
  const account = { id: "u1", name: "Mika Sørensen", email: "mika@example.com", notices: [] };
  const signedOut = { account: null, others: options.others || [], view: null };
  const signedIn = { account, others: options.others || [], view: null };
  let activeDocument = documents[options.document || "saved"];
  const tenant = "acme.autodeskplm360.net";
  /** @type {any} */
  let lifecycleSession = null;

  /** @type {any} */
  let settings = {
    values: {
      service: "sample",
      client_id: "",
      callback_ports: [],
      lifecycle_tenant: "acme",
      language: "en",
      budget_share: 0.5,
      log_level: "warning",
      ca_file: "",
      proxy: "",
      downloads_folder: "",
      background_sync: true,
      space_limit: 1000,
      read_only: false,
      allowed_hosts: null,
      data_folder: "",
      ...options.settings,
    },
    locked: Object.keys(options.settings || {}),
    problems: options.settingsProblems || [],
    callbackUrls: [8917, 18917, 28917].map((port) => `http://localhost:${port}/callback`),
    places: {
      file: "/home/mika/.local/share/databrowser/settings.json",
      logs: "/home/mika/.local/share/databrowser/logs",
      machine: "/etc/databrowser/settings.json",
    },
  };

  /** Sums up a thumbnail: shaded boxes on a soft ground. */
  function drawPicture() {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 200;
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const ground = pen.createLinearGradient(0, 0, 0, 200);
    ground.addColorStop(0, "#fbfcfd");
    ground.addColorStop(1, "#dfe5ea");
    pen.fillStyle = ground;
    pen.fillRect(0, 0, 200, 200);
    [
      ["#9fb1c0", 60, 50, 100, 26, 160, 50, 100, 76],
      ["#71879a", 60, 50, 100, 76, 100, 150, 60, 122],
      ["#53687a", 100, 76, 160, 50, 160, 122, 100, 150],
    ].forEach(([colour, ...corners]) => {
      pen.fillStyle = String(colour);
      pen.beginPath();
      for (let index = 0; index < corners.length; index += 2)
        pen.lineTo(Number(corners[index]), Number(corners[index + 1]));
      pen.fill();
    });
    return canvas.toDataURL();
  }

  /** What each method does, until a test says otherwise. @type {Record<string, (params: any) => any>} */
  const methods = {
    "app.ready": () => ({
      version: "0.1.0",
      theme: "light",
      language: "en",
      texts: options.texts,
      ...(options.isSignedOut ? signedOut : signedIn),
      document: activeDocument,
      service: { name: "sample" },
      canSignIn: true,
      isNew: false,
      locked: [],
      problems: [],
      ...options.opening,
    }),
    "app.keepView": () => ({}),
    "app.openPage": () => ({}),
    "account.read": () => signedIn,
    "account.signIn": () => signedIn,
    "account.signOut": () => signedOut,
    "account.switch": ({ id }) => ({
      account: { ...signedIn.others.find((/** @type {any} */ one) => one.id === id), notices: [] },
      others: [account],
      view: null,
    }),
    "account.forget": ({ id }) => {
      signedIn.others = signedOut.others = signedIn.others.filter((/** @type {any} */ one) => one.id !== id);
      return options.isSignedOut ? signedOut : signedIn;
    },
    "account.picture": () => ({ dataUri: null }),
    "connection.test": ({ clientId }) => ({
      checks: [
        { name: "service", state: "ok", subject: "developer.api.autodesk.com", problem: null },
        { name: "app", state: "ok", subject: clientId, problem: null },
        ...settings.callbackUrls.map((/** @type {string} */ url) => ({
          name: "callback",
          state: "ok",
          subject: url,
          problem: null,
        })),
        { name: "hubs", state: "skipped", subject: "", problem: null },
      ],
    }),
    "settings.read": () => settings,
    "settings.write": ({ changes }) => {
      settings = { ...settings, values: { ...settings.values, ...changes } };
      return settings;
    },
    "settings.openLogFolder": () => ({}),
    "settings.forgetEverything": () => settings,
    "lifecycle.state": () => ({
      tenant,
      isLocal: false,
      userId: options.isSignedOut ? "" : account.email,
      session: lifecycleSession,
    }),
    "lifecycle.signIn": ({ userId }) => {
      lifecycleSession = { tenant, userId, shortened: "A1B2…" };
      return { session: lifecycleSession };
    },
    "lifecycle.signOut": () => {
      lifecycleSession = null;
      return {};
    },
    "tree.list": ({ kind, id }) => {
      if (kind === "root") return { rows: tree.root };
      const owner = items.find((one) => one.id === id);
      return { rows: owner ? versionsOf(owner) : tree[id] };
    },
    "tree.marks": () => ({ marks: {} }),
    "tree.path": ({ itemId }) => {
      const folder = ["f.design", "f.drawings"].find((id) => tree[id].some((one) => one.id === itemId));
      if (!folder)
        throw { reference: "service.not-found", message: "The service found nothing.", next: "Refresh." };
      const inside = tree["b.gearbox"].find((one) => one.id === folder);
      return {
        rows: [tree.root[0], tree["a.sample"][0], inside, tree[folder].find((one) => one.id === itemId)],
      };
    },
    "item.details": ({ itemId }) => {
      const owner = items.find((one) => one.id === itemId) || items[0];
      return {
        row: { ...owner, hubId: "" },
        versions: versionsOf(owner).map((one) => ({ ...one, hubId: "" })),
      };
    },
    "version.download": ({ versionId }) => {
      const id = versionId.replace("urn:version:", "urn:item:").split("?")[0];
      const owner = items.find((one) => one.id === id);
      const name = owner ? owner.name : "download";
      const folder = "/home/mika/Downloads";
      return { path: `${folder}/${name}`, name, folder, size: 41200 };
    },
    "version.showFolder": () => ({}),
    "table.saveCsv": ({ name }) => ({ path: `/home/mika/Downloads/${name}.csv` }),
    "table.markdown": ({ columns, rows }) => ({
      text: [columns, ...rows].map((/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |\n`).join(""),
    }),
    "thumbnail.get": () => ({ dataUri: drawPicture() }),
    "design.open": () => ({}),
    "design.web": () => ({}),
    "design.folders": ({ ids }) => ({
      names: Object.fromEntries(
        ids.map((/** @type {string} */ id) => {
          const folder = tree["b.gearbox"].find((one) => one.id === id);
          return [id, folder ? folder.name : ""];
        }),
      ),
    }),
    "design.native": () => {
      const shown = methods["design.relations"]({});
      const part = relation("uses", item("pinion", "Pinion", "design", 5), 4, {
        sources: ["fusion"],
        otherTip: 5,
        isStale: true,
        staleText: "v4 is no longer its latest version",
      });
      const [first, ...rest] = shown.relations;
      const told = [{ ...first, sources: ["fusion", "service"] }, ...rest, part];
      return { ...shown, relations: told };
    },
    "design.relations": () => ({
      at: new Date().toISOString(),
      problem: null,
      document: {
        ...activeDocument,
        version: Number(activeDocument.versionId.split("=")[1]),
        kind: "design",
      },
      tip: activeDocument.itemId === "urn:item:gearbox" ? 8 : 3,
      relations,
    }),
    "graph.save": () => ({ path: "/home/mika/Gearbox.svg" }),
    "graph.expand": ({ itemId }) => ({
      relations: itemId === "urn:item:housing" ? [relation("uses", items[6], 1, {}), relation("usedIn", items[1], 8, {})] : [],
    }),
    "uses.find": () => {
      testHost.notify("job.part", { id: testHost.last("uses.find").id, part: uses });
      return { levels: 3, isWhole: true, projects: 2, left: 0 };
    },
    "carry.plan": () => ({
      accountId: "u1",
      name: "Gearbox",
      version: 9,
      before: 8,
      there: 0,
      carried: [
        { key: "a", name: "Gearbox BOM.xlsx", version: 2, typeName: "Attachment", isBehind: true },
        { key: "b", name: "Gearbox Data Sheet.pdf", version: 2, typeName: "Attachment", isBehind: false },
      ],
      isNever: false,
      warning: options.texts.refs.permanent,
    }),
    "carry.run": ({ keys }) => ({
      results: keys.map((/** @type {string} */ key) => ({ key, isNew: true, problem: null })),
      left: 0,
    }),
    "carry.never": () => ({}),
    "refs.attach": ({ target, type }) => {
      const other = items.find((one) => one.id === target.itemId) || items[0];
      relations.unshift(
        relation(
          type === DRAWING_TO_DESIGN ? "drawings" : "attachments",
          other,
          Number(target.versionId.split("=")[1]),
          {},
        ),
      );
      return { isNew: true, note: `Attached “${other.name}”.`, relations: methods["design.relations"]({}) };
    },
  };

  const testHost = {
    /** Every message of the page, in order. @type {any[]} */
    calls: [],
    /** What went wrong while answering, for the test to see. @type {string[]} */
    faults: [],
    /** @type {Record<string, any[]>} */
    held: {},
    methods,
    tree,
    items,
    row,
    item,
    uses,
    options,
    document: () => activeDocument,

    /** @param {string} method @param {any} answer a result, or a function of the parameters */
    answer(method, answer) {
      methods[method] = typeof answer === "function" ? answer : () => answer;
    },
    /** @param {string} method @param {any} data @param {number} [code] */
    fail(method, data, code) {
      methods[method] = () => {
        throw { ...data, code };
      };
    },
    /** Makes a method wait until `release`. @param {string} method */
    hold(method) {
      testHost.held[method] = testHost.held[method] || [];
    },
    /** Answers what waited, the last one first if `isBackwards`. @param {string} method @param {boolean} [isBackwards] */
    release(method, isBackwards) {
      const waiting = testHost.held[method] || [];
      delete testHost.held[method];
      if (isBackwards) waiting.reverse();
      waiting.forEach(reply);
    },
    /** @param {string} method @param {any} params */
    notify(method, params) {
      return deliver({ jsonrpc: "2.0", method, params });
    },
    /** @param {string} name */
    openDocument(name) {
      activeDocument = documents[name];
      return testHost.notify("document.changed", { document: activeDocument });
    },
    /** Answers one held message, wanted or not. @param {any} message @param {any} result */
    deliverTo: (message, result) => deliver({ jsonrpc: "2.0", id: message.id, result }),
    /** Counts the calls of a method. @param {string} method */
    count: (method) => testHost.calls.filter((call) => call.method === method).length,
    /** @param {string} method */
    last: (method) => testHost.calls.filter((call) => call.method === method).pop() || null,
    install() {
      window.adsk = { fusionSendData: async (action, data) => take(action, data) };
    },
    remove() {
      window.adsk = { fusionSendData: async () => "" };
    },
  };

  /** @param {string} action @param {string} data */
  function take(action, data) {
    const message = JSON.parse(data);
    if (action !== "rpc" || message.jsonrpc !== "2.0") testHost.faults.push(`not a message: ${data}`);
    testHost.calls.push(message);
    if (message.id === undefined) return "ok";
    if (testHost.held[message.method]) testHost.held[message.method].push(message);
    else setTimeout(() => reply(message), options.latency || 0);
    return "ok";
  }

  /** @param {any} message */
  function reply(message) {
    const isCancelled = testHost.calls.some(
      (call) => call.method === "job.cancel" && call.params.id === message.id,
    );
    if (isCancelled && !message.method.startsWith("refs.attach")) return;
    if (!methods[message.method]) {
      const data = { reference: "bridge.bad-message", message: "No such method.", next: "Report it." };
      deliver({ jsonrpc: "2.0", id: message.id, error: { code: -32601, message: data.message, data } });
      return;
    }
    try {
      deliver({ jsonrpc: "2.0", id: message.id, result: methods[message.method](message.params) });
    } catch (thrown) {
      const data = /** @type {any} */ (thrown);
      if (!data.reference) testHost.faults.push(String(thrown));
      deliver({
        jsonrpc: "2.0",
        id: message.id,
        error: { code: data.code || -32000, message: data.message, data },
      });
    }
  }

  /** @param {any} message */
  function deliver(message) {
    const answer = window.fusionJavaScriptHandler.handle("rpc", JSON.stringify(message));
    if (answer !== "ok") testHost.faults.push(`the page answered ${answer}`);
    return answer;
  }

  (options.hold || []).forEach(testHost.hold);
  Object.entries(options.fail || {}).forEach(([method, data]) => testHost.fail(method, data));
  Object.entries(options.answers || {}).forEach(([method, answer]) => testHost.answer(method, answer));
  /** @type {any} */ (window).testHost = testHost;
  if (options.delay !== null) setTimeout(testHost.install, options.delay || 0);
})();

// @ts-check
/** The dialog for the settings: what may be changed, what administrators have set, and forgetting everything. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace, t, button, iconButton, note, focusFirst } = DataBrowser;
  const GROUPS = /** @type {Record<string, SettingName[]>} */ ({
    hub: ["service", "client_id", "callback_ports", "lifecycle_tenant"],
    machine: ["downloads_folder", "language", "log_level"],
    catalogue: ["background_sync", "space_limit"],
    network: ["budget_share", "proxy", "ca_file"],
  });
  const NAMES = Object.keys(GROUPS).reduce(
    (all, group) => all.concat(GROUPS[group]),
    /** @type {SettingName[]} */ ([]),
  );
  const CHOICES = /** @type {Partial<Record<SettingName, string[]>>} */ ({
    service: ["sample", "aps"],
    language: ["", "en", "de"],
    log_level: ["error", "warning", "info", "debug"],
    background_sync: ["true", "false"],
    space_limit: ["250", "500", "1000", "2000", "5000", "0"],
    budget_share: ["10", "20", "30", "40", "50", "60", "70", "80", "90", "100"],
  });

  /**
   * @param {Connection} connection
   * @param {{onClosed(): void}} hooks
   * @returns {SettingsDialog}
   */
  function createSettingsDialog(connection, hooks) {
    const frame = DataBrowser.createDialog("settings-title", t("settings.title"), {
      onSubmit: () => save(),
      onClosed: closed,
    });
    const { element, body, foot, close } = frame;
    const news = h("div", { class: "settings-news" });
    /** @type {SettingsState | null} */
    let state = null;
    /** @type {Partial<Record<SettingName, SettingField>>} */
    let fields = {};
    const asker = DataBrowser.createAsker(connection);
    const { ask } = asker;

    function open() {
      if (frame.open()) read();
    }

    function closed() {
      asker.drop();
      replace(body);
      hooks.onClosed();
    }

    async function read() {
      replace(body, DataBrowser.skeleton(8));
      replace(foot, button(t("settings.close"), close));
      focusFirst(foot, "button");
      const result = await ask("settings.read", {});
      if (!result) return;
      if (result.answer) {
        draw(result.answer, null);
        focusFirst(body, "select:enabled, input:enabled");
      } else if (result.problem) {
        replace(body, DataBrowser.problemBlock(result.problem, read));
        focusFirst(body, ".problem button");
      }
    }

    /** @param {SettingsState} next @param {Child} words */
    function draw(next, words) {
      state = next;
      fields = {};
      for (const name of NAMES) fields[name] = createSettingField(name, next);
      replace(
        news,
        words,
        next.problems.map((problem) => DataBrowser.problemBlock(problem, null)),
      );
      replace(
        body,
        news,
        next.values.read_only ? note("info", t("settings.read-only")) : null,
        next.values.allowed_hosts
          ? note("info", t("settings.hosts", { hosts: next.values.allowed_hosts.join(", ") || t("settings.no-hosts") }))
          : null,
        Object.keys(GROUPS).map((group) => drawGroup(group, next)),
        drawMachine(next),
      );
      replace(
        foot,
        button(t("settings.close"), close),
        DataBrowser.submitButton(t("settings.save"), "check", true),
      );
    }

    /** @param {string} group @param {SettingsState} shown */
    function drawGroup(group, shown) {
      const id = `settings-group-${group}`;
      return h(
        "section",
        { class: "settings-group", "aria-labelledby": id },
        h("h3", { id }, t(`settings.group-${group}`)),
        GROUPS[group].map((name) => [
          /** @type {SettingField} */ (fields[name]).element,
          name === "callback_ports" ? drawCallbacks(shown) : null,
          name === "space_limit" ? DataBrowser.drawSpace(connection) : null,
        ]),
      );
    }

    /** @param {SettingsState} shown */
    function drawCallbacks(shown) {
      const rows = shown.callbackUrls.map((url) => h("li", { class: "code" }, url));
      return h("div", null, h("p", { class: "muted fine" }, t("settings.callbacks")), h("ul", { class: "settings-urls" }, rows));
    }

    /** @param {SettingsState} shown */
    function drawMachine(shown) {
      return h(
        "section",
        { class: "settings-group", "aria-labelledby": "settings-group-files" },
        h("h3", { id: "settings-group-files" }, t("settings.group-files")),
        h("p", { class: "muted fine code" }, shown.places.file),
        h(
          "div",
          { class: "actions" },
          button(t("settings.open-logs"), openLogs, { icon: "folder" }),
          button(t("settings.forget"), confirmForgetting, { icon: "warning" }),
        ),
      );
    }

    async function save() {
      if (!state) return;
      const shown = state;
      /** @type {Record<string, any>} */
      const changes = {};
      for (const name of NAMES) {
        const field = /** @type {SettingField} */ (fields[name]);
        field.setFault("");
        if (!field.isLocked && field.input.value !== show(name, shown)) changes[name] = parse(name, field.input.value);
      }
      const result = await ask("settings.write", { changes });
      if (!result) return;
      if (result.answer) {
        draw(result.answer, h("div", { role: "status" }, note("done", t("settings.saved"))));
        body.scrollTop = 0;
        focusFirst(foot, "button");
      } else if (result.problem) complain(result.problem);
    }

    /** Says what is wrong at the setting it is about, else above all. @param {Problem} problem */
    function complain(problem) {
      const { name } = problem.context || {};
      const about = problem.reference === "lifecycle.bad-tenant" ? "lifecycle_tenant" : name;
      const field = fields[/** @type {SettingName} */ (about)];
      if (field) {
        field.setFault(problem.message);
      } else {
        replace(news, DataBrowser.problemBlock(problem, null));
        body.scrollTop = 0;
      }
    }

    async function openLogs() {
      const result = await ask("settings.openLogFolder", {});
      if (result && result.problem) complain(result.problem);
    }

    function confirmForgetting() {
      const shown = /** @type {SettingsState} */ (state);
      state = null; // what was typed is not saved by Enter from here
      replace(body, note("warning", t("settings.forget-what")), h("p", null, t("settings.forget-stays")));
      replace(
        foot,
        button(t("settings.keep"), () => back(shown)),
        button(t("settings.forget-now"), forget, { style: "primary" }),
      );
      focusFirst(foot, "button");
      nameUnsent();
    }

    /** Names what would be lost for good. */
    async function nameUnsent() {
      const place = body.firstElementChild;
      try {
        const { names } = /** @type {any} */ (await connection.request("edits.unsent", {}).promise);
        const words = t("settings.forget-unsent", { names: names.join(", ") });
        if (names.length && place && place.isConnected) place.after(note("warning", words));
      } catch (error) {
        return; // that copies are deleted is said all the same
      }
    }

    /** @param {SettingsState} shown */
    function back(shown) {
      draw(shown, null);
      focusFirst(foot, "button");
    }

    async function forget() {
      const result = await ask("settings.forgetEverything", {});
      if (!result) return;
      if (result.answer) {
        draw(result.answer, h("div", { role: "status" }, note("done", t("settings.forgotten"))));
        focusFirst(foot, "button");
      } else if (result.problem) {
        replace(body, DataBrowser.problemBlock(result.problem, forget));
        focusFirst(body, ".problem button");
      }
    }

    return { element, open };
  }

  /** Returns a value as its field has it. @param {SettingName} name @param {SettingsState} shown */
  function show(name, shown) {
    const value = shown.values[name];
    if (name === "budget_share") return String(Math.round(Number(value) * 100));
    return Array.isArray(value) ? value.join(", ") : String(value);
  }

  /** Returns what a field has as the host takes it, right or wrong: the host says which. @param {SettingName} name @param {string} text */
  function parse(name, text) {
    if (name === "budget_share") return Number(text) / 100;
    if (name === "background_sync") return text === "true";
    if (name === "space_limit") return Number(text);
    if (name === "callback_ports") return text.split(/[\s,]+/).filter(Boolean).map(Number);
    return text.trim();
  }

  /** @param {SettingName} name @param {string} value as its field has it */
  function nameChoice(name, value) {
    if (name === "budget_share") return t("settings.percent", { number: value });
    if (name === "space_limit" && Number(value)) return DataBrowser.formatSize(Number(value) * 1e6);
    return t(`settings.${name}-${value || "auto"}`);
  }

  /** @param {SettingName} name @param {SettingsState} shown @returns {SettingField} */
  function createSettingField(name, shown) {
    const id = `settings-${name}`;
    const isLocked = shown.locked.includes(name);
    const value = show(name, shown);
    const fault = h("p", { class: "field-fault", id: `${id}-fault`, hidden: true });
    const common = { id, "aria-describedby": `${id}-fault ${id}-lock ${id}-hint` };
    const choices = CHOICES[name];
    const input = /** @type {HTMLInputElement | HTMLSelectElement} */ (
      choices
        ? h(
            "select",
            { ...common, disabled: isLocked },
            (choices.includes(value) ? choices : [value, ...choices]).map((one) =>
              h("option", { value: one, selected: one === value }, nameChoice(name, one)),
            ),
          )
        : h("input", {
            ...common,
            type: "text",
            readonly: isLocked,
            autocomplete: "off",
            autocapitalize: "none",
            spellcheck: "false",
            oninput: () => setFault(""),
          })
    );
    if (!choices) input.value = value;
    const element = h(
      "div",
      { class: isLocked ? "field is-locked" : "field" },
      h("label", { for: id }, t(`settings.${name}`)),
      input,
      fault,
      h("p", { class: "field-lock fine", id: `${id}-lock`, hidden: !isLocked }, isLocked ? [icon("lock"), t("settings.locked")] : null),
      h("p", { class: "muted fine", id: `${id}-hint` }, t(`settings.${name}-hint`)),
    );

    /** @param {string} text */
    function setFault(text) {
      fault.hidden = !text;
      replace(fault, text ? icon("warning") : null, text ? h("span", null, text) : null);
      if (text) {
        input.setAttribute("aria-invalid", "true");
        input.focus();
        element.scrollIntoView({ block: "nearest" }); // with what is wrong, not the field alone
      }
      else input.removeAttribute("aria-invalid");
    }

    return { element, input, isLocked, setFault };
  }

  /** @param {() => void} onclick */
  function settingsButton(onclick) {
    const opener = iconButton("settings", t("settings.open"), onclick);
    opener.classList.add("settings-opener");
    return opener;
  }

  Object.assign(DataBrowser, { createSettingsDialog, createSettingField, settingsButton });
})(window.DataBrowser);

// @ts-check
/**
 * The official SDK at work against a service: `node sdk.js hub|storage|send|fetch`, its part on standard input as JSON.
 *
 * Each step prints one line, {"step": name, "result": ...}; the first that fails {"step": name, "error": ...}, and
 * ends the program with 1. The packages are found through NODE_PATH.
 */
"use strict";

const { createCipheriv, createHash } = require("node:crypto");
const { readFileSync, statSync } = require("node:fs");
const { setTimeout: pause } = require("node:timers/promises");
const { AuthenticationClient, Scopes } = require("@aps_sdk/authentication");
const { DataManagementClient } = require("@aps_sdk/data-management");
const { ObjectsApi, OssClient, PolicyKey, Region } = require("@aps_sdk/oss");
const {
  AdskEnvironment,
  ApsConfiguration,
  Logger,
  LogLevel,
  SdkManagerBuilder,
  StaticAuthenticationProvider,
} = require("@aps_sdk/autodesk-sdkmanager");

const ATTACHMENT = "auxiliary:autodesk.core:Attachment";
const PART = 5 * 1024 * 1024;
const PATIENCE_SECONDS = 30;

/** What the test gives: addresses and credentials, and what to look for. */
const given = JSON.parse(readFileSync(0, "utf8"));

const configuration = new ApsConfiguration({ environment: AdskEnvironment.Local });
configuration.baseAddress = new URL(given.service);
const sdkManager = SdkManagerBuilder.create()
  .addApsConfiguration(configuration)
  .addLogger(new Logger(LogLevel.ERROR, false))
  .build();

/** @param {string} name @param {() => Promise<any>} work */
async function step(name, work) {
  try {
    const result = await work();
    process.stdout.write(`${JSON.stringify({ step: name, result })}\n`);
    return result;
  } catch (error) {
    const answer = error.axiosError?.response;
    const text = `${error.message} ${answer ? `${answer.status} ${JSON.stringify(answer.data)}` : ""}`.trim();
    process.stdout.write(`${JSON.stringify({ step: name, error: text })}\n`);
    process.exit(1);
  }
}

/** @param {any} resource */
function nameOf(resource) {
  return resource.attributes.displayName || resource.attributes.name;
}

/** @param {any} data @returns {any[]} */
function simplifyRefs(data) {
  return data.map((/** @type {any} */ ref) => ({
    type: ref.meta.extension.type,
    from: ref.meta.fromId,
    to: ref.meta.toId,
    direction: ref.meta.direction,
  }));
}

async function useHub() {
  const client = new DataManagementClient({
    sdkManager,
    authenticationProvider: new StaticAuthenticationProvider(given.token),
  });

  const hub = await step("hubs", async () => {
    const hubs = (await client.getHubs()).data;
    return hubs.map((one) => ({ id: one.id, name: nameOf(one), type: one.attributes.extension.type }));
  }).then((hubs) => hubs.find((/** @type {any} */ one) => one.name === given.hub));

  const project = await step("projects", async () => {
    const projects = (await client.getHubProjects(hub.id)).data;
    return projects.map((one) => ({ id: one.id, name: nameOf(one) }));
  }).then((projects) => projects.find((/** @type {any} */ one) => one.name === given.project));

  const top = await step("top folders", async () => {
    const folders = (await client.getProjectTopFolders(hub.id, project.id)).data;
    return folders.map((one) => ({ id: one.id, name: nameOf(one) }));
  });

  const items = await step("contents", async () => {
    /** @type {any[]} */
    const found = [];
    const left = top.map((/** @type {any} */ folder) => ({ ...folder, path: [folder.name] }));
    while (left.length) {
      const folder = left.shift();
      for (let pageNumber = 0, more = true; more; pageNumber += 1) {
        const page = await client.getFolderContents(project.id, folder.id, { pageNumber });
        const tips = new Map((page.included || []).map((tip) => [tip.relationships.item.data.id, tip]));
        for (const entry of page.data) {
          const path = [...folder.path, nameOf(entry)];
          if (entry.type === "folders") {
            left.push({ id: entry.id, path });
          } else {
            found.push({ path, id: entry.id, tip: tips.get(entry.id).id });
          }
        }
        more = Boolean(page.links.next);
      }
    }
    return found;
  });

  const [design, sheet] = [given.design, given.sheet].map((name) =>
    items.find((/** @type {any} */ item) => item.path.at(-1) === name)
  );

  await step("versions", async () => {
    const versions = (await client.getItemVersions(project.id, design.id)).data;
    return versions.map((one) => ({ id: one.id, number: one.attributes.versionNumber }));
  });

  await step("tip", async () => {
    const version = (await client.getItemTip(project.id, design.id)).data;
    const same = (await client.getVersion(project.id, version.id)).data;
    return { tip: version.id, version: same.id, item: same.relationships.item.data.id };
  });

  await step("post a ref", () =>
    client.createVersionRelationshipsRef(project.id, design.tip, {
      jsonapi: { version: "1.0" },
      data: {
        type: "versions",
        id: sheet.tip,
        meta: { extension: { type: ATTACHMENT, version: "1.0" } },
      },
    })
  );

  await step("read it at both ends", async () => {
    const ends = [];
    for (const version of [design.tip, sheet.tip]) {
      const answer = await client.getVersionRelationshipsRefs(project.id, version);
      ends.push(simplifyRefs(answer.data));
    }
    return ends;
  });

  await step("read it by a command", async () => {
    const command = await client.executeListRefsCommand(project.id, {
      type: "commands",
      attributes: { extension: { type: "commands:autodesk.core:ListRefs", version: "1.0.0" } },
      relationships: { resources: { data: [{ type: "versions", id: sheet.tip }] } },
    });
    return simplifyRefs(command.relationships.resources.data);
  });
}

async function getToken() {
  const client = new AuthenticationClient({ sdkManager });
  return client.getTwoLeggedToken(given.clientId, given.clientSecret, [
    Scopes.DataRead,
    Scopes.DataWrite,
    Scopes.DataCreate,
    Scopes.BucketCreate,
    Scopes.BucketRead,
  ]);
}

/** @param {number} size */
function makeContent(size) {
  // A key stream: the same in every run, and no two parts alike.
  return createCipheriv("aes-128-ctr", Buffer.alloc(16, 1), Buffer.alloc(16)).update(Buffer.alloc(size));
}

/** @param {Buffer} data */
function sum(data) {
  return createHash("sha256").update(data).digest("hex");
}

async function useStorage() {
  let accessToken = "";
  await step("token", async () => {
    const token = await getToken();
    accessToken = token.access_token;
    return { type: token.token_type, seconds: token.expires_in };
  });
  const client = new OssClient({
    sdkManager,
    authenticationProvider: new StaticAuthenticationProvider(accessToken),
  });
  const { bucket, object } = given;

  await step("create a bucket", async () => {
    const made = await client.createBucket(Region.Us, { bucketKey: bucket, policyKey: PolicyKey.Temporary });
    return { key: made.bucketKey, policy: made.policyKey };
  });

  const content = makeContent(given.size);
  await step("upload in parts", async () => {
    /** @type {number[]} */
    const progress = [];
    const details = await client.uploadObject(bucket, object, content, {
      onProgress: (/** @type {number} */ percent) => progress.push(percent),
    });
    return { key: details.objectKey, size: details.size, steps: progress.length };
  });

  await step("list objects", async () => (await client.getObjects(bucket)).items.map((one) => one.objectKey));

  await step("details", async () => {
    const details = await client.getObjectDetails(bucket, object);
    return { size: details.size, id: details.objectId };
  });

  await step("download and compare", async () => {
    const signed = (await new ObjectsApi(sdkManager).signedS3Download(accessToken, bucket, object)).content;
    const whole = await fetch(signed.url);
    const parts = [];
    for (let start = 0; start < signed.size; start += PART) {
      const range = `bytes=${start}-${Math.min(start + PART, signed.size) - 1}`;
      const answer = await fetch(signed.url, { headers: { Range: range } });
      parts.push({ status: answer.status, data: Buffer.from(await answer.arrayBuffer()) });
    }
    return {
      sent: sum(content),
      whole: sum(Buffer.from(await whole.arrayBuffer())),
      inParts: sum(Buffer.concat(parts.map((part) => part.data))),
      statuses: [whole.status, ...new Set(parts.map((part) => part.status))],
    };
  });
}

function openStorage() {
  return new OssClient({ sdkManager, authenticationProvider: new StaticAuthenticationProvider(given.token) });
}

/** @param {() => Promise<any>} work */
async function time(work) {
  const started = performance.now();
  await work();
  return { seconds: (performance.now() - started) / 1000 };
}

async function sendFile() {
  const client = openStorage();
  await step("send", () => time(() => client.uploadObject(given.bucket, given.object, given.file)));
}

async function fetchFile() {
  const client = openStorage();
  await step("fetch", () =>
    time(async () => {
      // It comes back when the last range begins to arrive, and writes on: the size tells when all has.
      await client.downloadObject(given.bucket, given.object, given.file);
      let [size, since] = [-1, performance.now()];
      while (size < given.size) {
        const now = statSync(given.file).size;
        if (now === size && performance.now() - since > PATIENCE_SECONDS * 1000) {
          throw new Error(`${size} of ${given.size} bytes came`);
        }
        [size, since] = [now, now === size ? since : performance.now()];
        await pause(5);
      }
    })
  );
}

({ hub: useHub, storage: useStorage, send: sendFile, fetch: fetchFile })[process.argv[2]]();

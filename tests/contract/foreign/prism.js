// @ts-check
/**
 * Prism between a client and a service: `node prism.js DOCUMENT SERVICE` prints its own address, and then refuses each
 * request, and each answer, that the OpenAPI document does not describe.
 *
 * It is the server of `prism proxy --errors`, put together here for two reasons: that command, to print an example of
 * each path, rewrites the names of query parameters, and then does not judge `page[limit]` or `filter[id]`; and it
 * follows redirects itself, which are for the client.
 */
"use strict";

const http = require("node-fetch");
const send = http.default;
http.default = (/** @type {string} */ url, /** @type {object} */ options) =>
  send(url, { ...options, redirect: "manual" });

const { createLogger } = require("@stoplight/prism-core");
const { getHttpOperationsFromSpec } = require("@stoplight/prism-http");
const { createServer } = require("@stoplight/prism-http-server");

const [document, service] = process.argv.slice(2);

getHttpOperationsFromSpec(document)
  .then((operations) =>
    createServer(operations, {
      cors: false,
      components: { logger: createLogger("prism", { level: "silent" }) },
      config: {
        isProxy: true,
        upstream: new URL(service),
        upstreamProxy: undefined,
        checkSecurity: true,
        errors: true,
        validateRequest: true,
        validateResponse: true,
        mock: { dynamic: false },
      },
    }).listen(0, "127.0.0.1")
  )
  .then((address) => process.stdout.write(`${address}\n`));

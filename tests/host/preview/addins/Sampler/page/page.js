"use strict";

const log = (text) => {
  const line = document.createElement("li");
  line.textContent = text;
  document.getElementById("log").append(line);
};

window.fusionJavaScriptHandler = {
  handle(action, data) {
    log(`got ${action} ${data}`);
    return `heard ${data}`;
  },
};

for (const [id, action, data] of [
  ["send", "work", "hello"],
  ["ask", "ask", "Go on?"],
  ["name", "name", "old"],
  ["files", "files", "Open some"],
  ["target", "target", "Save one"],
  ["fail", "fail", "on purpose"],
  ["burn", "burn", "0.03"],
  ["sleep", "sleep", "0.3"],
]) {
  document.getElementById(id).addEventListener("click", async () => {
    log(`answer ${await window.adsk.fusionSendData(action, data)}`);
  });
}

const started = performance.now();
log(window.adsk ? "adsk at once" : "no adsk yet");
const timer = setInterval(() => {
  if (!window.adsk) return;
  clearInterval(timer);
  log(`adsk came after ${Math.round(performance.now() - started)} ms`);
}, 20);

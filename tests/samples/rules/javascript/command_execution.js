const { exec, execFile, spawn } = require("child_process");
const cp = require("node:child_process");
const TOOL = "convert";

app.get("/ping", (req, res) => {
  const host = req.query.host;
  // ruleid: js-command-injection-request, js-shell-string
  exec("ping -c 1 " + host);
  // ruleid: js-command-injection-request, js-shell-string
  cp.execSync(`ping -c 1 ${host}`);
  // ruleid: js-command-injection-request, js-command-dynamic
  spawn(req.body.program, ["-v"]);
  // ok: js-command-injection-request, js-shell-string
  execFile("ping", ["-c", "1", host]);
  // ok: js-command-injection-request
  exec("seq " + parseInt(host, 10));
  // ok: js-command-injection-request, js-shell-string
  exec("ls -l /srv");
  res.end();
});

function convert(path) {
  // ruleid: js-shell-string
  exec(`convert ${path} out.png`);
  // ok: js-shell-string
  exec(`${TOOL} in.png out.png`);
  // ok: js-shell-string
  pattern.exec(`a ${path}`);
}

app.post("/case0", async (req, res) => {
  // ruleid: js-dom-redirect
  window.location.href = document.referrer;
  // ok: js-dom-redirect
  window.location.href = "/home";
  // ok: js-dom-redirect
  window.location.href = "/find?q=" + encodeURIComponent(location.search);
});

app.post("/case1", async (req, res) => {
  // ruleid: js-raw-html
  box.innerHTML = text;
  // ok: js-raw-html
  box.innerHTML = "<b>fixed</b>";
  // ok: js-raw-html
  box.innerHTML = DOMPurify.sanitize(text);
});

app.post("/case2", async (req, res) => {
  // ruleid: js-escape-off
  Handlebars.compile("{{a}}", { noEscape: true });
  // ok: js-escape-off
  Handlebars.compile("{{a}}", { noEscape: false });
  // ok: js-escape-off
  nunjucks.configure("views", { autoescape: true });
});

app.post("/case3", async (req, res) => {
  // ruleid: js-xml-request
  xml2json.toJson(req.body);
  // ok: js-xml-request
  xml2json.toJson("<a/>");
  // ok: js-xml-request
  JSON.parse(req.body);
});

app.post("/case4", async (req, res) => {
  // ruleid: js-cookie-unprotected
  res.cookie("session", id);
  // ok: js-cookie-unprotected
  res.cookie("session", id, { httpOnly: true, secure: true });
  // ok: js-cookie-unprotected
  res.cookie("theme", id);
});

app.post("/case5", async (req, res) => {
  // ruleid: js-csrf-off
  app.use(lusca({ csrf: false }));
  // ok: js-csrf-off
  app.use(lusca({ csrf: true }));
  // ok: js-csrf-off
  new ApolloServer({ csrfPrevention: true });
});

app.post("/case6", async (req, res) => {
  // ruleid: js-headers-off
  app.use(helmet({ frameguard: false }));
  // ok: js-headers-off
  app.use(helmet());
  // ok: js-headers-off
  app.use(helmet({ xPoweredBy: false }));
});

app.post("/case7", async (req, res) => {
  // ruleid: js-frame-from-request, js-header-injection
  res.setHeader("X-Frame-Options", req.query.frame);
  // ok: js-frame-from-request
  res.setHeader("X-Frame-Options", "DENY");
  // ok: js-frame-from-request
  res.setHeader("X-Frame-Options", FRAMES[req.query.frame]);
});

app.post("/case8", async (req, res) => {
  // ruleid: js-post-message-any
  parent.postMessage(data, "*");
  // ok: js-post-message-any
  parent.postMessage(data, "https://a.service.test");
  // ok: js-post-message-any
  worker.postMessage(data);
});

app.post("/case9", async (req, res) => {
  // ruleid: js-message-origin
  window.addEventListener("message", (event) => { run(event.data); });
  // ok: js-message-origin
  window.addEventListener("message", (event) => { if (event.origin === ORIGIN) run(event.data); });
  // ok: js-message-origin
  window.addEventListener("load", (event) => { run(event.data); });
});

app.post("/case10", async (req, res) => {
  // ruleid: js-token-storage
  localStorage.setItem("access_token", value);
  // ok: js-token-storage
  localStorage.setItem("theme", value);
  // ok: js-token-storage
  localStorage.getItem("access_token");
});

app.post("/case11", async (req, res) => {
  // ruleid: js-error-detail
  try { run(); } catch (err) { res.status(500).send(err.stack); }
  // ok: js-error-detail
  try { run(); } catch (err) { res.status(500).send("failed"); }
  // ok: js-error-detail
  try { run(); } catch (err) { log.error(err.stack); }
});

app.post("/case12", async (req, res) => {
  // ruleid: js-electron-web-preferences
  new BrowserWindow({ webPreferences: { nodeIntegration: true } });
  // ok: js-electron-web-preferences
  new BrowserWindow({ webPreferences: { nodeIntegration: false } });
  // ok: js-electron-web-preferences
  new BrowserWindow({ webPreferences: { contextIsolation: true } });
});

app.post("/case13", async (req, res) => {
  // ruleid: js-electron-open
  shell.openExternal(address);
  // ok: js-electron-open
  shell.openExternal("https://a.service.test/help");
  // ok: js-electron-open
  shell.openExternal(HELP_URL);
});

app.post("/case14", async (req, res) => {
  // ruleid: js-electron-sandbox
  app.commandLine.appendSwitch("no-sandbox");
  // ok: js-electron-sandbox
  app.commandLine.appendSwitch("lang", "en");
  // ok: js-electron-sandbox
  new BrowserWindow({ webPreferences: { sandbox: true } });
});

app.post("/case15", async (req, res) => {
  // ruleid: js-ldap-injection, js-ldap-string
  ldapClient.search("o=a", { filter: "(uid=" + req.body.user + ")" });
  // ok: js-ldap-injection
  ldapClient.search("o=a", { filter: new EqualityFilter({ attribute: "uid", value: req.body.user }) });
  // ok: js-ldap-injection
  ldapClient.search("o=a", { filter: "(uid=a)" });
});


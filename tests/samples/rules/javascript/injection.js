app.post("/case0", async (req, res) => {
  // ruleid: js-ldap-string
  ldapClient.search("o=a", { filter: `(uid=${user})` });
  // ok: js-ldap-string
  ldapClient.search("o=a", { filter: "(uid=*)" });
  // ok: js-ldap-string
  ldapClient.search("o=a", { filter });
});

app.post("/case1", async (req, res) => {
  // ruleid: js-xpath-injection
  xpath.select("//user[@name='" + name + "']", doc);
  // ok: js-xpath-injection
  xpath.select("//user", doc);
  // ok: js-xpath-injection
  xpath.select(USERS, doc);
});

app.post("/case2", async (req, res) => {
  // ruleid: js-header-injection
  res.setHeader("X-Name", req.query.name);
  // ok: js-header-injection
  res.setHeader("X-Name", encodeURIComponent(req.query.name));
  // ok: js-header-injection
  res.setHeader("X-Name", "fixed");
});

app.post("/case3", async (req, res) => {
  // ruleid: js-log-injection
  console.log("name " + req.query.name);
  // ok: js-log-injection
  console.log({ name: req.query.name });
  // ok: js-log-injection
  console.log("name", JSON.stringify(req.query.name));
});

app.post("/case4", async (req, res) => {
  // ruleid: js-regex-dynamic, js-regex-request
  new RegExp(req.query.search);
  // ok: js-regex-request
  new RegExp(_.escapeRegExp(req.query.search));
  // ok: js-regex-request
  new RegExp("^[a-z]+$").test(req.query.search);
});

app.post("/case5", async (req, res) => {
  // ruleid: js-regex-dynamic
  new RegExp(pattern);
  // ok: js-regex-dynamic
  new RegExp("^[a-z]+$");
  // ok: js-regex-dynamic
  new RegExp(escapeRegExp(pattern));
});

app.post("/case6", async (req, res) => {
  // ruleid: js-slow-regex
  /^(a+)+$/.test(text);
  // ruleid: js-slow-regex
  /^(\w+\s?)*$/.test(text);
  // ok: js-slow-regex
  /^(ab)+$/.test(text);
  // ok: js-slow-regex
  /^(a|b)+$/.test(text);
});

app.post("/case7", async (req, res) => {
  // ruleid: js-dynamic-method
  actions[req.body.action](1);
  // ok: js-dynamic-method
  ACTIONS[req.body.action](1);
  // ok: js-dynamic-method
  actions.start(req.body.action);
});

app.post("/case8", async (req, res) => {
  // ruleid: js-prototype-pollution
  settings[req.body.key] = 1;
  // ruleid: js-prototype-pollution
  objectPath.set(settings, req.body.key, 1);
  // ok: js-prototype-pollution
  settings.theme = req.body.theme;
  // ok: js-prototype-pollution
  settings[Number(req.body.key)] = 1;
});

app.post("/case9", async (req, res) => {
  // ruleid: js-deep-copy-keys
  for (const key in from) { copy(to[key], from[key]); }
  // ok: js-deep-copy-keys
  for (const key in from) { to[key] = from[key]; }
  // ok: js-deep-copy-keys
  for (const item of list) { copy(item, other); }
});

app.post("/case10", async (req, res) => {
  // ruleid: js-mass-assignment
  await User.create(req.body);
  // ruleid: js-mass-assignment
  Object.assign(user, req.body);
  // ok: js-mass-assignment
  await User.create({ name: req.body.name });
  // ok: js-mass-assignment
  new URLSearchParams(req.body);
});

app.post("/case11", async (req, res) => {
  // ruleid: js-first-only-replace
  text.replace("<", "&lt;");
  // ok: js-first-only-replace
  text.replaceAll("<", "&lt;");
  // ok: js-first-only-replace
  text.replace(/</g, "&lt;");
});

app.post("/case12", async (req, res) => {
  // ruleid: js-password-literal
  const adminPassword = "hunter2hunter2";
  // ok: js-password-literal
  const adminPassword = process.env.ADMIN;
  // ok: js-password-literal
  const passwordField = "hunter2hunter2";
});


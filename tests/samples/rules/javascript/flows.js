app.post("/case0", async (req, res) => {
  // ruleid: js-dynamic-import
  require(plugin);
  // ok: js-dynamic-import
  require("./plugin");
  // ok: js-dynamic-import
  await import("./plugin.js");
});

app.post("/case1", async (req, res) => {
  // ruleid: js-template-dynamic
  Handlebars.compile(source);
  // ok: js-template-dynamic
  Handlebars.compile("<b>{{name}}</b>");
  // ok: js-template-dynamic
  Handlebars.compile(fs.readFileSync("page.hbs", "utf8"));
});

app.post("/case2", async (req, res) => {
  // ruleid: js-template-options-request
  res.render("page", req.query);
  // ok: js-template-options-request
  res.render("page", { name: req.query.name });
  // ok: js-template-options-request
  res.render("page");
});

app.post("/case3", async (req, res) => {
  // ruleid: js-code-injection-request
  setTimeout(req.body.code, 10);
  // ruleid: js-code-injection-request, js-eval-dynamic
  vm.compileFunction(req.body.code);
  // ok: js-code-injection-request
  setTimeout(() => save(req.body.code), 10);
  // ok: js-code-injection-request
  HANDLERS[req.body.name]();
});

app.post("/case4", async (req, res) => {
  // ruleid: js-command-dynamic
  spawn(tool, ["-v"]);
  // ok: js-command-dynamic
  spawn("git", ["-v"]);
  // ok: js-command-dynamic
  execFile(process.execPath, ["-v"]);
});

app.post("/case5", async (req, res) => {
  // ruleid: js-spawn-shell
  spawn("convert", files, { shell: true });
  // ok: js-spawn-shell
  spawn("convert", files, { shell: false });
  // ok: js-spawn-shell
  spawn("convert", ["a.png"], { shell: true });
});

app.post("/case6", async (req, res) => {
  // ruleid: js-command-dynamic, js-command-injection-request
  spawn("sh", ["-c", req.body.line]);
  // ruleid: js-command-injection-request, js-spawn-shell
  spawn("convert", [req.body.name], { shell: true });
  // ok: js-command-injection-request
  execFile("ls", [quote([req.body.name])]);
  // ok: js-command-injection-request
  spawn("convert", [req.body.name]);
});

app.post("/case7", async (req, res) => {
  // ruleid: js-sql-condition-string
  builder.where(`name = ${name}`);
  // ok: js-sql-condition-string
  builder.where("name = :name", { name });
  // ok: js-sql-condition-string
  builder.where({ name });
});

app.post("/case8", async (req, res) => {
  // ruleid: js-nosql-injection
  await Users.findOne({ name: req.body.name });
  // ruleid: js-nosql-injection
  await Users.deleteMany(req.body);
  // ok: js-nosql-injection
  await Users.findOne({ name: String(req.body.name) });
  // ok: js-nosql-injection
  await Users.findOne({ name: { $eq: req.body.name } });
});

app.post("/case9", async (req, res) => {
  // ruleid: js-nosql-code
  collection.find({ $where: `this.n == ${n}` });
  // ok: js-nosql-code
  collection.find({ $where: "this.a == this.b" });
  // ok: js-nosql-code
  collection.find({ n });
});

app.post("/case10", async (req, res) => {
  // ruleid: js-sql-condition-string, js-sql-injection-request
  await knex.whereRaw("name = " + req.query.name);
  // ruleid: js-sql-injection-request, js-sql-string-building
  await prisma.$queryRawUnsafe("SELECT " + req.body.column);
  // ok: js-sql-injection-request
  await db.query("SELECT * FROM t ORDER BY " + COLUMNS[req.query.sort]);
  // ok: js-sql-injection-request
  await db.query("SELECT * FROM t WHERE n = " + connection.escape(req.query.n));
});

app.post("/case11", async (req, res) => {
  // ruleid: js-view-from-request
  res.render(req.params.page);
  // ok: js-view-from-request
  res.render("page", { name: req.params.page });
  // ok: js-view-from-request
  res.render(VIEWS[req.params.page]);
});

app.post("/case12", async (req, res) => {
  // ruleid: js-path-from-parameter
  const load = (name) => { fs.readFileSync(name); };
  // ok: js-path-from-parameter
  const fixed = (name) => { fs.readFileSync("index.html"); };
  // ok: js-path-from-parameter
  const base = (name) => { fs.readFileSync(path.basename(name)); };
});

app.post("/case13", async (req, res) => {
  // ruleid: js-archive-path, js-path-from-parameter
  unzipper.Parse().on("entry", (entry) => { fs.createWriteStream(path.join("out", entry.path)); });
  // ok: js-archive-path
  unzipper.Parse().on("entry", (entry) => { fs.createWriteStream(path.join("out", path.basename(entry.path))); });
  // ok: js-archive-path
  unzipper.Parse().on("entry", (entry) => { fs.createWriteStream("out.txt"); });
});

app.post("/case14", async (req, res) => {
  // ruleid: js-file-permissions
  fs.chmodSync(target, 0o777);
  // ruleid: js-file-permissions
  fs.writeFileSync(target, data, { mode: 0o666 });
  // ok: js-file-permissions
  fs.chmodSync(target, 0o600);
  // ok: js-file-permissions
  fs.mkdirSync("data", { mode: 0o755 });
});

app.post("/case15", async (req, res) => {
  // ruleid: js-temp-file
  fs.writeFileSync("/tmp/report.txt", data);
  // ok: js-temp-file
  fs.writeFileSync("report.txt", data);
  // ok: js-temp-file
  fs.mkdtempSync("/tmp/report-");
});

app.post("/case16", async (req, res) => {
  // ruleid: js-served-folder
  app.use(express.static(__dirname));
  // ok: js-served-folder
  app.use(express.static("public"));
  // ok: js-served-folder
  app.use(express.static("public", { dotfiles: "ignore" }));
});

app.post("/case17", async (req, res) => {
  // ruleid: js-path-traversal
  await req.files.photo.mv("./up/" + req.files.photo.name);
  // ok: js-path-traversal
  fs.readFileSync("./up/" + req.query.name.replace(/[^a-z]/g, ""));
  // ok: js-path-traversal
  if (ALLOWED.includes(req.query.name)) fs.readFileSync("./up/fixed");
});

app.post("/case18", async (req, res) => {
  // ruleid: js-ssrf
  await needle("get", req.body.url);
  // ruleid: js-ssrf
  console.log("https://a.service.test/" + n); await fetch("http://" + req.query.host);
  // ok: js-ssrf
  await fetch(`${process.env.API_URL}/items/${req.query.item}`);
  // ok: js-ssrf
  await fetch("https://a.service.test/" + req.query.a + "/" + req.query.b);
});


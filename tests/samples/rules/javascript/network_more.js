app.post("/case0", async (req, res) => {
  // ruleid: js-browser-navigation
  await page.goto(target); // puppeteer
  // ok: js-browser-navigation
  await page.goto("https://a.service.test/");
  // ok: js-browser-navigation
  await page.goto(START_URL);
});

app.post("/case1", async (req, res) => {
  // ruleid: js-open-redirect
  res.writeHead(302, { Location: req.query.next });
  // ok: js-open-redirect
  res.writeHead(302, { Location: "/" + PAGES[req.query.next] });
  // ok: js-open-redirect
  if (ALLOWED.includes(req.query.next)) res.redirect("/home");
});

app.post("/case2", async (req, res) => {
  // ruleid: js-host-header
  const link = `https://${req.headers.host}/reset`;
  // ok: js-host-header
  const link2 = `https://${HOST}/reset`;
  // ok: js-host-header
  const host = req.headers.host;
});

app.post("/case3", async (req, res) => {
  // ruleid: js-cors
  app.use(cors({ origin: true, credentials: true }));
  // ruleid: js-cors, js-header-injection
  res.setHeader("Access-Control-Allow-Origin", req.headers.origin);
  // ok: js-cors
  app.use(cors({ origin: ["https://a.service.test"], credentials: true }));
  // ok: js-cors
  res.setHeader("Access-Control-Allow-Origin", ORIGIN);
});

app.post("/case4", async (req, res) => {
  // ruleid: js-cors-any
  res.setHeader("Access-Control-Allow-Origin", "*");
  // ok: js-cors-any
  res.setHeader("Access-Control-Allow-Methods", "*");
  // ok: js-cors-any
  app.use(cors({ origin: "https://a.service.test" }));
});

app.post("/case5", async (req, res) => {
  // ruleid: js-cleartext
  new WebSocket("ws://chat.service.com/");
  // ruleid: js-cleartext
  credentials.createInsecure();
  // ok: js-cleartext
  new WebSocket("wss://chat.service.com/");
  // ok: js-cleartext
  fetch("http://localhost:3000/");
});

app.post("/case6", async (req, res) => {
  // ruleid: js-bind-all
  app.listen(80, "0.0.0.0");
  // ok: js-bind-all
  app.listen(80, "127.0.0.1");
  // ok: js-bind-all
  app.listen(80);
});

app.post("/case7", async (req, res) => {
  // ruleid: js-html-string
  res.send(`<h1>${title}</h1>`);
  // ok: js-html-string
  res.send(`<h1>${escapeHtml(title)}</h1>`);
  // ok: js-html-string
  res.send("<h1>Hello</h1>");
});


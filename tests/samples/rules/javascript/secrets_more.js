app.post("/case0", async (req, res) => {
  // ruleid: js-jwt-decode
  jwt.decode(raw);
  // ok: js-jwt-decode
  jwt.verify(raw, key, { algorithms: ["RS256"] });
  // ok: js-jwt-decode
  jwt.decode(raw, { complete: true });
});

app.post("/case1", async (req, res) => {
  // ruleid: js-jwt-secret-claims
  jwt.sign({ id, password: user.password }, key);
  // ok: js-jwt-secret-claims
  jwt.sign({ id }, key);
  // ok: js-jwt-secret-claims
  jwt.sign({ sub: user.id }, key, { expiresIn: "1h" });
});

app.post("/case2", async (req, res) => {
  // ruleid: js-timing-compare
  if (req.headers["x-signature"] === expected) run(expected);
  // ruleid: js-timing-compare
  if (config.apiKey !== given) run();
  // ok: js-timing-compare
  if (crypto.timingSafeEqual(config.apiKey, given)) run();
  // ok: js-timing-compare
  if (config.apiKey === undefined) run();
});

app.post("/case3", async (req, res) => {
  // ruleid: js-weak-password-hash
  crypto.createHash("sha256").update(password);
  // ruleid: js-weak-password-hash
  bcrypt.hashSync(password, 4);
  // ok: js-weak-password-hash
  bcrypt.hashSync(password, 12);
  // ok: js-weak-password-hash
  crypto.createHash("sha256").update(data);
});

app.post("/case4", async (req, res) => {
  // ruleid: js-static-iv
  crypto.createCipheriv("aes-256-cbc", key, Buffer.alloc(16));
  // ok: js-static-iv
  crypto.createCipheriv("aes-256-cbc", key, crypto.randomBytes(16));
  // ok: js-static-iv
  crypto.createCipheriv("aes-256-cbc", key, iv);
});

app.post("/case5", async (req, res) => {
  // ruleid: js-gcm-tag
  crypto.createDecipheriv("aes-256-gcm", key, iv);
  // ok: js-gcm-tag
  crypto.createDecipheriv("aes-256-gcm", key, iv, { authTagLength: 16 });
  // ok: js-gcm-tag
  crypto.createDecipheriv("aes-256-cbc", key, iv);
});

app.post("/case6", async (req, res) => {
  // ruleid: js-weak-key
  crypto.generateKeyPairSync("rsa", { modulusLength: 1024 });
  // ok: js-weak-key
  crypto.generateKeyPairSync("rsa", { modulusLength: 3072 });
  // ok: js-weak-key
  crypto.publicEncrypt({ key, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING }, data);
});

app.post("/case7", async (req, res) => {
  // ruleid: js-random-name
  const code = Math.random().toString(36);
  // ok: js-random-name
  const code2 = crypto.randomUUID();
  // ok: js-random-name
  const delay = Math.random() * 10;
});

app.post("/case8", async (req, res) => {
  // ruleid: js-old-tls
  tls.createServer({ minVersion: "TLSv1" });
  // ok: js-old-tls
  tls.createServer({ minVersion: "TLSv1.2" });
  // ok: js-old-tls
  tls.createServer({ ciphers: "HIGH" });
});

app.post("/case9", async (req, res) => {
  // ruleid: js-old-yaml-load
  yaml.load(req.body);
  // ok: js-old-yaml-load
  yaml.load("a: 1");
  // ok: js-old-yaml-load
  JSON.parse(req.body);
});

app.post("/case10", async (req, res) => {
  // ruleid: js-unsafe-buffer
  Buffer.allocUnsafe(size);
  // ok: js-unsafe-buffer
  Buffer.alloc(size);
  // ok: js-unsafe-buffer
  Buffer.from(text);
});

app.post("/case11", async (req, res) => {
  // ruleid: js-public-storage
  s3.putObject({ Bucket: "a", Key: "b", ACL: "public-read" });
  // ok: js-public-storage
  s3.putObject({ Bucket: "a", Key: "b", ACL: "private" });
  // ok: js-public-storage
  s3.putObject({ Bucket: "a", Key: "b" });
});


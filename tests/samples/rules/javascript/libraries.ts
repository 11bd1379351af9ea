// ruleid: js-dom-runs-scripts
const page = new JSDOM(html, { runScripts: "dangerously" });
// ok: js-dom-runs-scripts
const quiet = new JSDOM(html);
// ok: js-dom-runs-scripts
const outside = new JSDOM(html, { runScripts: "outside-only" });

// ruleid: js-vm-no-sandbox
const { VM } = require("vm2");
// ok: js-vm-no-sandbox
const isolate = require("isolated-vm");
// ok: js-vm-no-sandbox
const vm = require("vm");

async function browsers() {
  // ruleid: js-browser-no-sandbox
  await puppeteer.launch({ args: ["--no-sandbox"] });
  // ok: js-browser-no-sandbox
  await puppeteer.launch({ args: ["--lang=en"] });
  // ok: js-browser-no-sandbox
  await puppeteer.launch({ headless: true });
}

// ruleid: js-password-in-address
mongoose.connect("mongodb://admin:Tr0ub4dor@mongo.internal:27017/app");
// ok: js-password-in-address
mongoose.connect("mongodb://localhost:27017/app");
// ok: js-password-in-address
mongoose.connect("mongodb://user:password@mongo:27017/app");

function login(req: Request, user: User) {
  // ruleid: js-logged-secret
  console.log("login", req.body.password);
  // ruleid: js-logged-secret
  logger.debug({ token: req.headers.authorization });
  // ok: js-logged-secret
  console.log("login", user.name);
  // ok: js-logged-secret
  logger.warn("the password is wrong");
}

// ruleid: js-open-policy
role.addToPolicy(new iam.PolicyStatement({ actions: ["*"], resources: ["*"] }));
// ok: js-open-policy
role.addToPolicy(new iam.PolicyStatement({ actions: ["s3:GetObject"], resources: [bucket.arn] }));
// ruleid: js-open-policy
group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
// ok: js-open-policy
group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443));

// ruleid: js-large-body
app.use(express.json({ limit: "2gb" }));
// ok: js-large-body
app.use(express.json({ limit: "1mb" }));
// ruleid: js-large-body
const upload = multer({ dest: "uploads/" });
// ok: js-large-body
const small = multer({ dest: "uploads/", limits: { fileSize: 1_000_000 } });

// ruleid: js-electron-certificate
app.on("certificate-error", (event, contents, url, error, certificate, done) => {
  event.preventDefault();
  done(true);
});
// ok: js-electron-certificate
app.on("certificate-error", (event, contents, url, error, certificate, done) => {
  done(false);
});
// ok: js-electron-certificate
app.on("ready", (event) => open(event));

function sum(req: Request) {
  // ruleid: js-request-loop
  for (let i = 0; i < req.body.items.length; i++) {
    add(req.body.items[i]);
  }
  // ok: js-request-loop
  for (let i = 0; i < Math.min(items.length, 100); i++) {
    add(items[i]);
  }
  // ok: js-request-loop
  for (const item of items.slice(0, 100)) {
    add(item);
  }
}

// ruleid: js-cors-any
@WebSocketGateway({ cors: { origin: "*" } })
class Open {}
// ok: js-cors-any
@WebSocketGateway({ cors: { origin: ["https://app.example.com"] } })
class Closed {}

// ruleid: js-weak-password-hash
const weak = crypto.scryptSync(password, "salt", 32);
// ok: js-weak-password-hash
const strong = crypto.scryptSync(password, crypto.randomBytes(16), 32);

function addresses(element: Element, script: HTMLScriptElement) {
  const to = new URLSearchParams(location.search).get("to");
  // ruleid: js-dom-redirect
  element.setAttribute("href", to!);
  // ok: js-dom-redirect
  element.setAttribute("href", "/home");
  // ruleid: js-dom-xss
  script.src = location.hash.slice(1);
  // ok: js-dom-xss
  script.src = "/js/app.js";
}

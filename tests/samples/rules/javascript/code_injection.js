const ejs = require("ejs");
const vm = require("vm");
const _ = require("lodash");

app.get("/calc", (req, res) => {
  // ruleid: js-code-injection-request, js-eval-dynamic
  const result = eval(req.query.expression);
  // ruleid: js-code-injection-request, js-eval-dynamic
  vm.runInNewContext(req.body.code);
  // ok: js-code-injection-request, js-eval-dynamic
  const value = JSON.parse(req.query.expression);
  // ok: js-code-injection-request, js-eval-dynamic
  const two = eval("1 + 1");
  res.json({ result, value, two });
});

function run(code) {
  // ruleid: js-eval-dynamic
  return new Function("a", code);
}

function fixed() {
  // ok: js-eval-dynamic
  return new Function("a", "return a");
}

app.get("/hello", (req, res) => {
  // ruleid: js-template-injection, js-template-dynamic
  ejs.render("<h1>" + req.query.name + "</h1>");
  // ok: js-template-injection
  ejs.render("<h1><%= name %></h1>", { name: req.query.name });
  // ok: js-template-injection
  res.render("hello", { name: req.query.name });
});

app.post("/settings", (req, res) => {
  // ruleid: js-prototype-pollution
  _.merge({}, req.body);
  // ok: js-prototype-pollution
  _.merge({}, _.pick(req.body, ["theme"]));
  // ok: js-prototype-pollution
  _.merge({}, { theme: "dark" });
});

const fs = require("fs");
const path = require("path");

app.get("/file", (req, res) => {
  // ruleid: js-path-traversal
  fs.readFileSync("/srv/files/" + req.query.name);
  // ruleid: js-path-traversal
  res.sendFile(path.join("/srv/files", req.params.name));
  // ok: js-path-traversal
  res.sendFile(req.params.name, { root: "/srv/files" });
  // ok: js-path-traversal
  fs.readFileSync("/srv/files/" + path.basename(req.query.name));
  // ok: js-path-traversal
  fs.readFileSync("/srv/files/index.html");
});

app.get("/checked/:name", (req, res) => {
  const file = path.resolve("/srv/files", req.params.name);
  if (!file.startsWith("/srv/files/")) {
    return res.status(404).end();
  }
  // ok: js-path-traversal
  return res.sendFile(file);
});

const axios = require("axios");

const HOSTS = { a: "https://a.internal.test/" };

app.get("/fetch", async (req, res) => {
  // ruleid: js-ssrf
  await fetch(req.query.url);
  // ruleid: js-ssrf
  await axios.get("http://" + req.query.host);
  // ok: js-ssrf
  await fetch(`https://api.service.test/items/${req.query.item}`);
  // ok: js-ssrf
  await axios.get("https://api.service.test/items/" + req.query.item);
  // ok: js-ssrf
  await fetch(HOSTS[req.query.host]);
});

app.get("/next", (req, res) => {
  // ruleid: js-open-redirect
  res.redirect(req.query.next);
  // ruleid: js-open-redirect
  res.redirect(302, req.body.next);
  // ok: js-open-redirect
  res.redirect("/users/" + req.query.user);
  // ok: js-open-redirect
  res.redirect(`/users/${req.query.user}`);
  // ok: js-open-redirect
  res.redirect("/");
});

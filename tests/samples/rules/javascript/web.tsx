import DOMPurify from "dompurify";
import escapeHtml from "escape-html";
import errorhandler from "errorhandler";
import libxml from "libxmljs";
import React from "react";

app.get("/hello", (req, res) => {
  // ruleid: js-xss-response, js-html-string
  res.send("<h1>Hello " + req.query.name + "</h1>");
  // ok: js-xss-response
  res.send("<h1>Hello " + escapeHtml(req.query.name) + "</h1>");
  // ok: js-xss-response
  res.send({ name: req.query.name });
  // ok: js-xss-response
  res.json({ name: req.query.name });
});

export function show(element: HTMLElement) {
  // ruleid: js-dom-xss, js-raw-html
  element.innerHTML = decodeURIComponent(location.hash.slice(1));
  // ok: js-dom-xss
  element.textContent = location.hash;
  // ok: js-dom-xss
  element.innerHTML = DOMPurify.sanitize(location.hash);
  // ok: js-dom-xss
  element.innerHTML = "<b>fixed</b>";
}

export function Page({ html }: { html: string }) {
  return (
    <main>
      {/* ruleid: js-react-raw-html */}
      <p dangerouslySetInnerHTML={{ __html: html }} />
      {/* ok: js-react-raw-html */}
      <p dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(html) }} />
      {/* ok: js-react-raw-html */}
      <p dangerouslySetInnerHTML={{ __html: "<b>fixed</b>" }} />
    </main>
  );
}

export function start(app: App, xml: string) {
  // ruleid: js-xxe
  libxml.parseXml(xml, { noent: true });
  // ok: js-xxe
  libxml.parseXml(xml, { noent: false });
  // ok: js-xxe
  libxml.parseXml(xml);
  // ruleid: js-debug-mode
  app.use(errorhandler());
  if (process.env.NODE_ENV === "development") {
    // ok: js-debug-mode
    app.use(errorhandler());
  }
  // ok: js-debug-mode
  app.use(compression());
  // ruleid: js-cookie-flags
  app.cookie("session", "1", { secure: false });
  // ok: js-cookie-flags
  app.cookie("session", "1", { secure: true, httpOnly: true });
  // ok: js-cookie-flags
  app.cookie("theme", "dark");
}

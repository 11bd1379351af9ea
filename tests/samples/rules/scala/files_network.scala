package controllers

class Files(cc: ControllerComponents, ws: WSClient) extends AbstractController(cc) {
  def file(name: String, id: Int) = Action { request =>
    // ruleid: scala-path-traversal-request
    Ok.sendFile(new File("/srv/files", name))
    // ok: scala-path-traversal-request
    Ok.sendFile(new File("/srv/files", new File(name).getName))
    // ok: scala-path-traversal-request
    Ok.sendFile(new File("/srv/files", s"$id.txt"))
  }

  def go(next: String) = Action.async { request =>
    // ruleid: scala-ssrf
    ws.url(next).get()
    // ok: scala-ssrf
    ws.url(s"https://api.example.org/items/$next").get()
    // ok: scala-ssrf
    ws.url("https://api.example.org/").get()
    // ruleid: scala-ssrf
    ws.url(s"https://$next/items").get()
    // ruleid: scala-open-redirect
    Redirect(next)
    // ok: scala-open-redirect
    Redirect(routes.Files.file(next, 1))
    // ok: scala-open-redirect
    Redirect("/items/" + next)
    // ruleid: scala-xss
    Ok(Html("<p>" + next + "</p>"))
    // ok: scala-xss
    Ok(HtmlFormat.escape(next))
    // ok: scala-xss
    Ok(views.html.page(next))
  }

  def open = Action { request =>
    // ruleid: scala-cors-any-origin
    Ok("").withHeaders("Access-Control-Allow-Origin" -> "*")
    // ok: scala-cors-any-origin
    Ok("").withHeaders("Access-Control-Allow-Origin" -> "https://example.org")
    // ok: scala-cors-any-origin
    Ok("").withHeaders("Vary" -> "*")
  }
}

class TrustsAll extends X509TrustManager {
  // ruleid: scala-tls-trust-all
  override def checkServerTrusted(chain: Array[X509Certificate], authType: String): Unit = {}
}

class Trusts extends X509TrustManager {
  // ok: scala-tls-trust-all
  override def checkServerTrusted(chain: Array[X509Certificate], authType: String): Unit = {
    platform.checkServerTrusted(chain, authType)
  }

  // ok: scala-tls-trust-all
  override def verify(host: String, session: SSLSession): Boolean = host == session.getPeerHost
}

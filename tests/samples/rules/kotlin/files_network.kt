import java.io.File
import java.util.zip.ZipEntry

fun Application.files(client: HttpClient) {
    routing {
        get("/file") {
            val name = call.parameters["name"]!!
            // ruleid: kt-path-traversal-request
            call.respondFile(File("/srv/files", name))
            // ok: kt-path-traversal-request
            call.respondFile(File("/srv/files", File(name).name))
            // ok: kt-path-traversal-request
            call.respondFile(File("/srv/files", "fixed"))
            // ruleid: kt-xss
            call.respondText("<p>$name</p>", ContentType.Text.Html)
            // ok: kt-xss
            call.respondText("<p>${name.escapeHTML()}</p>", ContentType.Text.Html)
            // ok: kt-xss
            call.respondText(name)
        }
        get("/go") {
            val next = call.request.queryParameters["next"]!!
            // ruleid: kt-ssrf
            client.get(next)
            // ok: kt-ssrf
            client.get("https://api.example.org/items/$next")
            // ok: kt-ssrf
            client.get("https://api.example.org/")
            // ruleid: kt-ssrf
            client.get("https://$next/items")
            // ruleid: kt-open-redirect
            call.respondRedirect(next)
            // ok: kt-open-redirect
            call.respondRedirect("/items/$next")
            // ok: kt-open-redirect
            call.respondRedirect("/")
        }
    }
}

fun unzip(entry: ZipEntry, folder: File) {
    // ruleid: kt-zip-slip
    val target = File(folder, entry.name)
}

fun unzipChecked(entry: ZipEntry, folder: File) {
    // ok: kt-zip-slip
    val target = File(folder, entry.name)
    if (!target.canonicalPath.startsWith(folder.canonicalPath + "/")) throw SecurityException()
}

fun unzipRequired(entry: ZipEntry, folder: File) {
    // ok: kt-zip-slip
    val target = File(folder, entry.name)
    require(target.canonicalPath.startsWith(folder.canonicalPath + "/"))
}

class TrustsAll : X509TrustManager {
    // ruleid: kt-tls-trust-all
    override fun checkServerTrusted(chain: Array<X509Certificate>, authType: String) {}

    // ok: kt-tls-trust-all
    override fun checkClientTrusted(chain: Array<X509Certificate>, authType: String) {
        platform.checkClientTrusted(chain, authType)
    }
}

fun connect(builder: OkHttpClient.Builder) {
    // ruleid: kt-tls-trust-all
    builder.hostnameVerifier { host, session -> true }
    // ok: kt-tls-trust-all
    builder.hostnameVerifier { host, session -> host == session.peerHost }
}

fun Application.cors(config: CorsConfiguration) {
    install(CORS) {
        // ruleid: kt-cors-any-origin
        anyHost()
        // ok: kt-cors-any-origin
        allowHost("example.org")
    }
    // ruleid: kt-cors-any-origin
    config.addAllowedOrigin("*")
    // ok: kt-cors-any-origin
    config.addAllowedOrigin("https://example.org")
}

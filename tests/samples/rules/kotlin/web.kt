import android.webkit.WebView
import java.io.ObjectInputStream

fun objects(input: InputStream, mapper: ObjectMapper) {
    // ruleid: kt-deserialization
    ObjectInputStream(input).readObject()
    // ruleid: kt-deserialization
    mapper.enableDefaultTyping()
    // ok: kt-deserialization
    mapper.readValue<Thing>(input)
    // ok: kt-deserialization
    Json.decodeFromStream<Thing>(input)
}

fun documents(input: InputStream) {
    val open = DocumentBuilderFactory.newInstance()
    // ruleid: kt-xxe
    open.newDocumentBuilder().parse(input)
    val closed = DocumentBuilderFactory.newInstance()
    closed.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true)
    // ok: kt-xxe
    closed.newDocumentBuilder().parse(input)
    val streams = XMLInputFactory.newInstance()
    streams.setProperty(XMLInputFactory.SUPPORT_DTD, false)
    // ok: kt-xxe
    streams.createXMLStreamReader(input)
}

fun chain(http: HttpSecurity) {
    http {
        // ruleid: kt-csrf-disabled
        csrf { disable() }
    }
    // ok: kt-csrf-disabled
    http.csrf { it.ignoringRequestMatchers("/hooks") }
    // ok: kt-csrf-disabled
    http.cors { it.disable() }
}

fun cookies(cookie: Cookie) {
    // ruleid: kt-cookie-flags
    cookie.secure = false
    // ok: kt-cookie-flags
    cookie.secure = true
    // ok: kt-cookie-flags
    cookie.path = "/"
}

class Screen : Activity() {
    fun show(view: WebView) {
        // ruleid: kt-webview-bridge
        view.addJavascriptInterface(Bridge(), "bridge")
        // ruleid: kt-webview-bridge
        view.settings.allowUniversalAccessFromFileURLs = true
        // ok: kt-webview-bridge
        view.settings.allowUniversalAccessFromFileURLs = false
        // ok: kt-webview-bridge
        view.settings.javaScriptEnabled = true
        // ruleid: kt-intent-to-webview
        view.loadUrl(intent.getStringExtra("url"))
        // ok: kt-intent-to-webview
        view.loadUrl("https://example.org/")
        // ok: kt-intent-to-webview
        view.loadUrl(HOME)
        // ruleid: kt-open-receiver
        registerReceiver(receiver, filter, Context.RECEIVER_EXPORTED)
        // ok: kt-open-receiver
        registerReceiver(receiver, filter, Context.RECEIVER_NOT_EXPORTED)
        // ok: kt-open-receiver
        PendingIntent.getActivity(this, 0, next, PendingIntent.FLAG_IMMUTABLE)
    }
}

// Connections and what is shown of them: what must match, and the twins that must not.
func session(_ session: URLSession, didReceive challenge: URLAuthenticationChallenge,
             done: (URLSession.AuthChallengeDisposition, URLCredential?) -> Void) {
    let trust = challenge.protectionSpace.serverTrust!
// ruleid: sw-trust-all
    done(.useCredential, URLCredential(trust: trust))
}
func f1() {
    // ruleid: sw-trust-all
    configuration.certificateVerification = .none
}
func session(_ session: URLSession, didReceive challenge: URLAuthenticationChallenge,
             done: (URLSession.AuthChallengeDisposition, URLCredential?) -> Void) {
    let trust = challenge.protectionSpace.serverTrust!
    guard SecTrustEvaluateWithError(trust, nil) else { return }
// ok: sw-trust-all
    done(.useCredential, URLCredential(trust: trust))
}
func f2() {
    // ok: sw-trust-all
    configuration.certificateVerification = .fullVerification
}
func f3() {
    // ruleid: sw-trust-off
    let evaluators = ["one.test": DisabledTrustEvaluator()]
}
func f4() {
    // ok: sw-trust-off
    let evaluators = ["one.test": DefaultTrustEvaluator()]
}
func f5() {
    // ok: sw-trust-off
    policy.allowInvalidCertificates = false
}
func f6() {
    // ruleid: sw-old-tls
    configuration.tlsMinimumSupportedProtocolVersion = .TLSv10
}
func f7() {
    // ok: sw-old-tls
    configuration.tlsMinimumSupportedProtocolVersion = .TLSv12
}
func f8() {
    // ok: sw-old-tls
    print("tlsMinimumSupportedProtocolVersion = .TLSv10")
}
func f9() {
    // ruleid: sw-plain-http
    let address = URL(string: "http://files.one.org/a")!
}
func f10() {
    // ok: sw-plain-http
    let address = URL(string: "https://files.one.org/a")!
}
func f11() {
    // ok: sw-plain-http
    let address = URL(string: "http://localhost:8080/")!
}
func f12() {
    // ruleid: sw-any-origin
    let cors = CORSMiddleware.Configuration(allowedOrigin: .originBased, allowedMethods: [.GET])
}
func f13() {
    // ok: sw-any-origin
    let cors = CORSMiddleware.Configuration(allowedOrigin: .custom("https://one.test"), allowedMethods: [.GET])
}
func f14() {
    // ok: sw-any-origin
    let cors = CORSMiddleware.Configuration(allowedOrigin: .all, allowedMethods: [.GET])
}
func f15() {
    // ruleid: sw-cookie-flags
    let cookie = HTTPCookies.Value(string: id, isSecure: false)
}
func f16() {
    // ok: sw-cookie-flags
    let cookie = HTTPCookies.Value(string: id, isSecure: true, isHTTPOnly: true)
}
func f17() {
    // ok: sw-cookie-flags
    if cookie.isSecure == false { return }
}
func f18() {
    // ruleid: sw-web-files
    view.configuration.preferences.setValue(true, forKey: "allowFileAccessFromFileURLs")
}
func f19() {
    // ok: sw-web-files
    view.configuration.preferences.setValue(false, forKey: "allowFileAccessFromFileURLs")
}
func f20() {
    // ok: sw-web-files
    view.configuration.preferences.setValue(true, forKey: "tabFocusesLinks")
}
func f21() {
    // ruleid: sw-web-inspected
    view.isInspectable = true
}
func f22() {
    // ok: sw-web-inspected
    view.isInspectable = false
}
func f23() {
    // ok: sw-web-inspected
    if view.isInspectable { return }
}
func f24() {
    // ruleid: sw-old-web-view
    let view = UIWebView(frame: frame)
}
func f25() {
    // ok: sw-old-web-view
    let view = WKWebView(frame: frame)
}
func f26() {
    // ok: sw-old-web-view
    print("UIWebView(frame)")
}
func f27() {
    // ruleid: sw-xml-entities
    parser.shouldResolveExternalEntities = true
}
func f28() {
    // ok: sw-xml-entities
    parser.shouldResolveExternalEntities = false
}
func f29() {
    // ok: sw-xml-entities
    if parser.shouldResolveExternalEntities { return }
}

// Files, addresses, cookies: what must match, and the twins that must not.
async fn read(Path(name): Path<String>) -> String {
    // ruleid: rs-path-traversal
    std::fs::read_to_string(&name).unwrap()
}

async fn read_joined(Path(name): Path<String>) -> String {
    let path = FOLDER.join(&name);
    // ruleid: rs-path-traversal
    std::fs::read_to_string(path).unwrap()
}

async fn read_number(Path(number): Path<u32>) -> String {
    // ok: rs-path-traversal
    std::fs::read_to_string(format!("page-{}", number)).unwrap()
}

async fn read_checked(Path(name): Path<String>) -> String {
    if name.contains("..") {
        return String::new();
    }
    // ok: rs-path-traversal
    std::fs::read_to_string(&name).unwrap()
}

async fn call(Query(params): Query<Params>) {
    // ruleid: rs-ssrf
    reqwest::get(&params.url).await;
    // ok: rs-ssrf
    reqwest::get("https://example.com/").await;
}

async fn call_own(base: String) {
    // ok: rs-ssrf
    reqwest::get(base).await;
}

fn clients() {
    // ruleid: rs-tls-verify-off
    reqwest::Client::builder().danger_accept_invalid_certs(true).build();
    // ok: rs-tls-verify-off
    reqwest::Client::builder().danger_accept_invalid_certs(false).build();
    // ok: rs-tls-verify-off
    builder.set_verify(SslVerifyMode::PEER);
    // ruleid: rs-old-tls
    reqwest::Client::builder().min_tls_version(reqwest::tls::Version::TLS_1_0).build();
    // ok: rs-old-tls
    reqwest::Client::builder().min_tls_version(reqwest::tls::Version::TLS_1_2).build();
    // ok: rs-old-tls
    builder.set_min_proto_version(Some(SslVersion::TLS1_2));
}

fn service() {
    // ruleid: rs-cors-any
    let cors = Cors::permissive();
    // ok: rs-cors-any
    let cors = Cors::default().allowed_origin("https://example.com");
    // ok: rs-cors-any
    let cors = CorsLayer::new().allow_origin(origin);
    // ruleid: rs-cookie-unprotected
    let cookie = Cookie::build("a", "b").secure(false).finish();
    // ok: rs-cookie-unprotected
    let cookie = Cookie::build("a", "b").secure(true).finish();
    // ok: rs-cookie-unprotected
    let cookie = Cookie::build("a", "b").http_only(true).finish();
    // ruleid: rs-world-writable
    let mode = Permissions::from_mode(0o777);
    // ok: rs-world-writable
    let mode = Permissions::from_mode(0o600);
    // ok: rs-world-writable
    let mode = Permissions::from_mode(0o755);
}

async fn decode(body: web::Bytes) {
    // ruleid: rs-unbounded-decode
    let item: Item = bincode::deserialize(&body).unwrap();
    // ok: rs-unbounded-decode
    let item: Item = serde_json::from_slice(&body).unwrap();
    // ok: rs-unbounded-decode
    let item: Item = bincode::deserialize(&STORED).unwrap();
}

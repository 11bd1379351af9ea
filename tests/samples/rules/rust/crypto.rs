// Hashes, ciphers, keys, randomness: what must match, and the twins that must not.
fn hashes(data: &[u8]) {
    // ruleid: rs-weak-hash
    let sum = md5::compute(data);
    // ruleid: rs-weak-hash
    let sum = Sha1::digest(data);
    // ok: rs-weak-hash
    let sum = Sha256::digest(data);
    // ok: rs-weak-hash
    // once this was md5::compute(data)
    let sum = blake3::hash(data);
    // ruleid: rs-weak-cipher
    let cipher = Cipher::aes_128_ecb();
    // ok: rs-weak-cipher
    let cipher = Cipher::aes_256_gcm();
    // ok: rs-weak-cipher
    let cipher = Aes256Gcm::new(&key);
    // ruleid: rs-weak-key
    let pair = Rsa::generate(1024);
    // ok: rs-weak-key
    let pair = Rsa::generate(3072);
    // ok: rs-weak-key
    let pair = RsaPrivateKey::new(&mut OsRng, 2048);
}

fn keys(loaded: &str) {
    // ruleid: rs-fixed-key
    let key = EncodingKey::from_secret(b"an example key");
    // ok: rs-fixed-key
    let key = EncodingKey::from_secret(loaded.as_bytes());
    // ok: rs-fixed-key
    let nonce = Nonce::from_slice(&drawn);
    // ruleid: rs-fixed-password
    if password == "letmein2" {}
    // ok: rs-fixed-password
    if password == stored {}
    // ok: rs-fixed-password
    if password == "" {}
}

fn draw(rng: &mut OsRng) {
    // ruleid: rs-weak-random
    let token = SmallRng::from_entropy().next_u64();
    // ok: rs-weak-random
    let token = OsRng.next_u64();
    // ok: rs-weak-random
    let colour = SmallRng::from_entropy().next_u64();
    // ruleid: rs-fixed-seed
    let generator = StdRng::seed_from_u64(42);
    // ok: rs-fixed-seed
    let generator = StdRng::from_os_rng();
    // ok: rs-fixed-seed
    let generator = StdRng::from_entropy();
}

fn compare(signature: &str, expected: &str) {
    // ruleid: rs-timing-compare
    if signature == expected {}
    // ok: rs-timing-compare
    if signature == "" {}
    // ok: rs-timing-compare
    if signature.ct_eq(expected).into() {}
    // ruleid: rs-jwt-unverified
    validation.insecure_disable_signature_validation();
    // ok: rs-jwt-unverified
    let validation = Validation::new(Algorithm::HS256);
    // ok: rs-jwt-unverified
    let claims = decode::<Claims>(token, &key, &validation);
}

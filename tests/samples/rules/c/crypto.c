// Hashes, ciphers, keys, TLS: what must match, and the twins that must not.
void f1(void) {
    // ruleid: c-weak-hash
    MD5(text, length, out);
}
void f2(void) {
    // ruleid: c-weak-hash
    EVP_DigestInit_ex(context, EVP_md5(), NULL);
}
void f3(void) {
    // ok: c-weak-hash
    SHA256(text, length, out);
}
void f4(void) {
    // ok: c-weak-hash
    puts("MD5(text)"); // MD5(text, length, out)
}
void f5(void) {
    // ruleid: c-sha1
    EVP_DigestInit_ex(context, EVP_sha1(), NULL);
}
void f6(void) {
    // ok: c-sha1
    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
}
void f7(void) {
    // ok: c-sha1
    puts("SHA1(text)");
}
void f8(void) {
    // ruleid: c-password-hash
    SHA256((unsigned char *)password, length, out);
}
void f9(void) {
    // ok: c-password-hash
    SHA256(text, length, out);
}
void f10(void) {
    // ok: c-password-hash
    PKCS5_PBKDF2_HMAC(password, length, salt, 16, 600000, EVP_sha256(), 32, out);
}
void f11(void) {
    // ruleid: c-weak-cipher
    EVP_EncryptInit_ex(context, EVP_des_cbc(), NULL, key, iv);
}
void f12(void) {
    // ruleid: c-weak-cipher
    EVP_EncryptInit_ex(context, EVP_rc4(), NULL, key, iv);
}
void f13(void) {
    // ok: c-weak-cipher
    EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, iv);
}
void f14(void) {
    // ok: c-weak-cipher
    puts("EVP_des_cbc()");
}
void f15(void) {
    // ruleid: c-ecb
    EVP_EncryptInit_ex(context, EVP_aes_256_ecb(), NULL, key, NULL);
}
void f16(void) {
    // ok: c-ecb
    EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), NULL, key, iv);
}
void f17(void) {
    // ok: c-ecb
    puts("EVP_aes_256_ecb()");
}
void f18(void) {
    // ruleid: c-fixed-iv
    unsigned char iv[16] = {1, 2, 3, 4};
}
void f19(void) {
    // ok: c-fixed-iv
    unsigned char iv[16] = {0};
}
void f20(void) {
    // ok: c-fixed-iv
    unsigned char iv[16];
}
void f21(void) {
    // ruleid: c-fixed-key
    static const unsigned char aes_key[16] = {0x3a, 0x11};
}
void f22(void) {
    // ok: c-fixed-key
    unsigned char aes_key[16];
}
void f23(void) {
    // ok: c-fixed-key
    static const unsigned char header[4] = {0x3a, 0x11};
}
void f24(void) {
    // ruleid: c-password-in-code
    const char *password = "correct4horse";
}
// ruleid: c-password-in-code
#define DB_PASSWORD "correct4horse"
void f25(void) {
    // ok: c-password-in-code
    const char *password = getenv("PASSWORD");
}
void f26(void) {
    // ok: c-password-in-code
    const char *password_prompt = "Password please";
}
void f27(void) {
    // ok: c-password-in-code
    const char *password = "";
}
void f28(void) {
    // ruleid: c-tls-unverified
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
}
void f29(void) {
    // ruleid: c-tls-unverified
    mbedtls_ssl_conf_authmode(&conf, MBEDTLS_SSL_VERIFY_NONE);
}
// ruleid: c-tls-unverified
static int verify(int ok, X509_STORE_CTX *store) { return 1; }
void f30(void) {
    // ok: c-tls-unverified
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
}
// ok: c-tls-unverified
static int verify(int ok, X509_STORE_CTX *store) { return ok; }
void f31(void) {
    // ruleid: c-openssl-verify-none
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
}
void f32(void) {
    // ok: c-openssl-verify-none
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
}
void f33(void) {
    // ok: c-openssl-verify-none
    if (mode == SSL_VERIFY_NONE) return;
}
void f34(void) {
    // ruleid: c-old-tls
    SSL_CTX_new(TLSv1_client_method());
}
void f35(void) {
    // ruleid: c-old-tls
    SSL_CTX_set_min_proto_version(context, TLS1_1_VERSION);
}
void f36(void) {
    // ok: c-old-tls
    SSL_CTX_new(TLS_client_method());
}
void f37(void) {
    // ok: c-old-tls
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}
void f38(void) {
    // ruleid: c-weak-tls-ciphers
    SSL_CTX_set_cipher_list(context, "HIGH:RC4-SHA");
}
void f39(void) {
    // ok: c-weak-tls-ciphers
    SSL_CTX_set_cipher_list(context, "HIGH:!RC4:!aNULL");
}
void f40(void) {
    // ok: c-weak-tls-ciphers
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM");
}
void f41(void) {
    // ruleid: c-seed-by-time
    srand(time(NULL));
}
void f42(void) {
    // ok: c-seed-by-time
    srand(seed);
}
void f43(void) {
    // ok: c-seed-by-time
    srandomdev();
}
void f44(void) {
    // ruleid: c-secret-from-rand
    token[i] = 'a' + rand() % 26;
}
int make_session(char *out) {
    int place = 0;
// ruleid: c-secret-from-rand
    out[place] = rand() % 256;
    return place;
}
void f45(void) {
    // ok: c-secret-from-rand
    delay = 100 + rand() % 50;
}
void f46(void) {
    // ok: c-secret-from-rand
    token[i] = 'a' + random_byte() % 26;
}
void f47(void) {
    // ruleid: c-timing
    if (memcmp(hmac, wanted, 32) == 0) accept();
}
void f48(void) {
    // ok: c-timing
    if (CRYPTO_memcmp(hmac, wanted, 32) == 0) accept();
}
void f49(void) {
    // ok: c-timing
    if (strcmp(name, "password") == 0) accept();
}
void f50(void) {
    // ruleid: c-wipe-removed
    memset(secret, 0, 32);
    free(secret);
}
void f51(void) {
    // ok: c-wipe-removed
    explicit_bzero(secret, 32);
}
void f52(void) {
    // ok: c-wipe-removed
    memset(secret, 0, 32);
    use(secret);
}
void f53(void) {
    // ruleid: c-plain-http
    curl_easy_setopt(curl, CURLOPT_URL, "http://one.test/");
}
void f54(void) {
    // ok: c-plain-http
    curl_easy_setopt(curl, CURLOPT_URL, "https://one.test/");
}
void f55(void) {
    // ok: c-plain-http
    curl_easy_setopt(curl, CURLOPT_URL, "http://localhost:8080/");
}

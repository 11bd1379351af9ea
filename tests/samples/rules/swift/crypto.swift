// Hashes, ciphers, keys, random numbers: what must match, and the twins that must not.
func f1() {
    // ruleid: sw-weak-hash
    Insecure.MD5.hash(data: data)
}
func f2() {
    // ruleid: sw-weak-hash
    CC_MD5(bytes, length, &out)
}
func f3() {
    // ok: sw-weak-hash
    SHA256.hash(data: data)
}
func f4() {
    // ok: sw-weak-hash
    print("Insecure.MD5.hash") // Insecure.MD5.hash(data: data)
}
func f5() {
    // ruleid: sw-sha1
    Insecure.SHA1.hash(data: data)
}
func f6() {
    // ok: sw-sha1
    SHA256.hash(data: data)
}
func f7() {
    // ok: sw-sha1
    print("Insecure.SHA1.hash")
}
func f8() {
    // ruleid: sw-password-hash
    SHA256.hash(data: Data(password.utf8))
}
func f9() {
    // ok: sw-password-hash
    SHA256.hash(data: Data(text.utf8))
}
func f10() {
    // ok: sw-password-hash
    try Bcrypt.hash(password)
}
func f11() {
    // ruleid: sw-weak-cipher
    CCCrypt(encrypt, CCAlgorithm(kCCAlgorithmDES), 0, key, 8, nil, text, 8, out, 8, nil)
}
func f12() {
    // ok: sw-weak-cipher
    CCCrypt(encrypt, CCAlgorithm(kCCAlgorithmAES), 0, key, 32, nil, text, 8, out, 8, nil)
}
func f13() {
    // ok: sw-weak-cipher
    print("kCCAlgorithmDES")
}
func f14() {
    // ruleid: sw-ecb
    CCCrypt(encrypt, algorithm, CCOptions(kCCOptionECBMode), key, 32, nil, text, 8, out, 8, nil)
}
func f15() {
    // ruleid: sw-ecb
    AES(key: key, blockMode: ECB())
}
func f16() {
    // ok: sw-ecb
    AES(key: key, blockMode: GCM(iv: iv))
}
func f17() {
    // ok: sw-ecb
    print("kCCOptionECBMode")
}
func f18() {
    // ruleid: sw-fixed-key
    let key = SymmetricKey(data: "0123456789abcdef".utf8)
}
func f19() {
    // ok: sw-fixed-key
    let key = SymmetricKey(size: .bits256)
}
func f20() {
    // ok: sw-fixed-key
    let key = SymmetricKey(data: stored)
}
func f21() {
    // ruleid: sw-fixed-iv
    let iv = "0123456789abcdef"
}
func f22() {
    // ok: sw-fixed-iv
    let iv = AES.GCM.Nonce()
}
func f23() {
    // ok: sw-fixed-iv
    let iv = ""
}
func f24() {
    // ruleid: sw-weak-random
    srand48(time(nil))
}
func f25() {
    // ruleid: sw-weak-random
    let token = String(rand())
}
func f26() {
    // ok: sw-weak-random
    let token = UUID().uuidString
}
func f27() {
    // ok: sw-weak-random
    let delay = Double.random(in: 0..<1)
}
func f28() {
    // ruleid: sw-timing
    if signature == expectedSignature { accept() }
}
func f29() {
    // ok: sw-timing
    if HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: data, using: key) { accept() }
}
func f30() {
    // ok: sw-timing
    if signature == nil { return }
}

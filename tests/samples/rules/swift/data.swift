// Secrets, files and memory: what must match, and the twins that must not.
func f1() {
    // ruleid: sw-secret-in-defaults
    UserDefaults.standard.set(value, forKey: "accessToken")
}
func f2() {
    // ruleid: sw-secret-in-defaults
    UserDefaults.standard.set(password, forKey: "last")
}
func f3() {
    // ok: sw-secret-in-defaults
    UserDefaults.standard.set(value, forKey: "theme")
}
func f4() {
    // ok: sw-secret-in-defaults
    keychain.set(value, forKey: "accessToken")
}
func f5() {
    // ruleid: sw-keychain-always
    query[kSecAttrAccessible] = kSecAttrAccessibleAlways
}
func f6() {
    // ok: sw-keychain-always
    query[kSecAttrAccessible] = kSecAttrAccessibleWhenUnlocked
}
func f7() {
    // ok: sw-keychain-always
    print("kSecAttrAccessibleAlways")
}
func f8() {
    // ruleid: sw-file-unprotected
    try data.write(to: place, options: .noFileProtection)
}
func f9() {
    // ok: sw-file-unprotected
    try data.write(to: place, options: .completeFileProtection)
}
func f10() {
    // ok: sw-file-unprotected
    print(".noFileProtection is refused".count)
}
func f11() {
    // ruleid: sw-world-writable
    try manager.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
}
func f12() {
    // ok: sw-world-writable
    try manager.setAttributes([.posixPermissions: 0o750], ofItemAtPath: path)
}
func f13() {
    // ok: sw-world-writable
    try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
}
func f14() {
    // ruleid: sw-secret-on-pasteboard
    UIPasteboard.general.string = user.password
}
func f15() {
    // ok: sw-secret-on-pasteboard
    UIPasteboard.general.string = link.absoluteString
}
func f16() {
    // ok: sw-secret-on-pasteboard
    UIPasteboard.general.string = "password"
}
func f17() {
    // ruleid: sw-secret-logged
    print("login with \(user.password)")
}
func f18() {
    // ruleid: sw-secret-logged
    logger.debug("token \(accessToken)")
}
func f19() {
    // ok: sw-secret-logged
    print("login of \(user.name)")
}
func f20() {
    // ok: sw-secret-logged
    print("password")
}
func f21() {
    // ok: sw-secret-logged
    logger.debug("length \(password.count)")
}
func f22() {
    // ruleid: sw-secret-in-code
    let apiKey = "9f3a7c21d84be056"
}
func f23() {
    // ok: sw-secret-in-code
    let apiKey = ProcessInfo.processInfo.environment["API_KEY"]
}
func f24() {
    // ok: sw-secret-in-code
    let apiKeyHeader = "X-Api-Key-2"
}
func f25() {
    // ruleid: sw-unarchive
    NSKeyedUnarchiver.unarchiveObject(with: data)
}
func f26() {
    // ruleid: sw-unarchive
    unarchiver.requiresSecureCoding = false
}
func f27() {
    // ok: sw-unarchive
    try NSKeyedUnarchiver.unarchivedObject(ofClass: Note.self, from: data)
}
func f28() {
    // ok: sw-unarchive
    unarchiver.requiresSecureCoding = true
}
func f29() {
    // ruleid: sw-library-by-value
    dlopen(path, RTLD_NOW)
}
func f30() {
    // ok: sw-library-by-value
    dlopen("/usr/lib/libone.dylib", RTLD_NOW)
}
func f31() {
    // ok: sw-library-by-value
    dlopen(nil, RTLD_NOW)
}
func f32() {
    // ruleid: sw-bits-as-type
    let number = unsafeBitCast(pointer, to: Int.self)
}
func f33() {
    // ok: sw-bits-as-type
    let number = Int(bitPattern: pointer)
}
func f34() {
    // ok: sw-bits-as-type
    let number = value as? Int
}
func f35() {
    // ruleid: sw-c-copy
    strcpy(target, source)
}
func f36() {
    // ok: sw-c-copy
    strlcpy(target, source, size)
}
func f37() {
    // ok: sw-c-copy
    print("strcpy(target, source)")
}
func f38() {
    // ruleid: sw-crash-on-input
    let note = try! JSONDecoder().decode(Note.self, from: data)
}
func f39() {
    // ok: sw-crash-on-input
    let note = try JSONDecoder().decode(Note.self, from: data)
}
func f40() {
    // ok: sw-crash-on-input
    let note = try? JSONDecoder().decode(Note.self, from: data)
}
func f41() {
    // ruleid: sw-face-only
    context.evaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, localizedReason: text) { ok, _ in open(ok) }
}
func f42() {
    // ok: sw-face-only
    context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil)
}
func f43() {
    // ok: sw-face-only
    SecAccessControlCreateWithFlags(nil, level, .biometryCurrentSet, nil)
}

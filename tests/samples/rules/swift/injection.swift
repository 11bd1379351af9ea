// Text that becomes code: what must match, and the twins that must not.
func f1() {
    task.launchPath = "/bin/sh"
    // ruleid: sw-shell-text
    task.arguments = ["-c", command]
}
func f2() {
    // ruleid: sw-shell-text
    run("/bin/bash", ["bash", "-c", "ls \(folder)"])
}
func f3() {
    task.launchPath = "/bin/sh"
    // ok: sw-shell-text
    task.arguments = ["-c", "ls"]
}
func f4() {
    task.launchPath = "/usr/bin/tool"
    // ok: sw-shell-text
    task.arguments = ["-c", command]
}
func f5() {
    // ruleid: sw-c-shell
    system(command)
}
func f6() {
    // ok: sw-c-shell
    system("sync")
}
func f7() {
    // ok: sw-c-shell
    clear(system: command)
}
func f8() {
    // ruleid: sw-apple-script
    NSAppleScript(source: "tell application \"\(name)\" to quit")
}
func f9() {
    // ok: sw-apple-script
    NSAppleScript(source: "tell application \"Finder\" to quit")
}
func f10() {
    // ok: sw-apple-script
    NSAppleScript(source: script)
}
func f11() {
    // ruleid: sw-sql-text
    sqlite3_exec(base, "DELETE FROM people WHERE name = '\(name)'", nil, nil, nil)
}
func f12() {
    // ruleid: sw-sql-text
    try db.execute(sql: """
        UPDATE people SET name = '\(name)'
        """)
}
func f13() {
    // ok: sw-sql-text
    sqlite3_exec(base, "DELETE FROM people WHERE old = 1", nil, nil, nil)
}
func f14() {
    // ok: sw-sql-text
    try db.execute(sql: "UPDATE people SET name = ?", arguments: [name])
}
func f15() {
    // ok: sw-sql-text
    try db.raw("SELECT id FROM people WHERE name = \(bind: name)").all()
}
func f16() {
    // ruleid: sw-sql-variable
    let query = "SELECT id FROM people WHERE name = '\(name)'"
}
func f17() {
    // ok: sw-sql-variable
    let query = "SELECT id FROM people WHERE name = ?"
}
func f18() {
    // ok: sw-sql-variable
    let text = "SELECT id FROM people WHERE name = '\(name)'"
}
func f19() {
    // ruleid: sw-script-text
    view.evaluateJavaScript("show('\(text)')")
}
func f20() {
    // ruleid: sw-script-text
    context.evaluateScript("show(" + text + ")")
}
func f21() {
    // ok: sw-script-text
    view.evaluateJavaScript("show()")
}
func f22() {
    // ok: sw-script-text
    view.callAsyncJavaScript("show(text)", arguments: ["text": text], in: nil, in: .page)
}
func f23() {
    // ruleid: sw-page-text
    view.loadHTMLString("<p>\(text)</p>", baseURL: nil)
}
func f24() {
    // ok: sw-page-text
    view.loadHTMLString("<p></p>", baseURL: nil)
}
func f25() {
    // ok: sw-page-text
    view.loadHTMLString(page, baseURL: nil)
}
func f26() {
    // ruleid: sw-predicate-text
    NSPredicate(format: "name == '\(name)'")
}
func f27() {
    // ok: sw-predicate-text
    NSPredicate(format: "name == %@", name)
}
func f28() {
    // ok: sw-predicate-text
    NSPredicate(format: "age > 18")
}
func f29() {
    // ruleid: sw-expression-text
    NSExpression(format: formula)
}
func f30() {
    // ok: sw-expression-text
    NSExpression(format: "1 + 2")
}
func f31() {
    // ok: sw-expression-text
    NSExpression(forConstantValue: number)
}
func f32() {
    // ruleid: sw-class-by-name
    NSClassFromString(name)
}
func f33() {
    // ok: sw-class-by-name
    NSClassFromString("Known")
}
func f34() {
    // ok: sw-class-by-name
    NSSelectorFromString("run")
}
func f35() {
    // ruleid: sw-format-text
    NSLog(message)
}
func f36() {
    // ruleid: sw-format-text
    NSLog("name: \(name)")
}
func f37() {
    // ok: sw-format-text
    NSLog("name: %@", name)
}
func f38() {
    // ok: sw-format-text
    NSLog("ready")
}
func f39() {
    let name = req.parameters.get("name")!
    // ruleid: sw-request-path
    return req.fileio.streamFile(at: root + name)
}
func f40() {
    // ruleid: sw-request-path
    let text = try String(contentsOfFile: req.query["path"] ?? "")
}
func f41() {
    let name = req.parameters.get("name")!
    // ok: sw-request-path
    return req.fileio.streamFile(at: root + known)
}
func f42() {
    // ok: sw-request-path
    return req.fileio.streamFile(at: root + "index.html")
}
func f43() {
    // ruleid: sw-request-redirect
    return req.redirect(to: req.query["next"] ?? "/")
}
func f44() {
    // ok: sw-request-redirect
    return req.redirect(to: "/login")
}
func f45() {
    // ok: sw-request-redirect
    return req.redirect(to: next)
}
func f46() {
    let address = try req.query.get(String.self, at: "address")
    // ruleid: sw-request-address
    return req.client.get(URI(string: address))
}
func f47() {
    // ok: sw-request-address
    return req.client.get("https://one.test/")
}
func f48() {
    let id = try req.query.get(Int.self, at: "id")
    // ok: sw-request-address
    return req.client.get(known[0])
}

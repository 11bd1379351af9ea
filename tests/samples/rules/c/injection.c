// Text that becomes code: what must match, and the twins that must not.
void f1(void) {
    // ruleid: c-format-string
    printf(message);
}
void f2(void) {
    // ruleid: c-format-string
    syslog(LOG_ERR, line);
}
void f3(void) {
    // ruleid: c-format-string
    snprintf(text, sizeof text, message);
}
void f4(void) {
    // ok: c-format-string
    printf("%s", message);
}
void f5(void) {
    // ok: c-format-string
    syslog(LOG_ERR, "%s", line);
}
void f6(void) {
    // ok: c-format-string
    printf(FORMAT);
}
void f7(void) {
    // ok: c-format-string
    printf(usage_text);
}
void f8(void) {
    // ruleid: c-format-of-input, c-format-string
    printf(argv[1]);
}
void f9(void) {
    fgets(line, sizeof line, stdin);
    // ruleid: c-format-of-input, c-format-string
    printf(line);
}
void f10(void) {
    // ok: c-format-of-input
    printf("%s", argv[1]);
}
void f11(void) {
    fgets(line, sizeof line, stdin);
    // ok: c-format-of-input
    printf("%s", line);
}
void f12(void) {
    // ruleid: c-shell-variable
    system(command);
}
void f13(void) {
    // ruleid: c-shell-variable
    FILE *out = popen(command, "r");
}
void f14(void) {
    // ok: c-shell-variable
    system("sync");
}
void f15(void) {
    // ok: c-shell-variable
    FILE *out = popen("ls -l", "r");
}
void f16(void) {
    // ok: c-shell-variable
    if (system(NULL)) return;
}
void f17(void) {
    snprintf(command, sizeof command, "ping %s", host);
    // ruleid: c-shell-built, c-shell-variable
    system(command);
}
void f18(void) {
    // ruleid: c-shell-built, c-shell-variable
    system(getenv("EDITOR"));
}
void f19(void) {
    snprintf(command, sizeof command, "ping %s", host);
    // ok: c-shell-built
    run(command);
}
void f20(void) {
    snprintf(text, sizeof text, "%s", host);
    // ok: c-shell-built
    system("sync");
}
void f21(void) {
    // ruleid: c-shell-started
    execl("/bin/sh", "sh", "-c", command, NULL);
}
void f22(void) {
    // ok: c-shell-started
    execl("/bin/sh", "sh", "-c", "sync", NULL);
}
void f23(void) {
    // ok: c-shell-started
    execl("/usr/bin/tool", "tool", "-c", command, NULL);
}
void f24(void) {
    // ruleid: c-search-path
    execlp("tool", "tool", "-x", NULL);
}
void f25(void) {
    // ok: c-search-path
    execl("/usr/bin/tool", "tool", "-x", NULL);
}
void f26(void) {
    // ok: c-search-path
    execv(path, arguments);
}
void f27(void) {
    // ruleid: c-sql-built
    snprintf(text, sizeof text, "SELECT id FROM people WHERE name = '%s'", name);
}
void f28(void) {
    // ok: c-sql-built
    snprintf(text, sizeof text, "SELECT id FROM people WHERE age = %d", age);
}
void f29(void) {
    // ok: c-sql-built
    prepare(base, "SELECT id FROM people WHERE name = ?");
}
void f30(void) {
    // ok: c-sql-built
    snprintf(text, sizeof text, "please select '%s'", name);
}
void f31(void) {
    // ruleid: c-sql-joined
    snprintf(text, sizeof text, "DELETE FROM people WHERE id = %s", id);
}
void f32(void) {
    // ok: c-sql-joined
    snprintf(text, sizeof text, "DELETE FROM people WHERE id = %d", id);
}
void f33(void) {
    // ok: c-sql-joined
    prepare(base, "DELETE FROM people WHERE id = ?");
}
void f34(void) {
    // ruleid: c-ldap-filter
    snprintf(filter, sizeof filter, "(uid=%s)", name);
}
void f35(void) {
    // ok: c-ldap-filter
    snprintf(filter, sizeof filter, "(uid=%d)", number);
}
void f36(void) {
    // ok: c-ldap-filter
    snprintf(text, sizeof text, "liquid=%d", number);
}
void f37(void) {
    // ruleid: c-embedded-script
    PyRun_SimpleString(text);
}
void f38(void) {
    // ruleid: c-embedded-script
    luaL_dostring(state, text);
}
void f39(void) {
    // ok: c-embedded-script
    PyRun_SimpleString("import sys");
}
void f40(void) {
    // ok: c-embedded-script
    luaL_dostring(state, "return 1");
}
void f41(void) {
    // ruleid: c-cgi-page
    printf("<p>%s</p>", getenv("QUERY_STRING"));
}
void f42(void) {
    // ok: c-cgi-page
    printf("<p>%s</p>", escaped);
}
void f43(void) {
    // ok: c-cgi-page
    printf("query: %d", getenv("QUERY_STRING") != NULL);
}
void f44(void) {
    const char *name = getenv("PATH_INFO");
    // ruleid: c-request-path
    FILE *file = fopen(name, "r");
}
void f45(void) {
    // ruleid: c-request-path
    snprintf(path, sizeof path, "%s/%s", root, request->path);
}
void f46(void) {
    const char *name = getenv("HOME");
    // ok: c-request-path
    FILE *file = fopen(name, "r");
}
void f47(void) {
    // ok: c-request-path
    snprintf(path, sizeof path, "%s/%d", root, request->number);
}
void f48(void) {
    // ruleid: c-xml-entities
    xmlReadMemory(text, length, NULL, NULL, XML_PARSE_NOENT);
}
void f49(void) {
    // ruleid: c-xml-entities
    xmlReadMemory(text, length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_DTDLOAD);
}
void f50(void) {
    // ok: c-xml-entities
    xmlReadMemory(text, length, NULL, NULL, XML_PARSE_NONET);
}
void f51(void) {
    // ok: c-xml-entities
    puts("XML_PARSE_NOENT is not used");
}
void f52(void) {
    // ruleid: c-secret-logged
    syslog(LOG_INFO, "login with %s", user->password);
}
void f53(void) {
    // ok: c-secret-logged
    syslog(LOG_INFO, "login of %s", user->name);
}
void f54(void) {
    // ok: c-secret-logged
    syslog(LOG_INFO, "%s", "password");
}
void f55(void) {
    // ruleid: c-library-from-path
    LoadLibraryA("helper.dll");
}
void f56(void) {
    // ok: c-library-from-path
    LoadLibraryA("C:\\Program Files\\Tool\\helper.dll");
}
void f57(void) {
    // ok: c-library-from-path
    LoadLibraryExW(L"helper.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
}
void f58(void) {
    // ok: c-library-from-path
    LoadLibraryA("kernel32.dll");
}
void f59(void) {
    // ruleid: c-process-by-line
    CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process);
}
void f60(void) {
    // ok: c-process-by-line
    CreateProcessW(program, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process);
}
void f61(void) {
    // ok: c-process-by-line
    OpenProcess(NULL, 0, 1);
}
void f62(void) {
    const char *wanted = getenv("QUERY_STRING");
    // ruleid: c-request-address
    curl_easy_setopt(curl, CURLOPT_URL, wanted);
}
void f63(void) {
    // ok: c-request-address
    curl_easy_setopt(curl, CURLOPT_URL, "https://one.test/");
}
void f64(void) {
    // ok: c-request-address
    curl_easy_setopt(curl, CURLOPT_URL, address);
}

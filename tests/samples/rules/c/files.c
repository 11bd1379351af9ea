// Files, rights and privileges: what must match, and the twins that must not.
void f1(void) {
    // ruleid: c-temp-name
    char *name = mktemp(pattern);
}
void f2(void) {
    // ruleid: c-temp-name
    file = fopen(tmpnam(NULL), "w");
}
void f3(void) {
    // ok: c-temp-name
    int file = mkstemp(pattern);
}
void f4(void) {
    // ok: c-temp-name
    time_t then = mktime(&parts);
}
void f5(void) {
    // ruleid: c-access-then-open
    if (access(path, R_OK) == 0) {
        file = open(path, O_RDONLY);
    }
}
void f6(void) {
    // ok: c-access-then-open
    file = open(path, O_RDONLY);
}
void f7(void) {
    // ok: c-access-then-open
    if (access(path, R_OK) == 0) return;
}
void f8(void) {
    // ruleid: c-world-writable
    chmod(path, 0777);
}
void f9(void) {
    // ruleid: c-world-writable
    fchmod(file, S_IRWXU | S_IRWXO);
}
void f10(void) {
    // ok: c-world-writable
    chmod(path, 0750);
}
void f11(void) {
    // ok: c-world-writable
    fchmod(file, S_IRUSR | S_IWUSR);
}
void f12(void) {
    // ruleid: c-umask-none
    umask(0);
}
void f13(void) {
    // ok: c-umask-none
    umask(077);
}
void f14(void) {
    // ok: c-umask-none
    mode_t old = umask(mask);
}
void f15(void) {
    // ruleid: c-drop-unchecked
    setuid(user);
}
void f16(void) {
    // ok: c-drop-unchecked
    if (setuid(user) != 0) abort();
}
void f17(void) {
    // ok: c-drop-unchecked
    int failed = setgid(group);
}
void f18(void) {
    // ruleid: c-chroot-open
    if (chroot("/srv") != 0) abort();
}
void f19(void) {
    // ok: c-chroot-open
    if (chroot("/srv") != 0 || chdir("/") != 0) abort();
}
void f20(void) {
    // ok: c-chroot-open
    if (chroot("/srv") != 0) abort(); if (chdir("/") != 0) abort();
}
void f21(void) {
    // ruleid: c-listens-everywhere
    address.sin_addr.s_addr = htonl(INADDR_ANY);
}
void f22(void) {
    // ok: c-listens-everywhere
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
}
void f23(void) {
    // ok: c-listens-everywhere
    address.sin_addr.s_addr = chosen;
}

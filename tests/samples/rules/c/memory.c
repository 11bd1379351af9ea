// Memory in C: what must match, and the twins that must not.
void f1(void) {
    // ruleid: c-gets
    gets(line);
}
void f2(void) {
    // ok: c-gets
    fgets(line, sizeof line, stdin);
}
void f3(void) {
    // ok: c-gets
    puts("gets(line)"); /* gets(line) */
}
// ok: c-gets
char *gets(char *line);
void f4(void) {
    // ruleid: c-unbounded-copy
    strcpy(target, source);
}
void f5(void) {
    // ruleid: c-unbounded-copy
    wcscat(target,
           source);
}
void f6(void) {
    // ok: c-unbounded-copy
    strcpy(target, "fixed");
}
void f7(void) {
    // ok: c-unbounded-copy
    strlcpy(target, source, sizeof target);
}
void f8(void) {
    // ok: c-unbounded-copy
    strcpy(target, is_new ? "new" : "old");
}
// ok: c-unbounded-copy
// strcpy(target, source) was here
void f9(void) {
    // ruleid: c-copy-of-input, c-unbounded-copy
    strcpy(target, argv[1]);
}
void f10(void) {
    // ruleid: c-copy-of-input, c-sprintf
    sprintf(target, "%s/x", getenv("HOME"));
}
void f11(void) {
    // ok: c-copy-of-input
    snprintf(target, sizeof target, "%s", argv[1]);
}
void f12(void) {
    // ok: c-copy-of-input
    strlcpy(target, optarg, sizeof target);
}
void f13(void) {
    // ruleid: c-sprintf
    sprintf(target, "name: %s", name);
}
void f14(void) {
    // ruleid: c-sprintf
    vsprintf(target, format, args);
}
void f15(void) {
    // ok: c-sprintf
    sprintf(target, "%d", number);
}
void f16(void) {
    // ok: c-sprintf
    sprintf(target, "%.20s", name);
}
void f17(void) {
    // ok: c-sprintf
    snprintf(target, sizeof target, "name: %s", name);
}
void f18(void) {
    // ruleid: c-scanf-unbounded
    scanf("%s", word);
}
void f19(void) {
    // ruleid: c-scanf-unbounded
    fscanf(file, "%d %s", &number, word);
}
void f20(void) {
    // ok: c-scanf-unbounded
    fscanf(file, "%d %31s", &number, word);
}
void f21(void) {
    // ok: c-scanf-unbounded
    scanf("%d", &number);
}
void f22(void) {
    // ruleid: c-unterminated-copy
    strncpy(name, source, sizeof(name));
}
void f23(void) {
    // ok: c-unterminated-copy
    strncpy(name, source, sizeof(name) - 1);
}
void f24(void) {
    // ok: c-unterminated-copy
    strncpy(name, source, sizeof(name)); name[sizeof(name) - 1] = 0;
}
void f25(void) {
    // ruleid: c-limit-of-source
    strncpy(target, source, strlen(source));
}
void f26(void) {
    // ok: c-limit-of-source
    strncpy(target, source, room);
}
void f27(void) {
    // ok: c-limit-of-source
    memcpy(target, source, strlen(source));
}
void f28(void) {
    // ruleid: c-strncat-size
    strncat(target, source, sizeof(target));
}
void f29(void) {
    // ok: c-strncat-size
    strncat(target, source, sizeof(target) - strlen(target) - 1);
}
void f30(void) {
    // ok: c-strncat-size
    strncat(target, source, left);
}
void f31(void) {
    size_t length = ntohs(header->length);
    // ruleid: c-length-from-input
    memcpy(target, body, length);
}
void f32(void) {
    // ruleid: c-length-from-input
    memcpy(target, body, ntohl(header->length));
}
void f33(void) {
    size_t length = ntohs(header->length);
    if (length > sizeof target) return;
    // ok: c-length-from-input
    memcpy(target, body, length);
}
void f34(void) {
    // ok: c-length-from-input
    memcpy(target, body, sizeof target);
}
void f35(void) {
    // ruleid: c-alloca
    char *place = alloca(length + 1);
}
void f36(void) {
    // ok: c-alloca
    char *place = alloca(64);
}
void f37(void) {
    // ok: c-alloca
    char *place = alloca(sizeof(struct header));
}
void f38(void) {
    // ruleid: c-realloc-leak
    list->items = realloc(list->items, size);
}
void f39(void) {
    // ok: c-realloc-leak
    struct item *more = realloc(list->items, size);
}
void f40(void) {
    // ok: c-realloc-leak
    items = realloc(other, size);
}
void f41(void) {
    // ruleid: c-size-overflow
    char *place = malloc(count * sizeof(struct item));
}
void f42(void) {
    // ruleid: c-size-overflow
    char *place = malloc(atoi(text));
}
void f43(void) {
    // ok: c-size-overflow
    char *place = calloc(count, sizeof(struct item));
}
void f44(void) {
    // ok: c-size-overflow
    char *place = malloc(sizeof(struct item));
}
void f45(void) {
    // ruleid: c-size-of-pointer
    struct item *one = malloc(sizeof(one));
}
void wipe(char *text) {
// ruleid: c-size-of-pointer
    memset(text, 0, sizeof(text));
}
void f46(void) {
    // ok: c-size-of-pointer
    struct item *one = malloc(sizeof(*one));
}
void f47(void) {
    char text[20];
    // ok: c-size-of-pointer
    memset(text, 0, sizeof(text));
}
void f48(void) {
    free(one->name);
    log_it();
    // ruleid: c-double-free
    free(one->name);
}
void f49(void) {
    free(one->name);
    one->name = NULL;
    // ok: c-double-free
    free(one->name);
}
void f50(void) {
    free(one->name);
    // ok: c-double-free
    free(one->path);
}
void f51(void) {
    if (failed) {
        free(name);
        return;
    }
    // ok: c-double-free
    free(name);
}
void f52(void) {
    free(list);
    list = next;
    // ok: c-double-free
    free(list);
}
void f53(void) {
    free(one);
    // ruleid: c-use-after-free
    total += one->size;
}
void f54(void) {
    delete one;
    // ruleid: c-use-after-free
    one->close();
}
void f55(void) {
    total += one->size;
    // ok: c-use-after-free
    free(one);
}
void f56(void) {
    free(one);
    one = make();
    // ok: c-use-after-free
    one->size = 0;
}
void f57(void) {
    free(one->name);
    // ok: c-use-after-free
    one->size = 0;
}
void f58(void) {
    // ruleid: c-unchecked-memory
    char *text = malloc(20);
    text[0] = 0;
}
void f59(void) {
    // ok: c-unchecked-memory
    char *text = malloc(20);
    if (text == NULL) return;
    text[0] = 0;
}
void f60(void) {
    // ok: c-unchecked-memory
    char *text = strdup(other);
    if (!text) abort();
}
void f61(void) {
    // ruleid: c-write-past-end
    line[sizeof(line)] = 0;
}
void f62(void) {
    int got = read(file, line, sizeof(line));
    // ruleid: c-write-past-end
    line[got] = 0;
}
void f63(void) {
    // ok: c-write-past-end
    line[sizeof(line) - 1] = 0;
}
void f64(void) {
    int got = read(file, line, sizeof(line) - 1);
    // ok: c-write-past-end
    line[got] = 0;
}
void f65(void) {
    // ruleid: c-loop-past-end
    for (int i = 0; i <= ARRAY_SIZE(table); i++) total += table[i];
}
void f66(void) {
    // ok: c-loop-past-end
    for (int i = 0; i < ARRAY_SIZE(table); i++) total += table[i];
}
void f67(void) {
    // ok: c-loop-past-end
    for (int i = 1; i <= count; i++) total += i;
}
void f68(void) {
    // ruleid: c-index-from-input
    total += table[atoi(text)];
}
void f69(void) {
    // ok: c-index-from-input
    total += table[place];
}
void f70(void) {
    // ok: c-index-from-input
    int place = atoi(text);
}
void f71(void) {
    char text[20];
    fill(text, sizeof text);
    // ruleid: c-returns-local
    return text;
}
void f72(void) {
    static char text[20];
    fill(text, sizeof text);
    // ok: c-returns-local
    return text;
}
void f73(void) {
    char text[20];
    fill(text, sizeof text);
    // ok: c-returns-local
    return text[0];
}
void f74(void) {
    // ruleid: c-writable-code
    mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE, -1, 0);
}
void f75(void) {
    // ok: c-writable-code
    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, -1, 0);
}
void f76(void) {
    // ok: c-writable-code
    mprotect(place, size, PROT_READ | PROT_EXEC);
}

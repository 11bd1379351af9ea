// C++ alone: what must match, and the twins that must not.
void f1(void) {
    // ruleid: cpp-dangling-text
    const char *path = (folder + "/x").c_str();
}
void f2(void) {
    // ruleid: cpp-dangling-text
    const char *text = out.str().c_str();
}
void f3(void) {
    // ok: cpp-dangling-text
    const std::string full = folder + "/x"; const char *path = full.c_str();
}
void f4(void) {
    // ok: cpp-dangling-text
    open((folder + "/x").c_str());
}
void f5(void) {
    int *list = new int[count];
    // ruleid: cpp-array-delete
    delete list;
}
void f6(void) {
    int *list = new int[count];
    // ok: cpp-array-delete
    delete[] list;
}
void f7(void) {
    item *one = new item;
    // ok: cpp-array-delete
    delete one;
}
void f8(void) {
    // ruleid: c-shell-built, c-shell-variable
    std::system(("rm " + name).c_str());
}
void f9(void) {
    // ok: c-shell-built
    std::system("sync");
}
void f10(void) {
    // ok: c-shell-built
    auto text = R"x(system("rm " + name); " gets(line))x"; run(text);
}
void f11(void) {
    // ruleid: c-sql-joined
    std::string text = "SELECT id FROM people WHERE age > " + age;
}
void f12(void) {
    // ok: c-sql-joined
    std::string text = "SELECT id FROM people WHERE age > ?";
}
void f13(void) {
    // ok: c-sql-joined
    std::string text = "Please select one from " + list;
}

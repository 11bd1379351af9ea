package main

import (
	"net/http"
	"os/exec"
)

func case0(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-template-dynamic
	template.New("a").Parse("<b>" + name + "</b>")
	// ok: go-template-dynamic
	template.New("a").Parse("<b>{{.}}</b>")
	// ok: go-template-dynamic
	template.New("a").Parse(page)
}

func case1(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-plugin-dynamic
	plugin.Open(file)
	// ok: go-plugin-dynamic
	plugin.Open("a.so")
	// ok: go-plugin-dynamic
	plugin.Open(PLUGIN)
}

func case2(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-regex-request
	regexp.MustCompile(r.FormValue("search"))
	// ok: go-regex-request
	regexp.MustCompile(regexp.QuoteMeta(r.FormValue("search")))
	// ok: go-regex-request
	regexp.MustCompile("^a$")
}

func case3(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-ldap-xpath
	xpath.Compile("//user[@name='" + r.FormValue("name") + "']")
	// ok: go-ldap-xpath
	xpath.Compile("//user")
	// ok: go-ldap-xpath
	ldap.NewSearchRequest("o=a", 2, 0, 0, 0, false, "(uid="+ldap.EscapeFilter(r.FormValue("name"))+")", nil, nil)
}

func case4(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-mongo-filter
	filter := bson.M{"$where": r.FormValue("code")}
	// ok: go-mongo-filter
	filter2 := bson.M{"name": r.FormValue("name")}
	// ok: go-mongo-filter
	filter3 := bson.M{"$where": "this.a"}
}

func case5(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-command-dynamic
	exec.Command(tool, "-v").Run()
	// ok: go-command-dynamic
	exec.Command("git", "-v").Run()
	// ok: go-command-dynamic
	exec.Command("git", file).Run()
}

func case6(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-command-dynamic, go-command-injection-request
	exec.Command(r.PostFormValue("tool")).Run()
	// ok: go-command-injection-request
	exec.Command("ls", r.PostFormValue("a")).Run()
	// ok: go-command-injection-request
	exec.Command("seq", "5").Run()
}

func case7(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-sql-injection-request, go-sql-string-building
	db.Where("name = '" + r.FormValue("name") + "'").Find(&users)
	// ok: go-sql-injection-request
	db.Where("name = ?", r.FormValue("name")).Find(&users)
	// ok: go-sql-injection-request
	db.Order(validColumns[r.FormValue("sort")]).Find(&users)
}

func case8(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-file-permissions
	os.WriteFile("a", data, 0777)
	// ok: go-file-permissions
	os.WriteFile("a", data, 0600)
	// ok: go-file-permissions
	os.MkdirAll("a", 0o755)
}

func case9(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-temp-file
	os.Create("/tmp/report")
	// ok: go-temp-file
	os.Create("report")
	// ok: go-temp-file
	os.CreateTemp("", "report")
}

func case10(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-served-folder
	http.FileServer(http.Dir("/"))
	// ok: go-served-folder
	http.FileServer(http.Dir("public"))
	// ok: go-served-folder
	http.FileServer(http.FS(static))
}

func case11(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-cors, go-header-injection
	w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
	// ok: go-cors
	w.Header().Set("Access-Control-Allow-Origin", origin)
	// ok: go-cors
	w.Header().Set("Vary", "Origin")
}

func case12(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-cors-any
	w.Header().Set("Access-Control-Allow-Origin", "*")
	// ok: go-cors-any
	w.Header().Set("Access-Control-Allow-Methods", "*")
	// ok: go-cors-any
	w.Header().Set("Access-Control-Allow-Origin", "https://a.service.test")
}

func case13(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-server-timeouts
	http.ListenAndServe("127.0.0.1:80", nil)
	// ok: go-server-timeouts
	server := http.Server{Addr: ":80", ReadHeaderTimeout: limit}
	// ok: go-server-timeouts
	server.ListenAndServe()
}

func case14(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-bind-all
	net.Listen("tcp", ":8080")
	// ok: go-bind-all
	net.Listen("tcp", "127.0.0.1:8080")
	// ok: go-bind-all
	net.Listen("tcp", "127.0.0.1:0")
}

func case15(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-cleartext
	http.Get("http://api.service.com/")
	// ok: go-cleartext
	http.Get("https://api.service.com/")
	// ok: go-cleartext
	http.Get("http://localhost/")
}


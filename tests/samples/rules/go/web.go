package main

import (
	"fmt"
	"html"
	"html/template"
	"net/http"
	// ruleid: go-debug-mode
	_ "net/http/pprof"

	"github.com/gin-gonic/gin"
)

func hello(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	// ruleid: go-xss, go-html-string
	fmt.Fprintf(w, "<h1>Hello %s</h1>", name)
	// ruleid: go-xss
	w.Write([]byte("<h1>" + name + "</h1>"))
	// ruleid: go-xss, go-html-string
	_ = template.HTML("<b>" + name + "</b>")
	// ok: go-xss
	fmt.Fprintf(w, "<h1>Hello %s</h1>", html.EscapeString(name))
	// ok: go-xss
	w.Write([]byte("<h1>Hello</h1>"))
}

func start() []http.Cookie {
	// ruleid: go-debug-mode
	gin.SetMode(gin.DebugMode)
	// ok: go-debug-mode
	gin.SetMode(gin.ReleaseMode)
	// ok: go-debug-mode
	gin.SetMode(gin.TestMode)
	return []http.Cookie{
		// ruleid: go-cookie-flags
		http.Cookie{Name: "session", Secure: false},
		// ok: go-cookie-flags
		http.Cookie{Name: "session", Secure: true, HttpOnly: true},
		// ok: go-cookie-flags
		http.Cookie{Name: "theme"},
	}
}

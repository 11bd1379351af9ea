package main

import (
	"html/template"
	"net/http"
)

func page(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	// ruleid: go-template-injection, go-template-dynamic
	template.New("page").Parse("<h1>" + name + "</h1>")
	// ok: go-template-injection
	tmpl, _ := template.New("page").Parse("<h1>{{.}}</h1>")
	// ok: go-template-injection
	tmpl.Execute(w, name)
}

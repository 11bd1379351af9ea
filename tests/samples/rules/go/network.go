package main

import (
	"fmt"
	"net/http"
)

var allowedHosts = map[string]string{"a": "https://a.internal.test/"}

func fetch(w http.ResponseWriter, r *http.Request) {
	target := r.URL.Query().Get("url")
	// ruleid: go-ssrf
	http.Get(target)
	// ruleid: go-ssrf
	http.NewRequest("GET", "http://"+target, nil)
	// ok: go-ssrf
	http.Get("https://api.service.test/items/" + target)
	// ok: go-ssrf
	http.Get(fmt.Sprintf("https://api.service.test/items/%s", target))
	// ok: go-ssrf
	http.Get(allowedHosts[target])
}

func next(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-open-redirect
	http.Redirect(w, r, r.FormValue("next"), http.StatusFound)
	// ok: go-open-redirect
	http.Redirect(w, r, "/users/"+r.FormValue("user"), http.StatusFound)
	// ok: go-open-redirect
	http.Redirect(w, r, "/", http.StatusFound)
}

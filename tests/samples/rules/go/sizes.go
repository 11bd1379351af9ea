package pages

import (
	"html"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"text/template"
)

var page = template.Must(template.ParseFiles("page.txt"))

func buffer(w http.ResponseWriter, r *http.Request) []byte {
	size, _ := strconv.Atoi(r.Header.Get("X-Size"))
	// ruleid: go-allocation-request
	return make([]byte, size)
}

func checkedBuffer(w http.ResponseWriter, r *http.Request) []byte {
	size, err := strconv.Atoi(r.Header.Get("X-Size"))
	if err != nil || size > 4096 {
		return nil
	}
	// ok: go-allocation-request
	return make([]byte, size)
}

func copied(r *http.Request) []byte {
	name := r.FormValue("name")
	// ok: go-allocation-request
	return make([]byte, len(name))
}

func show(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-text-template-page
	page.Execute(w, map[string]string{"Name": r.FormValue("name")})
	// ok: go-text-template-page
	page.Execute(w, html.EscapeString(r.FormValue("name")))
	// ok: go-text-template-page
	page.Execute(w, "constant")
}

func settings(dir string) ([]byte, error) {
	// ok: go-path-from-parameter
	return os.ReadFile(filepath.Join(dir, "settings.yaml"))
}

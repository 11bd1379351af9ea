package main

import (
	"archive/zip"
	"net/http"
	"os"
	"path/filepath"
)

func file(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	// ruleid: go-path-traversal
	os.ReadFile("/srv/files/" + name)
	// ruleid: go-path-traversal
	http.ServeFile(w, r, filepath.Join("/srv/files", name))
	// ok: go-path-traversal
	os.ReadFile("/srv/files/" + filepath.Base(name))
	// ok: go-path-traversal
	os.ReadFile("/srv/files/index.html")
}

func checked(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if !filepath.IsLocal(name) {
		return
	}
	// ok: go-path-traversal
	os.ReadFile(name)
}

func unpack(archive *zip.Reader) {
	for _, entry := range archive.File {
		// ruleid: go-archive-path
		os.Create(filepath.Join("out", entry.Name))
		// ok: go-archive-path
		os.Create(filepath.Join("out", filepath.Base(entry.Name)))
		// ok: go-archive-path
		os.Create("out/list.txt")
	}
}

package main

import (
	"net/http"
	"os/exec"
)

func ping(w http.ResponseWriter, r *http.Request) {
	host := r.URL.Query().Get("host")
	// ruleid: go-command-injection-request, go-shell-string
	exec.Command("sh", "-c", "ping -c 1 "+host).Run()
	// ruleid: go-command-injection-request, go-command-dynamic
	exec.Command(r.FormValue("program"), "-v").Run()
	// ok: go-command-injection-request, go-shell-string
	exec.Command("ping", "-c", "1", host).Run()
	// ok: go-command-injection-request, go-shell-string
	exec.Command("sh", "-c", "ls -l /srv").Run()
}

func convert(path string) {
	// ruleid: go-shell-string
	exec.Command("/bin/bash", "-c", "convert "+path).Run()
	// ok: go-shell-string
	exec.Command("convert", path).Run()
}

package main

import (
	"net/http"
	"fmt"
)

func case0(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-html-string
	fmt.Fprintf(w, "<h1>%s</h1>", title)
	// ok: go-html-string
	fmt.Fprintf(w, "<h1>%s</h1>", html.EscapeString(title))
	// ok: go-html-string
	fmt.Fprintf(w, "%s", title)
}

func case1(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-csrf-off
	csrf.Secure(false)
	// ok: go-csrf-off
	csrf.Secure(true)
	// ok: go-csrf-off
	csrf.HttpOnly(true)
}

func case2(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-error-detail
	http.Error(w, err.Error(), 500)
	// ok: go-error-detail
	http.Error(w, "failed", 500)
	// ok: go-error-detail
	log.Print(err.Error())
}

func case3(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-log-injection
	log.Printf("name %s", r.FormValue("name"))
	// ok: go-log-injection
	log.Printf("name %s", strconv.Quote(r.FormValue("name")))
	// ok: go-log-injection
	log.Printf("name %s", name)
}

func case4(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-header-injection
	w.Header().Set("X-Name", r.FormValue("name"))
	// ok: go-header-injection
	w.Header().Set("X-Name", url.QueryEscape(r.FormValue("name")))
	// ok: go-header-injection
	w.Header().Set("X-Name", "fixed")
}

func case5(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-unsafe-memory
	p := unsafe.Pointer(&data)
	// ok: go-unsafe-memory
	size := unsafe.Sizeof(data)
	// ok: go-unsafe-memory
	q := &data
}

func case6(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-narrowed-number
	n, _ := strconv.Atoi(text); use(int32(n))
	// ok: go-narrowed-number
	m, _ := strconv.ParseInt(text, 10, 32); use(int32(m))
	// ok: go-narrowed-number
	use(int32(5))
}

func case7(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-weak-password-hash
	bcrypt.GenerateFromPassword(password, 4)
	// ok: go-weak-password-hash
	bcrypt.GenerateFromPassword(password, 12)
	// ok: go-weak-password-hash
	bcrypt.GenerateFromPassword(password, bcrypt.DefaultCost)
}

func case8(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-rsa-padding
	rsa.EncryptPKCS1v15(rand.Reader, key, data)
	// ok: go-rsa-padding
	rsa.EncryptOAEP(sha256.New(), rand.Reader, key, data, nil)
	// ok: go-rsa-padding
	rsa.SignPKCS1v15(rand.Reader, key, hash, data)
}

func case9(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-static-iv
	cipher.NewCTR(block, []byte("0123456789abcdef"))
	// ok: go-static-iv
	cipher.NewCTR(block, iv)
	// ok: go-static-iv
	gcm.Seal(nil, nonce, data, nil)
}

func case10(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-old-tls
	config.MinVersion = tls.VersionTLS10
	// ok: go-old-tls
	config.MinVersion = tls.VersionTLS12
	// ok: go-old-tls
	config.MaxVersion = tls.VersionTLS13
}

func case11(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-timing-compare
	if r.Header.Get("X-Token") == secret || signature == given {
	}
	// ok: go-timing-compare
	if hmac.Equal(signature, given) {
	}
	// ok: go-timing-compare
	if signature == nil {
	}
}

func case12(w http.ResponseWriter, r *http.Request) {
	// ruleid: go-password-literal
	adminPassword := "hunter2hunter2"
	// ok: go-password-literal
	adminPassword := os.Getenv("ADMIN")
	// ok: go-password-literal
	passwordField := "hunter2hunter2"
}


package main

import (
	// ok: go-weak-hash-import, go-math-random
	"crypto/aes"
	// ruleid: go-weak-hash-import
	"crypto/des"
	// ruleid: go-weak-hash-import
	"crypto/md5"
	crand "crypto/rand"
	"crypto/rsa"
	// ok: go-weak-hash-import, go-math-random
	"crypto/sha256"
	"crypto/tls"
	// ruleid: go-math-random
	"math/rand"
)

func digests(data, key []byte) {
	// ruleid: go-weak-hash
	md5.Sum(data)
	// ok: go-weak-hash
	sha256.Sum256(data)
	// ok: go-weak-hash
	sha256.New()
	// ruleid: go-weak-cipher
	des.NewCipher(key)
	// ok: go-weak-cipher
	aes.NewCipher(key)
	// ok: go-weak-cipher, go-weak-key
	rsa.GenerateKey(crand.Reader, 3072)
	// ruleid: go-weak-key
	rsa.GenerateKey(crand.Reader, 1024)
	// ok: go-weak-key
	rsa.GenerateKey(crand.Reader, 2048)
}

func draws() (int, int, int) {
	// ruleid: go-weak-random
	resetToken := rand.Intn(1000000)
	// ok: go-weak-random
	delay := rand.Intn(100)
	token := make([]byte, 32)
	// ok: go-weak-random
	read, _ := crand.Read(token)
	return resetToken, delay, read
}

func configs() []*tls.Config {
	return []*tls.Config{
		// ruleid: go-tls-verify-off
		&tls.Config{InsecureSkipVerify: true},
		// ruleid: go-tls-verify-off
		&tls.Config{MinVersion: tls.VersionTLS10},
		// ok: go-tls-verify-off
		&tls.Config{InsecureSkipVerify: false},
		// ok: go-tls-verify-off
		&tls.Config{MinVersion: tls.VersionTLS12},
	}
}

package main

import (
	"os"

	"github.com/golang-jwt/jwt/v5"
)

func tokens(token *jwt.Token, raw string, parser *jwt.Parser, claims jwt.Claims) {
	// ruleid: go-hardcoded-credential
	token.SignedString([]byte("s3cr3t-signing-key"))
	// ok: go-hardcoded-credential
	token.SignedString([]byte(os.Getenv("JWT_KEY")))
	// ok: go-hardcoded-credential
	token.SignedString([]byte("change-me"))
	// ruleid: go-jwt-unverified
	parser.ParseUnverified(raw, claims)
	// ruleid: go-jwt-unverified
	jwt.NewWithClaims(jwt.SigningMethodNone, claims)
	// ok: go-jwt-unverified
	jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	// ok: go-jwt-unverified
	parser.Parse(raw, keys)
}

package main

import (
	"encoding/gob"
	"encoding/json"
	"net/http"
	"os"
)

func load(w http.ResponseWriter, r *http.Request) {
	var value map[string]string
	// ruleid: go-unsafe-deserialization
	gob.NewDecoder(r.Body).Decode(&value)
	// ok: go-unsafe-deserialization
	json.NewDecoder(r.Body).Decode(&value)
	file, _ := os.Open("cache.gob")
	// ok: go-unsafe-deserialization
	gob.NewDecoder(file).Decode(&value)
}

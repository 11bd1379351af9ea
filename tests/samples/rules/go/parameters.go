package main

import (
	"net/http"
	"os"
)

func case0(name string, c *gin.Context) {
	// ruleid: go-path-from-parameter
	os.ReadFile(name)
	// ok: go-path-from-parameter
	os.ReadFile(filepath.Base(name))
	// ok: go-path-from-parameter
	os.ReadFile("index.html")
}

func case1(name string, c *gin.Context) {
	// ruleid: go-url-from-parameter
	http.Get(name)
	// ok: go-url-from-parameter
	http.Get("https://a.service.com/" + name)
	// ok: go-url-from-parameter
	http.Get(baseURL + name)
}

func case2(name string, c *gin.Context) {
	// ruleid: go-decompression-bomb
	zipped, _ := gzip.NewReader(file); io.ReadAll(zipped)
	// ok: go-decompression-bomb
	io.ReadAll(io.LimitReader(zipped, 1000))
	// ok: go-decompression-bomb
	io.ReadAll(file)
}

func case3(name string, c *gin.Context) {
	// ruleid: go-mass-assignment
	c.BindJSON(&user)
	db.Create(&user)
	// ok: go-mass-assignment
	c.BindJSON(&form)
	// ok: go-mass-assignment
	db.Create(&fixed)
}


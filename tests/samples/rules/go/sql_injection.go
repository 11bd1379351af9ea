package main

import (
	"database/sql"
	"fmt"
	"net/http"
	"strconv"
)

const table = "users"

func user(db *sql.DB, w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	// ruleid: go-sql-injection-request, go-sql-string-building
	db.Query("SELECT * FROM users WHERE name = '" + name + "'")
	query := fmt.Sprintf("SELECT * FROM users WHERE name = '%s'", name)
	// ruleid: go-sql-injection-request, go-sql-string-building
	db.QueryRowContext(r.Context(), query)
	// ok: go-sql-injection-request, go-sql-string-building
	db.Query("SELECT * FROM users WHERE name = $1", name)
	id, _ := strconv.Atoi(r.FormValue("id"))
	// ok: go-sql-injection-request, go-sql-string-building
	db.Query(fmt.Sprintf("SELECT * FROM users WHERE id = %d", id))
}

func report(db *sql.DB, kind string) {
	// ruleid: go-sql-string-building
	db.Exec(fmt.Sprintf("DELETE FROM %s WHERE old", kind))
	// ok: go-sql-string-building
	db.Exec("DELETE FROM " + table + " WHERE old")
	// ok: go-sql-string-building, go-sql-injection-request
	db.Exec("DELETE FROM users WHERE old")
}

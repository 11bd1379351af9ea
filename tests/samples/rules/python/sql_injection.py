import sqlite3

import pandas
from django.db import connection
from fastapi import Depends, FastAPI
from flask import Flask, request
from sqlalchemy import text

app = Flask(__name__)
api = FastAPI()
db = sqlite3.connect("app.db")
TABLE = "users"


@app.route("/user")
def user():
    name = request.args.get("name")
    # ruleid: py-sql-injection-request
    db.execute("SELECT * FROM users WHERE name = '%s'" % name)
    # ruleid: py-sql-injection-request
    db.execute(f"SELECT * FROM users WHERE name = '{name}'")
    # ok: py-sql-injection-request, py-sql-string-building
    db.execute("SELECT * FROM users WHERE name = ?", (name,))
    # ok: py-sql-injection-request
    db.execute("SELECT * FROM users WHERE id = " + str(int(name)))
    # ok: py-sql-injection-request, py-sql-string-building
    db.execute(f"SELECT * FROM {TABLE} WHERE name = ?", (name,))


@app.route("/thing/<name>")
def thing(name):
    query = "SELECT * FROM things WHERE name = '" + name + "'"
    # ruleid: py-sql-injection-request
    db.execute(query)


@app.route("/thing/<int:number>")
def numbered(number):
    # ok: py-sql-injection-request, py-sql-string-building
    db.execute("SELECT * FROM things WHERE id = " + str(number))


@api.get("/items/{item}")
async def item(item: str, owner: int, session=Depends(object)):
    # ruleid: py-sql-injection-request
    session.execute(text("SELECT * FROM items WHERE name = '" + item + "'"))
    # ok: py-sql-injection-request
    session.execute(text("SELECT * FROM items WHERE owner = :owner"), {"owner": owner})


def view(request):
    with connection.cursor() as cursor:
        # ruleid: py-sql-injection-request
        cursor.execute("SELECT 1 FROM t WHERE a = " + request.GET["a"])
        # ok: py-sql-injection-request
        cursor.execute("SELECT 1 FROM t WHERE a = %s", [request.GET["a"]])


def report(cursor, kind, ids):
    # ruleid: py-sql-string-building
    cursor.execute("DELETE FROM {} WHERE old".format(kind))
    column = "name"
    # ok: py-sql-string-building
    cursor.execute(f"SELECT {column} FROM users")
    placeholders = ", ".join("?" for _ in ids)
    # ok: py-sql-string-building
    cursor.execute(f"SELECT name FROM users WHERE id IN ({placeholders})", ids)
    # ok: py-sql-string-building
    print(f"SELECT {kind} FROM users")


@app.route("/many")
def many():
    names = [each.strip() for each in request.args.getlist("name")]
    # ruleid: py-sql-injection-request
    db.executescript("DELETE FROM t WHERE a = '" + names[0] + "'")
    name = request.headers.get("X-Name")
    if name not in ["a", "b"]:
        return "no"
    # ok: py-sql-injection-request
    db.execute("SELECT * FROM " + name)
    return "done"


def parts(cursor, name, connection):
    query = "SELECT id FROM users"
    query += " WHERE name = '" + name + "'"
    # ruleid: py-sql-string-building
    cursor.execute(query)
    # ruleid: py-sql-string-building
    pandas.read_sql(f"SELECT id FROM users WHERE name = '{name}'", connection)
    # ok: py-sql-string-building
    return pandas.read_sql("SELECT id FROM users", connection)

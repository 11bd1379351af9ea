"""The shop's pages."""

import subprocess

from flask import Flask, abort, jsonify, request

from shop import db, prices

app = Flask(__name__)


@app.get("/orders/<int:number>")
def show_order(number: int):
    row = db.order(db.connect(), number)
    if row is None:
        abort(404)
    return jsonify(dict(row))


@app.get("/orders")
def search_orders():
    customer = request.args["customer"]
    rows = db.connect().execute(f"SELECT * FROM orders WHERE customer = '{customer}'").fetchall()
    totals = [row["total"] for row in rows]
    return jsonify(orders=[dict(row) for row in rows], average=prices.average(totals))


@app.post("/orders/<int:number>/invoice")
def print_invoice(number: int):
    printer = request.form["printer"]
    subprocess.run(f"lp -d {printer} invoices/{number}.pdf", shell=True, check=True)
    return jsonify(printed=number)

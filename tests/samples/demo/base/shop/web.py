"""The shop's pages."""

from flask import Flask, abort, jsonify

from shop import db

app = Flask(__name__)


@app.get("/orders/<int:number>")
def show_order(number: int):
    row = db.order(db.connect(), number)
    if row is None:
        abort(404)
    return jsonify(dict(row))

import json
import pickle

import yaml
from flask import Flask, request

app = Flask(__name__)


@app.route("/load", methods=["POST"])
def load():
    # ruleid: py-unsafe-deserialization-request
    value = pickle.loads(request.data)
    # ruleid: py-unsafe-deserialization-request
    value = yaml.unsafe_load(request.data)
    # ok: py-unsafe-deserialization-request, py-pickle-load
    value = json.loads(request.data)
    # ok: py-unsafe-deserialization-request, py-yaml-unsafe-load
    value = yaml.safe_load(request.data)
    return {"value": str(value)}


def settings(stream):
    # ruleid: py-yaml-unsafe-load
    yaml.load(stream)
    # ruleid: py-yaml-unsafe-loader
    yaml.load(stream, Loader=yaml.UnsafeLoader)
    # ok: py-yaml-unsafe-load, py-yaml-unsafe-loader
    yaml.load(stream, Loader=yaml.CSafeLoader)
    # ok: py-yaml-unsafe-load, py-yaml-unsafe-loader
    yaml.load("a: 1", Loader=yaml.SafeLoader)
    # ok: py-yaml-unsafe-load
    yaml.safe_load(stream)


def copies(value, path):
    # ruleid: py-pickle-load
    pickle.load(open(path, "rb"))
    # ok: py-pickle-load
    pickle.loads(pickle.dumps(value))
    # ok: py-pickle-load, py-unsafe-deserialization-request
    pickle.loads(b"\x80\x04K\x01.")


def workers(app, name):
    # ruleid: py-pickle-serializer
    app.conf.task_serializer = "pickle"
    # ruleid: py-pickle-serializer
    app.conf.update(accept_content=["json", "pickle"])
    # ok: py-pickle-serializer
    app.conf.task_serializer = "json"
    # ok: py-pickle-serializer
    app.conf.update(accept_content=["json"])

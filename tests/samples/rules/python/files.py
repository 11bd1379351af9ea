import os
import tarfile
import tempfile
from pathlib import Path

from flask import Flask, request, send_file, send_from_directory
from werkzeug.utils import secure_filename

app = Flask(__name__)
ROOT = Path("/srv/files")


@app.route("/file")
def file():
    name = request.args["name"]
    # ruleid: py-path-traversal
    open("/srv/files/" + name)
    # ruleid: py-path-traversal
    send_file(os.path.join("/srv/files", name))
    # ruleid: py-path-traversal
    (ROOT / name).read_text()
    # ok: py-path-traversal
    open("/srv/files/" + secure_filename(name))
    # ok: py-path-traversal
    send_from_directory("/srv/files", name)
    # ok: py-path-traversal
    open("/srv/files/index.html")
    return "done"


@app.route("/checked/<name>")
def checked(name):
    path = (ROOT / name).resolve()
    if not path.is_relative_to(ROOT):
        return "no", 404
    # ok: py-path-traversal
    return path.read_text()


def unpack(path, members):
    with tarfile.open(path) as archive:
        # ruleid: py-archive-extraction
        archive.extractall("/srv/out")
        # ok: py-archive-extraction
        archive.extractall("/srv/out", filter="data")
        # ok: py-archive-extraction
        archive.getnames()


def temporary():
    # ruleid: py-insecure-temp-file
    name = tempfile.mktemp()
    # ok: py-insecure-temp-file
    handle, name = tempfile.mkstemp()
    # ok: py-insecure-temp-file
    return handle, name, tempfile.NamedTemporaryFile()

import configparser
import os
import tarfile
import tempfile
import zipfile
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


def permissions(path):
    # ruleid: py-open-permissions
    os.chmod(path, 0o777)
    # ruleid: py-open-permissions
    os.umask(0)
    # ok: py-open-permissions
    os.chmod(path, 0o755)
    # ok: py-open-permissions
    os.umask(0o077)


@app.route("/slots/<name>")
def slots(name):
    names = {"a": "fixed.txt", "b": name}
    # ok: py-path-traversal
    open(names["a"])
    # ruleid: py-path-traversal
    open(names["b"])
    rows = []
    rows.append("fixed.txt")
    rows.append(name)
    # ok: py-path-traversal
    open(rows[0])
    # ruleid: py-path-traversal
    open(rows[1])
    settings = configparser.ConfigParser()
    settings.add_section("s")
    settings.set("s", "fixed", "fixed.txt")
    settings.set("s", "given", name)
    # ok: py-path-traversal
    open(settings.get("s", "fixed"))
    # ruleid: py-path-traversal
    open(settings.get("s", "given"))
    limit = 50
    chosen = "fixed.txt" if 3 * 40 + limit > 100 else name
    # ok: py-path-traversal
    open(chosen)
    if 3 * 40 + limit < 100:
        chosen = "fixed.txt"
    else:
        chosen = name
    # ruleid: py-path-traversal
    open(chosen)
    word = "XYZ"
    letter = word[1]
    match letter:
        case "X":
            matched = name
        case "Y":
            matched = "fixed.txt"
        case _:
            matched = name
    # ok: py-path-traversal
    open(matched)
    parts = [part.strip() for part in name.split(",")]
    # ruleid: py-path-traversal
    open(parts[0])
    return "done"


def asked():
    return request.args["name"]


@app.route("/helper")
def helper():
    # ruleid: py-path-traversal
    return open(asked()).read()


def members(path, folder):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            # ruleid: py-archive-name-path
            with open(os.path.join(folder, name), "wb") as out:
                out.write(archive.read(name))
            # ok: py-archive-name-path
            with open(os.path.join(folder, "index"), "wb") as out:
                out.write(archive.read(name))
            # ok: py-archive-name-path
            archive.extract(name, folder)


def one_by_one(path, folder):
    tar = tarfile.open(path)
    for member in tar.getmembers():
        # ruleid: py-archive-extraction
        tar.extract(member, folder)
        # ok: py-archive-extraction
        tar.extract(member, folder, filter="data")


def folders(name):
    # ruleid: py-open-permissions
    os.mkdir(name, 0o777)
    # ok: py-open-permissions
    os.mkdir(name, 0o700)

import os
import shlex
import subprocess

from flask import Flask, request

app = Flask(__name__)
TOOL = "convert"


@app.route("/ping")
def ping():
    host = request.args.get("host")
    # ruleid: py-command-injection-request, py-shell-string
    os.system("ping -c 1 " + host)
    # ruleid: py-command-injection-request, py-shell-string
    subprocess.run(f"ping -c 1 {host}", shell=True)
    # ruleid: py-command-injection-request
    subprocess.run([request.form["program"], "-v"])
    # ruleid: py-command-injection-request
    subprocess.check_output(["sh", "-c", host])
    # ok: py-command-injection-request, py-shell-string
    subprocess.run(["ping", "-c", "1", host], check=True)
    # ok: py-command-injection-request, py-shell-string
    os.system("ping -c 1 " + shlex.quote(host))
    # ok: py-command-injection-request
    os.system("seq %d" % int(host))


def convert(path):
    # ruleid: py-shell-string
    os.popen("convert {} out.png".format(path))
    # ok: py-shell-string
    os.system("ls -l /srv")
    # ok: py-shell-string
    subprocess.run(f"{TOOL} in.png out.png", shell=True)
    # ok: py-shell-string
    subprocess.run(shlex.join(["convert", path]), shell=True)

import os
import shlex
import subprocess
import sys

from flask import Flask, request

app = Flask(__name__)
TOOL = "convert"


@app.route("/ping")
def ping():
    host = request.args.get("host")
    # ruleid: py-command-injection-request
    os.system("ping -c 1 " + host)
    # ruleid: py-command-injection-request
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


def run(command, program, ssh):
    # ruleid: py-shell-dynamic
    os.system(command)
    # ruleid: py-shell-dynamic
    subprocess.check_output(command, shell=True)
    # ok: py-shell-dynamic
    subprocess.check_output(command)
    fixed = "uptime"
    # ok: py-shell-dynamic
    os.system(fixed)
    # ok: py-shell-dynamic
    ssh.exec_command("uptime")
    # ruleid: py-exec-dynamic
    os.execv(program, [program])
    # ok: py-exec-dynamic
    os.execv("/bin/ls", ["ls"])
    # ok: py-exec-dynamic
    os.execv(sys.executable, [sys.executable])


@app.route("/remote/<name>")
def remote(name, ssh):
    args = ["sh", "-c"]
    # ruleid: py-command-injection-request
    shell = ["sh", "-c", "echo " + name]
    # ruleid: py-command-injection-request
    ssh.exec_command("ls " + name)
    if name not in ("a", "b"):
        return "no"
    # ok: py-command-injection-request
    os.system("ls " + name)
    return {"shell": shell, "args": args}


@app.route("/number")
def number():
    count = int(request.args["count"])
    # ok: py-command-injection-request
    os.system("head -n " + str(count))
    name = shlex.quote(request.args["name"])
    # ok: py-command-injection-request
    os.system("cat -- " + name)

import ftplib
import smtplib
import telnetlib
import urllib.parse
import urllib.request
import xmlrpc.client

import httpx
import requests
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from fastapi import FastAPI
from flask import Flask, redirect, request, url_for

app = Flask(__name__)
api = FastAPI()
HOSTS = {"a": "https://a.internal.test/"}


@app.route("/fetch")
def fetch():
    url = request.args.get("url")
    # ruleid: py-ssrf
    requests.get(url, timeout=5)
    # ruleid: py-ssrf
    urllib.request.urlopen("http://" + url)
    # ok: py-ssrf
    requests.get("https://api.service.test/items/" + url, timeout=5)
    # ok: py-ssrf
    requests.get(f"https://api.service.test/items/{url}", timeout=5)
    # ok: py-ssrf
    requests.get("https://api.service.test/", params={"url": url}, timeout=5)
    # ok: py-ssrf
    requests.get(HOSTS.get(url), timeout=5)
    return {}


@api.get("/proxy")
async def proxy(target: str):
    # ruleid: py-ssrf
    return httpx.get(target)


@app.route("/next")
def following():
    # ruleid: py-open-redirect
    return redirect(request.args["next"])


@app.route("/back")
def back():
    if request.args.get("home"):
        # ok: py-open-redirect
        return redirect(url_for("home", page=request.args["home"]))
    # ok: py-open-redirect
    return redirect("/users/" + request.args["user"])


def login(request):
    target = request.GET["next"]
    if request.GET.get("unchecked"):
        # ruleid: py-open-redirect
        return HttpResponseRedirect(target)
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        # ok: py-open-redirect
        return HttpResponseRedirect("/")
    # ok: py-open-redirect
    return HttpResponseRedirect(target)


@app.route("/headers")
def headers(response):
    name = request.args["name"]
    # ruleid: py-header-injection
    response.headers["X-Name"] = name
    # ok: py-header-injection
    response.headers["X-Name"] = urllib.parse.quote(name)
    # ok: py-header-injection
    response.headers["X-Name"] = "fixed"
    return response


def protocols(host, user, password):
    # ruleid: py-plain-protocol
    telnetlib.Telnet(host)
    # ruleid: py-plain-protocol
    ftplib.FTP(host)
    # ok: py-plain-protocol
    ftplib.FTP_TLS(host)
    mail = smtplib.SMTP(host)
    mail.starttls()
    # ok: py-plain-protocol
    mail.login(user, password)
    # ruleid: py-xmlrpc
    xmlrpc.client.ServerProxy("https://" + host)
    # ok: py-xmlrpc
    xmlrpc.client.dumps((host,))
    # ok: py-xmlrpc
    httpx.post("https://a.test/rpc", json={})
    # ruleid: py-bind-all
    app.run(host="0.0.0.0")
    # ok: py-bind-all
    app.run(host="127.0.0.1")
    # ok: py-bind-all
    app.run(host=host)

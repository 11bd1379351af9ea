import urllib.request

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

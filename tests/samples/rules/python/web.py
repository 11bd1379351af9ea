import html
import xml.etree.ElementTree

import defusedxml.ElementTree
import jinja2
import lxml.etree
import tornado.escape
import tornado.web
from django.http import HttpResponse
from django.utils.safestring import mark_safe
from fastapi import FastAPI
from flask import Flask, jsonify, render_template, request

app = Flask(__name__)


@app.route("/hello")
def hello():
    name = request.args.get("name")
    # ruleid: py-xss
    return "<h1>Hello " + name + "</h1>"


@app.route("/safe")
def safe():
    name = request.args.get("name")
    if name == "json":
        # ok: py-xss
        return jsonify(name=name)
    if name == "dict":
        # ok: py-xss
        return {"name": name}
    if name == "page":
        # ok: py-xss
        return render_template("hello.html", name=name)
    # ok: py-xss
    return "<h1>Hello " + html.escape(name) + "</h1>"


def view(request):
    # ruleid: py-xss
    label = mark_safe("<b>" + request.GET["label"] + "</b>")
    # ok: py-xss
    label = mark_safe("<b>fixed</b>")
    # ruleid: py-xss
    return HttpResponse("<p>" + request.GET["text"])


def environments(loader):
    # ruleid: py-autoescape-off
    jinja2.Environment(loader=loader)
    # ruleid: py-autoescape-off
    jinja2.Environment(loader=loader, autoescape=False)
    # ok: py-autoescape-off
    jinja2.Environment(loader=loader, autoescape=True)
    # ok: py-autoescape-off
    jinja2.Environment(loader=loader, autoescape=jinja2.select_autoescape())


def parsers():
    # ruleid: py-xxe
    lxml.etree.XMLParser(resolve_entities=True)
    # ok: py-xxe
    lxml.etree.XMLParser(resolve_entities=False)
    # ok: py-xxe
    lxml.etree.XMLParser(resolve_entities=False, no_network=True)


@app.route("/xml", methods=["POST"])
def document():
    # ruleid: py-xml-request
    xml.etree.ElementTree.fromstring(request.data)
    # ruleid: py-xml-request
    lxml.etree.fromstring(request.data)
    # ok: py-xml-request
    defusedxml.ElementTree.fromstring(request.data)
    # ok: py-xml-request
    xml.etree.ElementTree.fromstring("<a/>")
    return {}


def cookies(response):
    # ruleid: py-cookie-flags
    response.set_cookie("session", "1", secure=False)
    # ok: py-cookie-flags
    response.set_cookie("session", "1", secure=True, httponly=True)
    # ok: py-cookie-flags
    response.set_cookie("theme", "dark")


def start(debug):
    # ruleid: py-debug-mode
    app.run(host="127.0.0.1", debug=True)
    # ok: py-debug-mode
    app.run(debug=False)
    # ok: py-debug-mode
    app.run(debug=debug)
    # ruleid: py-debug-mode
    return FastAPI(debug=True)


def marked(value):
    # ruleid: py-cookie-unprotected
    value.set_cookie("session", "1")
    # ok: py-cookie-unprotected
    value.set_cookie("session", "1", secure=True, httponly=True)
    # ok: py-cookie-unprotected
    value.set_cookie("theme", "dark")
    # ruleid: py-markup-dynamic
    mark_safe(value)
    # ok: py-markup-dynamic
    mark_safe("<b>fixed</b>")
    # ok: py-markup-dynamic
    mark_safe(html.escape(value))


class Page(tornado.web.RequestHandler):
    def get(self):
        name = self.get_argument("name")
        # ruleid: py-xss
        self.write("<b>" + name + "</b>")
        # ok: py-xss
        self.write(tornado.escape.xhtml_escape(name))


@app.route("/entities", methods=["POST"])
def entities():
    # ruleid: py-xxe
    parser = lxml.etree.XMLParser(resolve_entities=True)
    # ruleid: py-xml-request
    lxml.etree.fromstring(request.data, parser)
    # ok: py-xml-request
    return str(lxml.etree.fromstring("<a/>", parser))

import ast
import importlib

import jinja2
from flask import Flask, render_template, render_template_string, request

app = Flask(__name__)
OPERATIONS = {"sum": sum}
PAGE = "<p>{{ name }}</p>"


@app.route("/calc")
def calc():
    # ruleid: py-code-injection-request
    result = eval(request.args["expression"])
    # ok: py-code-injection-request, py-eval-dynamic
    result = ast.literal_eval(request.args["expression"])
    # ok: py-code-injection-request, py-eval-dynamic
    result = eval("1 + 1")
    code = "2 + 2"
    # ok: py-code-injection-request, py-eval-dynamic
    result = eval(code)
    return {"result": OPERATIONS["sum"](result)}


def run(code, model):
    # ruleid: py-eval-dynamic
    exec(code)
    # ok: py-eval-dynamic
    model.eval()


@app.route("/hello")
def hello():
    name = request.args.get("name", "you")
    # ruleid: py-template-injection
    page = render_template_string("<h1>Hello " + name + "</h1>")
    # ruleid: py-template-injection
    page = jinja2.Template(name).render()
    # ok: py-template-injection
    page = render_template_string("<h1>Hello {{ name }}</h1>", name=name)
    # ok: py-template-injection
    page = render_template("hello.html", name=name)
    return page


def plugins(name, source):
    # ruleid: py-import-dynamic
    importlib.import_module(name)
    # ok: py-import-dynamic
    importlib.import_module("plugins.fixed")
    # ok: py-import-dynamic
    __import__("json")
    # ruleid: py-template-dynamic
    render_template_string(source)
    # ok: py-template-dynamic
    render_template_string("<p>{{ name }}</p>", name=name)
    # ok: py-template-dynamic
    return render_template_string(PAGE, name=name)

import ast

import jinja2
from flask import Flask, render_template, render_template_string, request

app = Flask(__name__)
OPERATIONS = {"sum": sum}


@app.route("/calc")
def calc():
    # ruleid: py-code-injection-request, py-eval-dynamic
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

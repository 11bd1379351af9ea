import re

import ldap
import lxml.etree
import pymongo
from flask import Flask, request
from ldap.filter import escape_filter_chars

app = Flask(__name__)
users = pymongo.MongoClient().app.users
tree = lxml.etree.parse("users.xml")


@app.route("/person")
def person():
    connection = ldap.initialize("ldaps://directory.test")
    name = request.args["name"]
    # ruleid: py-ldap-injection
    connection.search_s("dc=test", ldap.SCOPE_SUBTREE, "(uid=" + name + ")")
    # ok: py-ldap-injection
    connection.search_s("dc=test", ldap.SCOPE_SUBTREE, "(uid=" + escape_filter_chars(name) + ")")
    # ok: py-ldap-injection
    connection.search_s("dc=test", ldap.SCOPE_SUBTREE, "(uid=root)")
    # ruleid: py-xpath-injection
    tree.xpath("//user[@name='" + name + "']")
    # ok: py-xpath-injection
    tree.xpath("//user[@name=$name]", name=name)
    # ok: py-xpath-injection
    tree.xpath("//user[@name='" + name.replace("'", "&apos;") + "']")
    # ruleid: py-regex-injection
    re.search(name, "some text")
    # ok: py-regex-injection
    re.search(re.escape(name), "some text")
    # ok: py-regex-injection
    re.search("a+", name)
    # ruleid: py-nosql-injection
    users.find_one(request.get_json())
    # ok: py-nosql-injection
    users.find_one({"name": str(request.json["name"])})
    # ok: py-nosql-injection
    users.find_one({"name": "root"})
    return {}


def patterns(text):
    # ruleid: py-regex-backtracking
    re.compile(r"^(a+)+$")
    # ruleid: py-regex-backtracking
    re.match(r"(?:[a-z]*)*x", text)
    # ok: py-regex-backtracking
    re.compile(r"^(\w+\.)*\w+$")
    # ok: py-regex-backtracking
    re.compile(r"^a+$")
    # ok: py-regex-backtracking
    return re.match(r"\([a-z]+\)+", text)

import os

import jwt
import psycopg2
from flask import Flask

app = Flask(__name__)
# ruleid: py-hardcoded-credential
app.secret_key = "k3j4h5k3j4h5kj3h45"
# ruleid: py-hardcoded-credential
app.config["SECRET_KEY"] = "k3j4h5k3j4h5kj3h45"
# ok: py-hardcoded-credential
app.secret_key = os.environ["SECRET_KEY"]
# ok: py-hardcoded-credential
app.config["SECRET_KEY"] = "change-me"
# ruleid: py-hardcoded-credential
psycopg2.connect(host="db", user="app", password="Tr0ub4dor&3")
# ok: py-hardcoded-credential
psycopg2.connect(host="db", user="app", password=os.environ["DB_PASSWORD"])


def tokens(token, key, claims):
    # ruleid: py-hardcoded-credential
    jwt.encode(claims, "s3cr3t-signing-key", algorithm="HS256")
    # ruleid: py-jwt-unverified
    jwt.decode(token, options={"verify_signature": False})
    # ruleid: py-jwt-unverified
    jwt.decode(token, key, algorithms=["HS256", "none"])
    # ok: py-jwt-unverified, py-hardcoded-credential
    jwt.decode(token, key, algorithms=["RS256"])
    # ok: py-jwt-unverified
    jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": True})
    # ok: py-jwt-unverified
    jwt.encode(claims, key, algorithm="RS256")


def accounts(driver, user, check):
    # ruleid: py-password-literal
    password = "hunter2hunter2"
    # ruleid: py-password-literal
    check(user, password="tr0ub4dor")
    # ok: py-password-literal
    password = os.environ["DB_PASSWORD"]
    # ok: py-password-literal
    password = "changeme"
    # ok: py-password-literal
    password_field = "new-password-field"
    # ruleid: py-empty-password
    driver.connect(host="db", password="")
    # ok: py-empty-password
    driver.connect(host="db", password=password)
    # ok: py-empty-password
    user.set_password(password)
    return password_field


def limits(token, key):
    # ruleid: py-jwt-claims-off
    jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": False})
    # ok: py-jwt-claims-off
    jwt.decode(token, key, algorithms=["HS256"], options={"verify_exp": True})
    # ok: py-jwt-claims-off
    return jwt.decode(token, key, algorithms=["HS256"])


# ruleid: py-password-literal
DATABASE = {"user": "app", "password": "Tr0mbone-42"}
# ok: py-password-literal
DATABASE_NAMES = {"user": "app", "password_file": "Tr0mbone-42"}

import hmac
import logging

from flask import Flask, request, session

app = Flask(__name__)
logger = logging.getLogger(__name__)


@app.route("/keep")
def keep(user, model, current_user):
    name = request.args["name"]
    # ruleid: py-trust-boundary
    session["user"] = name
    # ok: py-trust-boundary
    session["page"] = int(name)
    # ok: py-trust-boundary
    session["user"] = "fixed"
    # ok: py-trust-boundary
    session["user"] = model.query.filter_by(name=name).first().id
    # ruleid: py-log-injection
    logger.info("name %s", name)
    # ok: py-log-injection
    logger.info("name %r", name)
    # ok: py-log-injection
    logger.info("name %s", name.replace("\n", ""))
    # ruleid: py-mass-assignment
    model(**request.json)
    # ok: py-mass-assignment
    model(name=request.json["name"])
    # ok: py-mass-assignment
    dict(**request.json)
    # ruleid: py-assert-authorization
    assert current_user.is_admin
    # ok: py-assert-authorization
    assert current_user
    # ok: py-assert-authorization
    assert user.name
    return {}


def signed(key, body, given):
    mac = hmac.new(key, body, "sha256").hexdigest()
    # ruleid: py-timing-compare
    if mac == given:
        return True
    # ok: py-timing-compare
    if hmac.compare_digest(mac, given):
        return True
    # ok: py-timing-compare
    return given == body

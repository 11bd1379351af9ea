import logging.config
import traceback

from django.views.decorators.csrf import csrf_exempt, csrf_protect
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

# ruleid: py-django-settings
DEBUG = True
# ruleid: py-django-settings
ALLOWED_HOSTS = ["*"]
# ok: py-django-settings
ALLOWED_HOSTS = ["app.test"]
# ok: py-django-settings
SECURE_SSL_REDIRECT = True
# ruleid: py-django-settings
SECURE_SSL_REDIRECT = False
INSTALLED_APPS = ["app"]


# ruleid: py-csrf-off
@csrf_exempt
def hook(request):
    return request


# ok: py-csrf-off
@csrf_protect
def form(request):
    return request


def start(config):
    # ruleid: py-csrf-off
    config.config["WTF_CSRF_ENABLED"] = False
    # ok: py-csrf-off
    config.config["WTF_CSRF_ENABLED"] = True
    api = FastAPI()
    # ruleid: py-cors-any
    api.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
    # ok: py-cors-any
    api.add_middleware(CORSMiddleware, allow_origins=["https://app.test"])
    # ok: py-cors-any
    api.add_middleware(CORSMiddleware)


def listeners(port, check):
    # ruleid: py-log-config-listener
    logging.config.listen(port)
    # ok: py-log-config-listener
    logging.config.listen(port, verify=check)
    # ok: py-log-config-listener
    logging.config.dictConfig(port)


@app.route("/report")
def report():
    try:
        return build()
    except ValueError:
        # ruleid: py-traceback-in-answer
        return traceback.format_exc(), 500


@app.route("/quiet")
def quiet():
    try:
        return build()
    except ValueError:
        # ok: py-traceback-in-answer
        log.error(traceback.format_exc())
        # ok: py-traceback-in-answer
        return "failed", 500

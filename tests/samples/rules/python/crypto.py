import hashlib
import os
import random
import secrets
import ssl
import uuid

import bcrypt
import httpx
import paramiko
import requests
from Crypto.Cipher import AES, DES
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from flask import Flask

app = Flask(__name__)


def digests(data, password, user):
    # ruleid: py-weak-hash
    hashlib.md5(data).hexdigest()
    # ruleid: py-weak-hash
    hashlib.new("sha1", data)
    # ruleid: py-weak-hash
    hashes.Hash(hashes.MD5())
    # ok: py-weak-hash, py-fast-password-hash
    hashlib.sha256(data).hexdigest()
    # ok: py-weak-hash
    hashlib.md5(data, usedforsecurity=False).hexdigest()
    # ok: py-weak-hash
    hashlib.new("sha512", data)
    # ruleid: py-fast-password-hash
    hashlib.sha256(password.encode()).hexdigest()
    # ruleid: py-fast-password-hash
    hashlib.sha512((user.salt + user.password).encode())
    # ok: py-fast-password-hash
    hashlib.scrypt(password.encode(), salt=user.salt, n=16384, r=8, p=1)
    # ok: py-fast-password-hash
    hashlib.pbkdf2_hmac("sha256", password.encode(), user.salt, 600_000)


def ciphers(key, iv):
    # ruleid: py-weak-cipher
    DES.new(key)
    # ruleid: py-weak-cipher
    AES.new(key, AES.MODE_ECB)
    # ruleid: py-weak-cipher
    modes.ECB()
    # ok: py-weak-cipher
    AES.new(key, AES.MODE_GCM)
    # ok: py-weak-cipher
    modes.GCM(iv)
    # ok: py-weak-cipher
    algorithms.AES(key)
    # ruleid: py-weak-key
    rsa.generate_private_key(public_exponent=65537, key_size=1024)
    # ok: py-weak-key
    rsa.generate_private_key(public_exponent=65537, key_size=3072)
    # ok: py-weak-key
    rsa.generate_private_key(public_exponent=65537, key_size=2048)


def make_token():
    # ruleid: py-weak-random
    return "".join(random.choice("abcdef") for _ in range(20))


def draws(session):
    # ruleid: py-weak-random
    reset_token = str(random.randint(0, 999999))
    # ruleid: py-weak-random
    session["otp"] = random.randint(1000, 9999)
    # ok: py-weak-random
    reset_token = secrets.token_urlsafe(32)
    # ok: py-weak-random
    delay = random.uniform(1, 3)
    # ok: py-weak-random
    tokens_left = random.randint(1, 3)
    return reset_token, delay, tokens_left


def calls(url, session, context, ssh):
    # ruleid: py-tls-verify-off
    requests.get(url, verify=False, timeout=5)
    # ruleid: py-tls-verify-off
    httpx.Client(verify=False)
    # ok: py-tls-verify-off
    context.check_hostname = False
    # ruleid: py-tls-verify-off
    context.verify_mode = ssl.CERT_NONE
    # ruleid: py-tls-verify-off
    ssl._create_unverified_context()
    # ruleid: py-tls-verify-off
    ssh.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    # ruleid: py-tls-verify-off
    session.context.check_hostname = False
    # ok: py-tls-verify-off
    requests.get(url, verify=True, timeout=5)
    # ok: py-tls-verify-off
    requests.get(url, verify="ca.pem", timeout=5)
    # ok: py-tls-verify-off
    context.verify_mode = ssl.CERT_REQUIRED
    # ok: py-tls-verify-off
    ssh.set_missing_host_key_policy(paramiko.RejectPolicy())


@app.route("/pick")
def pick(items):
    # ruleid: py-random-in-view
    number = random.randint(1, 10)
    # ok: py-random-in-view
    number += secrets.randbelow(10)
    # ok: py-random-in-view
    number += random.SystemRandom().randint(1, 10)
    return str(number)


def vectors(key, iv, password):
    # ruleid: py-fixed-iv
    AES.new(key, AES.MODE_CBC, b"0123456789abcdef")
    # ok: py-fixed-iv
    AES.new(key, AES.MODE_CBC, iv)
    # ruleid: py-fixed-iv
    hashlib.pbkdf2_hmac("sha256", password, b"salt", 600_000)
    # ok: py-fixed-iv
    return hashlib.pbkdf2_hmac("sha256", password, iv, 600_000)


def costs(password, salt):
    # ruleid: py-weak-password-cost
    bcrypt.hashpw(password, bcrypt.gensalt(4))
    # ok: py-weak-password-cost
    bcrypt.hashpw(password, bcrypt.gensalt(12))
    # ruleid: py-weak-password-cost
    hashlib.pbkdf2_hmac("sha256", password, salt, 1000)
    # ok: py-weak-password-cost
    hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)


def keys_in_code(key, nonce, context):
    # ruleid: py-literal-key
    AES.new(b"0f1e2d3c4b5a6978", AES.MODE_GCM)
    # ok: py-literal-key
    AES.new(key, AES.MODE_GCM)
    # ok: py-literal-key
    AES.new(os.environb[b"KEY"], AES.MODE_GCM)
    # ruleid: py-weak-random
    api_key = str(uuid.uuid1())
    # ok: py-weak-random
    api_key = str(uuid.uuid4())
    # ruleid: py-tls-verify-off
    context.minimum_version = ssl.TLSVersion.TLSv1
    # ok: py-tls-verify-off
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return api_key

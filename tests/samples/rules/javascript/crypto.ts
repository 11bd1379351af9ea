import crypto from "node:crypto";
import https from "node:https";

export function digests(data: string, key: Buffer, iv: Buffer) {
  // ruleid: js-weak-hash
  crypto.createHash("md5").update(data);
  // ruleid: js-weak-hash
  crypto.createHash("sha1").update(data);
  // ok: js-weak-hash
  crypto.createHash("sha256").update(data);
  // ok: js-weak-hash
  crypto.createHmac("sha256", key).update(data);
  // ruleid: js-weak-cipher
  crypto.createCipheriv("des-cbc", key, iv);
  // ruleid: js-weak-cipher
  crypto.createCipheriv("aes-128-ecb", key, null);
  // ok: js-weak-cipher
  crypto.createCipheriv("aes-256-gcm", key, iv);
  // ok: js-weak-cipher
  crypto.createCipheriv("chacha20-poly1305", key, iv);
}

export function draws() {
  // ruleid: js-weak-random, js-random-name
  const resetToken = Math.random().toString(36);
  // ok: js-weak-random
  const sessionToken = crypto.randomBytes(32).toString("hex");
  // ok: js-weak-random
  const delay = Math.random() * 100;
  return { resetToken, sessionToken, delay };
}

export function agents(ca: string) {
  // ruleid: js-tls-verify-off
  new https.Agent({ rejectUnauthorized: false });
  // ruleid: js-tls-verify-off
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  // ok: js-tls-verify-off
  new https.Agent({ rejectUnauthorized: true });
  // ok: js-tls-verify-off
  return new https.Agent({ ca });
}

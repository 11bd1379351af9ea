import crypto from "node:crypto";
import jwt from "jsonwebtoken";
import mysql from "mysql2";

export function tokens(token: string, key: string, claims: object) {
  // ruleid: js-hardcoded-credential
  jwt.sign(claims, "s3cr3t-signing-key");
  // ok: js-hardcoded-credential
  jwt.sign(claims, process.env.JWT_KEY);
  // ruleid: js-hardcoded-credential, js-password-literal
  mysql.createConnection({ host: "db", user: "app", password: "Tr0ub4dor&3" });
  // ok: js-hardcoded-credential
  mysql.createConnection({ host: "db", user: "app", password: "changeme" });
  // ok: js-hardcoded-credential
  mysql.createConnection({ host: "db", password: process.env.DB_PASSWORD });
  // ruleid: js-jwt-unverified
  jwt.verify(token, key, { algorithms: ["HS256", "none"] });
  // ruleid: js-jwt-unverified
  jwt.verify(token, key, { ignoreExpiration: true });
  // ok: js-jwt-unverified, js-hardcoded-credential
  jwt.verify(token, key, { algorithms: ["RS256"] });
  // ok: js-jwt-unverified
  jwt.sign(claims, key, { algorithm: "RS256" });
}

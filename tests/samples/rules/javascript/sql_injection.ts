import express, { Request, Response } from "express";
import { Pool } from "pg";

const app = express();
const pool = new Pool();
const TABLE = "users";

app.get("/user", async (req: Request, res: Response) => {
  const name = req.query.name as string;
  // ruleid: js-sql-injection-request, js-sql-string-building
  await pool.query("SELECT * FROM users WHERE name = '" + name + "'");
  // ruleid: js-sql-injection-request, js-sql-string-building
  await pool.query(`SELECT * FROM users WHERE name = '${name}'`);
  // ok: js-sql-injection-request, js-sql-string-building
  await pool.query("SELECT * FROM users WHERE name = $1", [name]);
  // ok: js-sql-injection-request, js-sql-string-building
  await pool.query(`SELECT * FROM ${TABLE} WHERE name = $1`, [name]);
  // ok: js-sql-injection-request
  await pool.query("SELECT * FROM users WHERE id = " + Number(req.params.id));
  res.json({});
});

export async function report(pool: Pool, kind: string) {
  // ruleid: js-sql-string-building
  await pool.query(`DELETE FROM ${kind} WHERE old`);
  // ok: js-sql-string-building
  await pool.query("SELECT 1 " + "FROM users");
  // ok: js-sql-string-building
  console.log(`SELECT ${kind}`);
}

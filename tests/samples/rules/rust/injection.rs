// Commands, queries and pages: what must match, and the twins that must not.
use actix_web::web;
use std::process::Command;

async fn ping(query: web::Query<Ping>) -> String {
    // ruleid: rs-command-injection
    Command::new("sh").arg("-c").arg(&query.command).output();
    // ok: rs-command-injection
    Command::new("ping").arg(&query.host).output();
    // ok: rs-command-injection
    Command::new("sh").arg("-c").arg("uptime").output();
    // ruleid: rs-command-injection
    Command::new(&query.program).output();
    String::new()
}

fn shell(host: &str, count: u8) {
    // ruleid: rs-shell-format
    Command::new("sh").arg("-c").arg(format!("ping {}", host)).output();
    // ok: rs-shell-format
    Command::new("sh").arg("-c").arg("uptime").output();
    // ok: rs-shell-format
    Command::new("ping").arg(format!("{}", host)).output();
}

fn from_environment() {
    let editor = std::env::var("EDITOR").unwrap();
    // ruleid: rs-program-from-environment
    Command::new(editor).spawn();
    let file = std::env::args().nth(1).unwrap();
    // ok: rs-program-from-environment
    Command::new("vi").arg(file).spawn();
    // ok: rs-program-from-environment
    Command::new("vi").spawn();
}

async fn users(pool: &Pool, name: String, limit: i64) {
    // ruleid: rs-sql-injection
    sqlx::query(&format!("SELECT * FROM users WHERE name = '{}'", name)).fetch_all(pool).await;
    // ok: rs-sql-injection
    sqlx::query("SELECT * FROM users WHERE name = $1").bind(name).fetch_all(pool).await;
    // ok: rs-sql-injection
    sqlx::query(&format!("SELECT * FROM users")).fetch_all(pool).await;
    // ruleid: rs-sql-injection
    diesel::sql_query(format!("DELETE FROM users WHERE id = {}", name)).execute(pool);
    // ruleid: rs-sql-injection
    connection.execute(&format!("UPDATE users SET name = '{name}'"), []);
}

async fn greet(Query(params): Query<Params>) -> Html<String> {
    // ruleid: rs-html-injection, rs-html-format
    Html(format!("<p>{}</p>", params.name))
}

async fn greet_escaped(Query(params): Query<Params>) -> Html<String> {
    // ok: rs-html-injection
    Html(html_escape::encode_text(&params.name).to_string())
}

fn fixed() -> Html<&'static str> {
    // ok: rs-html-injection, rs-html-format
    Html("<p>Hello</p>")
}

fn fixed_text() -> Html<String> {
    // ok: rs-html-format
    Html(format!("<p>Hello</p>"))
}

async fn go_on(Query(params): Query<Params>) -> Redirect {
    // ruleid: rs-open-redirect
    Redirect::to(&params.next)
}

async fn go_home(Query(params): Query<Params>) -> Redirect {
    // ok: rs-open-redirect
    Redirect::to("/home")
}

fn go_up(up: &str) -> Redirect {
    // ok: rs-open-redirect
    Redirect::to(up)
}

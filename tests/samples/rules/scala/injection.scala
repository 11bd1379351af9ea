package controllers

import play.api.mvc._
import scala.sys.process._

class Users(cc: ControllerComponents, db: Database) extends AbstractController(cc) {
  val Allowed = Set("name", "age")

  def find(name: String, id: Int) = Action { request =>
    // ruleid: scala-sql-injection-request, scala-sql-string-building
    db.run(sql"SELECT * FROM users WHERE name = '#$name'".as[User])
    // ok: scala-sql-injection-request, scala-sql-string-building
    db.run(sql"SELECT * FROM users WHERE name = $name".as[User])
    // ruleid: scala-sql-injection-request, scala-sql-string-building
    SQL("SELECT * FROM users WHERE name = '" + name + "'").as(parser.*)
    // ok: scala-sql-injection-request, scala-sql-string-building
    SQL("SELECT * FROM users WHERE name = {name}").on("name" -> name)
    val number = request.getQueryString("number").getOrElse("0").toInt
    // ok: scala-sql-injection-request
    statement.executeQuery(s"SELECT * FROM users WHERE id = $number")
    val column = request.getQueryString("column").getOrElse("name")
    // ruleid: scala-sql-injection-request
    statement.executeQuery(s"SELECT * FROM users ORDER BY $column")
    if (Allowed.contains(column)) {
      // ok: scala-sql-injection-request
      statement.executeQuery(s"SELECT * FROM users ORDER BY $column")
    }
    Ok("")
  }

  def run = Action { request =>
    val host = request.getQueryString("host").getOrElse("")
    // ruleid: scala-command-injection-request
    s"ping -c 1 $host".!
    // ruleid: scala-command-injection-request
    Process("ping " + host).!
    // ok: scala-command-injection-request
    "uptime".!
    // ok: scala-command-injection-request
    Process("uptime").!
    // ruleid: scala-code-injection
    Class.forName(host)
    // ok: scala-code-injection
    Class.forName("controllers.Users")
    // ok: scala-code-injection
    tools.lookup(host)
    // ruleid: scala-ldap-xpath-injection
    context.search("ou=people", s"(uid=$host)", controls)
    // ok: scala-ldap-xpath-injection
    context.search("ou=people", "(uid=admin)", controls)
    // ok: scala-ldap-xpath-injection
    context.search("ou=people", "(uid=" + LdapEncoder.filterEncode(host) + ")", controls)
    // ruleid: scala-log-injection
    logger.info(s"ping of $host")
    // ok: scala-log-injection
    logger.info("ping of " + host.replaceAll("[\r\n]", "_"))
    // ok: scala-log-injection
    logger.info("ping")
    Ok("")
  }
}

class Store(connection: Connection) {
  def find(owner: String, id: Long): ResultSet = {
    // ruleid: scala-sql-string-building
    connection.createStatement().executeQuery(s"SELECT * FROM things WHERE owner = '$owner'")
    // ok: scala-sql-string-building
    connection.createStatement().executeQuery(s"SELECT * FROM things WHERE id = $id")
  }

  def convert(name: String, size: Int): Int = {
    // ruleid: scala-command-building
    Process("convert " + name).!
    // ok: scala-command-building
    Process(Seq("convert", name)).!
    // ok: scala-command-building
    Process(s"convert -size $size").!
  }
}

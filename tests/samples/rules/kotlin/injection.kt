import jakarta.servlet.http.HttpServletRequest

val ALLOWED = setOf("name", "age")

fun Application.users(connection: Connection) {
    routing {
        get("/users") {
            val name = call.request.queryParameters["name"]
            // ruleid: kt-sql-injection-request, kt-sql-string-building
            connection.prepareStatement("SELECT * FROM users WHERE name = '$name'")
            // ok: kt-sql-injection-request, kt-sql-string-building
            connection.prepareStatement("SELECT * FROM users WHERE name = ?")
            val id = call.parameters["id"]!!.toInt()
            // ok: kt-sql-injection-request, kt-sql-string-building
            connection.prepareStatement("SELECT * FROM users WHERE id = $id")
            // ruleid: kt-command-injection-request
            Runtime.getRuntime().exec("id $name")
            // ok: kt-command-injection-request, kt-command-building
            Runtime.getRuntime().exec("uptime")
        }
    }
}

@RestController
class Things(val jdbcTemplate: JdbcTemplate) {
    @GetMapping("/things/{name}")
    fun things(@PathVariable name: String, @RequestParam column: String, @RequestParam page: Int): List<Thing> {
        // ruleid: kt-sql-injection-request, kt-sql-string-building
        jdbcTemplate.query("SELECT * FROM things WHERE name = '" + name + "'", mapper)
        // ok: kt-sql-injection-request, kt-sql-string-building
        jdbcTemplate.query("SELECT * FROM things WHERE name = ?", mapper, name)
        // ok: kt-sql-injection-request
        jdbcTemplate.query("SELECT * FROM things LIMIT 10 OFFSET $page", mapper)
        // ruleid: kt-log-injection
        logger.info("things of $name")
        // ok: kt-log-injection
        logger.info("things of " + name.replace("\n", "_"))
        // ok: kt-log-injection
        logger.info("page $page")
        if (column !in ALLOWED) throw IllegalArgumentException()
        // ok: kt-sql-injection-request
        jdbcTemplate.query("SELECT * FROM things ORDER BY $column", mapper)
        return emptyList()
    }

    fun evaluate(request: HttpServletRequest, xpath: XPath, engine: ScriptEngine) {
        val text = request.getParameter("text")
        // ruleid: kt-expression-injection
        SpelExpressionParser().parseExpression(text).getValue()
        // ruleid: kt-expression-injection
        engine.eval(text)
        // ok: kt-expression-injection
        engine.eval("1 + 1")
        // ok: kt-expression-injection
        SpelExpressionParser().parseExpression("name.length")
        // ruleid: kt-ldap-xpath-injection
        xpath.evaluate("/users/user[@name='$text']", document)
        // ok: kt-ldap-xpath-injection
        xpath.evaluate("/users/user[@name=\$text]", document)
        // ruleid: kt-ldap-xpath-injection
        context.search("ou=people", "(uid=$text)", controls)
        // ok: kt-ldap-xpath-injection
        context.search("ou=people", "(uid=" + LdapEncoder.filterEncode(text) + ")", controls)
    }
}

class Notes(val db: SQLiteDatabase) {
    fun find(owner: String, id: Int) {
        // ruleid: kt-sql-string-building
        db.rawQuery("SELECT * FROM notes WHERE owner = '$owner'", null)
        // ok: kt-sql-string-building
        db.rawQuery("SELECT * FROM notes WHERE owner = ?", arrayOf(owner))
        // ok: kt-sql-string-building
        db.rawQuery("SELECT * FROM notes WHERE id = $id", null)
    }

    fun convert(name: String, size: Int) {
        // ruleid: kt-command-building
        Runtime.getRuntime().exec("convert $name")
        // ok: kt-command-building
        Runtime.getRuntime().exec("convert -size $size")
        // ok: kt-command-injection-request
        ProcessBuilder("convert", name).start()
    }
}

using System.Data.SqlClient;

namespace App
{
    public class UsersController : Controller
    {
        private const string Table = "users";

        [HttpGet]
        public IActionResult Find([FromQuery] string name, int id, UserForm form)
        {
            // ruleid: cs-sql-injection-request, cs-sql-string-building
            var a = new SqlCommand("SELECT * FROM users WHERE name = '" + name + "'", connection);
            // ruleid: cs-sql-injection-request, cs-sql-string-building
            var b = new SqlCommand($"SELECT * FROM users WHERE name = '{name}'", connection);
            // ruleid: cs-sql-injection-request, cs-sql-string-building
            context.Users.FromSqlRaw("SELECT * FROM users WHERE name = '" + form.Name + "'");
            var sql = string.Format("SELECT * FROM users WHERE name = '{0}'", Request.Query["name"]);
            // ruleid: cs-sql-injection-request, cs-sql-string-building
            command.CommandText = sql;
            var builder = new StringBuilder("SELECT * FROM users WHERE name = '");
            builder.Append(name);
            // ruleid: cs-sql-injection-request, cs-sql-parameter
            connection.Query(builder.ToString());
            // ok: cs-sql-injection-request, cs-sql-string-building, cs-sql-parameter
            var c = new SqlCommand("SELECT * FROM users WHERE name = @name", connection);
            // ok: cs-sql-injection-request, cs-sql-string-building
            command.CommandText = "SELECT * FROM " + Table;
            // ok: cs-sql-injection-request, cs-sql-string-building
            context.Users.FromSqlRaw("SELECT * FROM users WHERE name = {0}", name);
            // ok: cs-sql-injection-request, cs-sql-string-building
            context.Users.FromSqlInterpolated($"SELECT * FROM users WHERE name = {name}");
            // ok: cs-sql-injection-request
            var d = new SqlCommand("SELECT * FROM users WHERE id = " + int.Parse(name), connection);
            // ok: cs-sql-injection-request
            connection.Query("SELECT * FROM users WHERE name = @name", new { name });
            if (!Columns.Contains(name))
            {
                return BadRequest();
            }
            // ok: cs-sql-injection-request
            var e = new SqlCommand(name, connection);
            return Ok();
        }
    }

    public class Reports
    {
        public void Run(string kind, string sql, int id)
        {
            // ruleid: cs-sql-string-building
            var a = new SqlCommand("DELETE FROM reports WHERE kind = '" + kind + "'", connection);
            // ruleid: cs-sql-parameter
            var b = new SqlCommand(sql, connection);
            var column = "name";
            // ok: cs-sql-string-building
            var c = new SqlCommand("SELECT " + column + " FROM reports", connection);
            // ok: cs-sql-parameter
            var d = new SqlCommand("SELECT 1", connection);
        }
    }
}

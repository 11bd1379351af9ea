import jakarta.persistence.EntityManager;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

class Users {
  private static final String TABLE = "users";
  private static final Set<String> COLUMNS = Set.of("name", "age");
  private JdbcTemplate jdbc;
  private EntityManager em;

  void find(HttpServletRequest request, Connection connection) throws Exception {
    String name = request.getParameter("name");
    Statement statement = connection.createStatement();
    // ruleid: java-sql-injection-request, java-sql-string-building
    statement.executeQuery("SELECT * FROM users WHERE name = '" + name + "'");
    // ruleid: java-sql-injection-request, java-sql-string-building
    jdbc.query(String.format("SELECT * FROM users WHERE name = '%s'", name), mapper);
    // ruleid: java-sql-injection-request, java-sql-string-building
    em.createNativeQuery("SELECT * FROM users WHERE name = '" + name + "'").getResultList();
    // ok: java-sql-injection-request, java-sql-string-building
    PreparedStatement bound = connection.prepareStatement("SELECT * FROM " + TABLE + " WHERE name = ?");
    bound.setString(1, name);
    int id = Integer.parseInt(request.getParameter("id"));
    // ok: java-sql-injection-request, java-sql-string-building
    statement.executeQuery("SELECT * FROM users WHERE id = " + id);
    // ok: java-sql-injection-request, java-sql-string-building
    jdbc.query("SELECT * FROM users WHERE name = ?", mapper, name);
  }

  void built(HttpServletRequest request, Statement statement) throws Exception {
    StringBuilder sql = new StringBuilder("SELECT * FROM users WHERE name = '");
    sql.append(request.getHeader("X-Name")).append("'");
    // ruleid: java-sql-injection-request, java-sql-string-building
    statement.executeQuery(sql.toString());
    StringBuilder fixed = new StringBuilder("SELECT * FROM users");
    fixed.append(" WHERE name IS NULL");
    // ok: java-sql-injection-request, java-sql-string-building
    statement.executeQuery(fixed.toString());
  }

  void checked(HttpServletRequest request, Statement statement) throws Exception {
    String column = request.getParameter("column");
    if (!COLUMNS.contains(column)) {
      throw new IllegalArgumentException("column");
    }
    String sql = "SELECT * FROM users";
    // ok: java-sql-injection-request
    statement.executeQuery(sql + " ORDER BY " + column);
    String other = request.getParameter("other");
    // ruleid: java-sql-injection-request, java-sql-string-building
    statement.executeQuery(sql + " ORDER BY " + other);
    String word = request.getParameter("word");
    if (!word.matches("[a-z]{1,20}")) {
      return;
    }
    // ok: java-sql-injection-request
    statement.executeQuery(sql + " ORDER BY " + word);
  }

  void constant(HttpServletRequest request, Statement statement) throws Exception {
    String name = request.getParameter("name");
    int number = 106;
    String chosen = number * 2 > 200 ? "fixed" : name;
    // ok: java-sql-injection-request
    statement.executeQuery("SELECT 1 FROM a WHERE name = '" + chosen + "'");
    String taken = number * 2 < 200 ? "fixed" : name;
    // ruleid: java-sql-injection-request, java-sql-string-building
    statement.executeQuery("SELECT 1 FROM a WHERE name = '" + taken + "'");
    String branch;
    if (number > 100) {
      branch = "fixed";
    } else {
      branch = name;
    }
    // ok: java-sql-injection-request
    statement.executeQuery("SELECT 1 FROM a WHERE name = '" + branch + "'");
    Map<String, String> values = new HashMap<>();
    values.put("one", "fixed");
    values.put("two", name);
    // ok: java-sql-injection-request
    statement.executeQuery("SELECT 1 FROM a WHERE name = '" + values.get("one") + "'");
    // ruleid: java-sql-injection-request, java-sql-string-building
    statement.executeQuery("SELECT 1 FROM a WHERE name = '" + values.get("two") + "'");
    List<String> list = new ArrayList<>();
    list.add("fixed");
    list.add(name);
    // ok: java-sql-injection-request
    statement.executeQuery("SELECT 1 FROM a WHERE name = '" + list.get(0) + "'");
    // ruleid: java-sql-injection-request, java-sql-string-building
    statement.executeQuery("SELECT 1 FROM a WHERE name = '" + list.get(1) + "'");
    String a = "SELECT 1";
    String b = a + " FROM users";
    // ok: java-sql-injection-request, java-sql-string-building
    statement.executeQuery(b + " WHERE 1 = 1");
  }

  List<String> byMethod(String owner, long id, Statement statement) throws Exception {
    // ruleid: java-sql-string-building
    statement.executeQuery("SELECT name FROM things WHERE owner = '" + owner + "'");
    // ok: java-sql-string-building
    statement.executeQuery("SELECT name FROM things WHERE id = " + id);
    // ok: java-sql-string-building
    log.info("SELECT name FROM things WHERE owner = '" + owner + "'");
    return null;
  }
}

@RestController
class Things {
  @GetMapping("/things/{name}")
  public List<Thing> things(@PathVariable String name, @RequestParam(required = false) Long owner) {
    // ruleid: java-sql-injection-request, java-sql-string-building
    em.createQuery("FROM Thing t WHERE t.name = '" + name + "'");
    // ok: java-sql-injection-request
    em.createQuery("FROM Thing t WHERE t.name = :name").setParameter("name", name);
    // ok: java-sql-injection-request, java-sql-string-building
    return em.createQuery("FROM Thing t WHERE t.owner = " + owner).getResultList();
  }

  @PostMapping("/things")
  public void add(@RequestBody Thing thing, Model model) {
    // ruleid: java-sql-injection-request, java-sql-string-building
    jdbcTemplate.update("INSERT INTO things VALUES ('" + thing.getName() + "')");
    // ok: java-sql-injection-request, java-sql-string-building
    jdbcTemplate.update("INSERT INTO things VALUES (?)", thing.getName());
  }

  @GET
  @Path("/x")
  public void resource(@QueryParam("name") String name) {
    // ruleid: java-sql-injection-request, java-sql-string-building
    jdbcTemplate.execute("DELETE FROM things WHERE name = '" + name + "'");
  }
}

interface ThingMapper {
  // ruleid: java-mybatis-substitution
  @Select("SELECT * FROM things ORDER BY ${column}")
  List<Thing> sorted(String column);

  // ok: java-mybatis-substitution
  @Select("SELECT * FROM things WHERE name = #{name}")
  List<Thing> named(String name);

  // ok: java-mybatis-substitution
  @Value("${things.path}")
  String path();
}

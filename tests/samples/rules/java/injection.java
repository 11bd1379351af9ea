import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import javax.script.ScriptEngine;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathFactory;

class Injections {
  private static final Map<String, String> NAMES = Map.of("a", "com.example.A");

  void ldap(HttpServletRequest request, DirContext context) throws Exception {
    String user = request.getParameter("user");
    // ruleid: java-ldap-injection, java-ldap-filter-building
    context.search("ou=people", "(uid=" + user + ")", controls);
    // ok: java-ldap-injection, java-ldap-filter-building
    context.search("ou=people", "(uid=" + LdapEncoder.filterEncode(user) + ")", controls);
    // ok: java-ldap-injection, java-ldap-filter-building
    context.search("ou=people", "(uid={0})", new Object[] {user}, controls);
  }

  void lookup(String user, InitialDirContext context) throws Exception {
    String filter = "(&(objectClass=person)(uid=" + user + "))";
    // ruleid: java-ldap-filter-building
    context.search("ou=people", filter, controls);
  }

  void xpath(HttpServletRequest request, Document document) throws Exception {
    String user = request.getParameter("user");
    XPath xpath = XPathFactory.newInstance().newXPath();
    String expression = "/users/user[@name='" + user + "']";
    // ruleid: java-xpath-injection, java-xpath-building
    xpath.evaluate(expression, document);
    // ok: java-xpath-injection, java-xpath-building
    xpath.evaluate("/users/user[@name=$user]", document);
    // ok: java-xpath-injection, java-xpath-building
    xpath.compile("/users/user[1]");
  }

  void xpathOf(String user, XPath xpath) throws Exception {
    // ruleid: java-xpath-building
    xpath.compile("//user[name='" + user + "']");
  }

  void code(HttpServletRequest request, ScriptEngine engine) throws Exception {
    String text = request.getParameter("text");
    // ruleid: java-expression-injection
    engine.eval(text);
    SpelExpressionParser parser = new SpelExpressionParser();
    // ruleid: java-expression-injection
    parser.parseExpression(text).getValue();
    // ruleid: java-expression-injection
    Ognl.getValue(text, root);
    // ruleid: java-expression-injection
    MVEL.eval("a + " + text);
    // ok: java-expression-injection, java-expression-building
    parser.parseExpression("name.length()").getValue(text);
    // ok: java-expression-injection, java-expression-building
    engine.eval("1 + 1");
  }

  Object compute(String formula, ScriptEngine engine) throws Exception {
    // ruleid: java-expression-building
    return engine.eval(formula);
  }

  void template(HttpServletRequest request, VelocityContext context) throws Exception {
    String text = request.getParameter("text");
    // ruleid: java-template-injection
    Velocity.evaluate(context, out, "page", "Hello " + text);
    context.put("text", text);
    // ok: java-template-injection
    Velocity.evaluate(context, out, "page", "Hello $text");
    // ok: java-template-injection
    Velocity.mergeTemplate("page.vm", "UTF-8", context, out);
  }

  void reflection(HttpServletRequest request) throws Exception {
    String name = request.getParameter("class");
    // ruleid: java-reflection-request
    Class.forName(name).newInstance();
    // ok: java-reflection-request
    Class.forName("com.example.A");
    // ok: java-reflection-request
    Class.forName(NAMES.get(name));
  }

  void regex(HttpServletRequest request, String text) {
    String expression = request.getParameter("expression");
    // ruleid: java-regex-request
    Pattern.compile(expression).matcher(text);
    // ok: java-regex-request
    Pattern.compile(Pattern.quote(expression)).matcher(text);
    // ok: java-regex-request
    Pattern.compile("[a-z]+").matcher(expression);
  }

  void logs(HttpServletRequest request) {
    String name = request.getParameter("name");
    // ruleid: java-log-injection
    log.info("login of " + name);
    // ruleid: java-log-injection
    logger.warn("login of {}", name);
    // ok: java-log-injection
    log.info("login of " + name.replaceAll("[\r\n]", "_"));
    // ok: java-log-injection
    log.info("login of {}", Integer.parseInt(name));
  }
}

@Controller
class Pages {
  @GetMapping("/page")
  public String page(@RequestParam String section) {
    // ruleid: java-template-injection
    return "pages/" + section;
  }

  @GetMapping("/old")
  public String old(@RequestParam Long id) {
    // ok: java-template-injection
    return "pages/" + id;
  }
}

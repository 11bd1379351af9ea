import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.PrintWriter;
import org.owasp.encoder.Encode;

class Web {
  void page(HttpServletRequest request, HttpServletResponse response) throws Exception {
    String name = request.getParameter("name");
    // ruleid: java-xss
    response.getWriter().println("<p>" + name + "</p>");
    PrintWriter out = response.getWriter();
    // ruleid: java-xss
    out.printf("<p>%s</p>", name);
    // ok: java-xss
    out.println("<p>" + Encode.forHtml(name) + "</p>");
    // ok: java-xss
    out.println("<p>hello</p>");
    // ok: java-xss
    System.out.println(name);
  }

  void json(HttpServletRequest request, HttpServletResponse response) throws Exception {
    response.setContentType("application/json");
    // ok: java-xss
    response.getWriter().println(request.getParameter("name"));
  }

  void cookies(HttpServletResponse response, String value) {
    Cookie open = new Cookie("session", value);
    // ruleid: java-cookie-flags
    response.addCookie(open);
    Cookie closed = new Cookie("session", value);
    closed.setSecure(true);
    closed.setHttpOnly(true);
    // ok: java-cookie-flags
    response.addCookie(closed);
    Cookie gone = new Cookie("session", "");
    gone.setMaxAge(0);
    // ok: java-cookie-flags
    response.addCookie(gone);
    // ruleid: java-cookie-flags-off
    closed.setHttpOnly(false);
    // ruleid: java-cookie-flags-off
    ResponseCookie.from("a", value).path("/").secure(false).build();
    // ok: java-cookie-flags-off
    ResponseCookie.from("a", value).path("/").secure(true).build();
    // ok: java-cookie-flags-off
    closed.setSecure(isHttps);
  }

  SecurityFilterChain chain(HttpSecurity http) throws Exception {
    // ruleid: java-csrf-disabled
    http.csrf().disable();
    // ruleid: java-protection-headers-off
    http.headers().frameOptions().disable();
    // ok: java-protection-headers-off
    http.headers().frameOptions().sameOrigin();
    // ok: java-protection-headers-off
    http.cors().disable();
    // ok: java-csrf-disabled
    http.csrf(csrf -> csrf.ignoringRequestMatchers("/hooks"));
    return http.build();
  }

  SecurityFilterChain tokens(HttpSecurity http) throws Exception {
    http.sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    // ok: java-csrf-disabled
    http.csrf(csrf -> csrf.disable());
    return http.build();
  }

  void session(HttpServletRequest request, HttpSession session) {
    // ruleid: java-trust-boundary
    session.setAttribute("role", request.getParameter("role"));
    // ok: java-trust-boundary
    session.setAttribute("role", "visitor");
    // ok: java-trust-boundary
    session.setAttribute("page", Integer.parseInt(request.getParameter("page")));
  }

  void errors(HttpServletResponse response) throws Exception {
    try {
      work();
    } catch (Exception error) {
      // ruleid: java-stack-trace-response
      error.printStackTrace(response.getWriter());
      // ok: java-stack-trace-response
      error.printStackTrace();
      // ok: java-stack-trace-response
      response.getWriter().println("failed");
    }
  }

  void debug(WebSecurity web) {
    // ruleid: java-debug-mode
    web.debug(true);
    // ok: java-debug-mode
    web.debug(false);
    // ok: java-debug-mode
    log.debug("true");
  }

  void fill(HttpServletRequest request, User user, Map<String, String> fixed) throws Exception {
    // ruleid: java-mass-assignment
    BeanUtils.populate(user, request.getParameterMap());
    // ok: java-mass-assignment
    BeanUtils.populate(user, fixed);
    // ok: java-mass-assignment
    user.setName(request.getParameter("name"));
  }

  void view(WebView view, WebSettings settings) {
    // ruleid: java-webview-bridge
    settings.setAllowUniversalAccessFromFileURLs(true);
    // ruleid: java-webview-bridge
    view.addJavascriptInterface(new Bridge(), "bridge");
    // ok: java-webview-bridge
    settings.setAllowUniversalAccessFromFileURLs(false);
    // ok: java-webview-bridge
    settings.setJavaScriptEnabled(true);
  }
}

@RestController
class Answers {
  @GetMapping("/hello")
  public String hello(@RequestParam String name) {
    // ruleid: java-xss
    return "<p>Hello " + name + "</p>";
  }

  @GetMapping("/number")
  public String number(@RequestParam int number) {
    // ok: java-xss
    return "<p>" + number + "</p>";
  }

  @GetMapping(value = "/text", produces = "application/json")
  public String text(@RequestParam String name) {
    // ok: java-xss
    return name;
  }
}

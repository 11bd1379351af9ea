import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URL;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.springframework.web.client.RestTemplate;

class Network {
  private static final Set<String> ALLOWED_HOSTS = Set.of("api.example.org");
  private RestTemplate restTemplate;

  void call(HttpServletRequest request) throws Exception {
    String address = request.getParameter("address");
    // ruleid: java-ssrf
    new URL(address).openStream();
    // ruleid: java-ssrf
    restTemplate.getForObject(address, String.class);
    // ruleid: java-ssrf
    HttpRequest.newBuilder(URI.create(address)).build();
    // ruleid: java-ssrf
    new Request.Builder().url("https://" + address + "/x").build();
    // ok: java-ssrf
    new URL("https://api.example.org/items/" + address).openStream();
    // ok: java-ssrf
    new URL("https://api.example.org/").openStream();
    if (ALLOWED_HOSTS.contains(address)) {
      // ok: java-ssrf
      new URL("https://" + address + "/x").openStream();
    }
  }

  void go(HttpServletRequest request, HttpServletResponse response) throws Exception {
    String next = request.getParameter("next");
    // ruleid: java-open-redirect
    response.sendRedirect(next);
    // ok: java-open-redirect
    response.sendRedirect("/login?next=" + next);
    // ok: java-open-redirect
    response.sendRedirect(request.getContextPath() + "/home");
    // ruleid: java-header-injection
    response.setHeader("X-Next", next);
    // ok: java-header-injection
    response.setHeader("X-Next", next.replaceAll("[\r\n]", ""));
    // ok: java-header-injection
    response.setHeader("X-Next", "none");
    // ruleid: java-cors-any-origin
    response.setHeader("Access-Control-Allow-Origin", "*");
    // ruleid: java-cors-request
    response.setHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
    // ok: java-cors-any-origin, java-cors-request
    response.setHeader("Access-Control-Allow-Origin", "https://example.org");
    // ok: java-cors-any-origin, java-cors-request
    response.setHeader("X-Any", "*");
  }

  void versions() throws Exception {
    // ruleid: java-tls-old-version
    SSLContext.getInstance("SSLv3");
    // ok: java-tls-old-version
    SSLContext.getInstance("TLSv1.3");
    // ok: java-tls-old-version
    SSLContext.getInstance("TLS");
    // ruleid: java-tls-trust-all
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
    // ok: java-tls-trust-all
    HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> host.equals(session.getPeerHost()));
  }
}

@Controller
class Redirects {
  @GetMapping("/go")
  public String go(@RequestParam String next) {
    // ruleid: java-open-redirect
    return "redirect:" + next;
  }

  @GetMapping("/item")
  public String item(@RequestParam String id) {
    // ok: java-open-redirect
    return "redirect:/items/" + id;
  }

  // ruleid: java-cors-any-origin
  @CrossOrigin(origins = "*")
  public void open() {}
}

class TrustsAll implements X509TrustManager {
  // ruleid: java-tls-trust-all
  public void checkClientTrusted(X509Certificate[] chain, String type) {}

  // ok: java-tls-trust-all
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    platform.checkServerTrusted(chain, type);
  }
}

class AnyHost implements HostnameVerifier {
  // ruleid: java-tls-trust-all
  public boolean verify(String host, SSLSession session) {
    return true;
  }
}

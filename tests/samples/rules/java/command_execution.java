import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;

class Commands {
  void run(HttpServletRequest request) throws Exception {
    String host = request.getParameter("host");
    // ruleid: java-command-injection-request
    Runtime.getRuntime().exec("ping -c 1 " + host);
    Runtime runtime = Runtime.getRuntime();
    String[] command = {"sh", "-c", "ping " + host};
    // ruleid: java-command-injection-request
    runtime.exec(command);
    List<String> words = new ArrayList<>();
    words.add("sh");
    words.add(host);
    // ruleid: java-command-injection-request
    new ProcessBuilder(words).start();
    ProcessBuilder builder = new ProcessBuilder();
    // ruleid: java-command-injection-request
    builder.command("bash", "-c", host);
    // ok: java-command-injection-request, java-command-building
    Runtime.getRuntime().exec("uptime");
    int count = Integer.parseInt(request.getParameter("count"));
    // ok: java-command-injection-request, java-command-building
    Runtime.getRuntime().exec("ping -c " + count + " localhost");
    // ok: java-command-injection-request
    executor.exec(host);
  }

  void cookies(HttpServletRequest request) throws Exception {
    for (Cookie cookie : request.getCookies()) {
      if (cookie.getName().equals("tool")) {
        // ruleid: java-command-injection-request
        Runtime.getRuntime().exec(cookie.getValue());
      }
    }
  }

  private void convert(String name, int size) throws Exception {
    // ruleid: java-command-building
    Runtime.getRuntime().exec("convert " + name);
    // ruleid: java-command-building
    new ProcessBuilder("/bin/sh", "-c", "convert " + name).start();
    // ok: java-command-building
    new ProcessBuilder("convert", name).start();
    // ok: java-command-building
    Runtime.getRuntime().exec("convert -size " + size);
    String tool = "convert";
    // ok: java-command-building
    Runtime.getRuntime().exec(tool);
  }
}

import jakarta.servlet.http.HttpServletRequest;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.zip.ZipEntry;

class Downloads {
  void read(HttpServletRequest request) throws Exception {
    String name = request.getParameter("name");
    // ruleid: java-path-traversal-request
    new FileInputStream("/srv/files/" + name);
    // ruleid: java-path-traversal-request
    File file = new File("/srv/files", name);
    // ruleid: java-path-traversal-request
    Path path = Paths.get("/srv/files", name);
    // ruleid: java-path-traversal-request
    java.io.File full = new java.io.File("/srv/files", name);
    // ok: java-path-traversal-request
    new File("/srv/files", FilenameUtils.getName(name));
    // ok: java-path-traversal-request
    new FileInputStream("/srv/files/fixed");
    // ok: java-path-traversal-request
    new File("/srv/files", Integer.parseInt(name) + ".txt");
  }

  void canonical(HttpServletRequest request) throws Exception {
    // ok: java-path-traversal-request
    File file = new File("/srv/files", request.getParameter("name"));
    if (!file.getCanonicalPath().startsWith("/srv/files/")) {
      throw new SecurityException();
    }
    // ok: java-path-traversal-request
    new FileInputStream(file);
  }

  void refused(HttpServletRequest request) throws Exception {
    String name = request.getParameter("name");
    if (name.contains("..")) {
      return;
    }
    // ok: java-path-traversal-request
    new FileInputStream("/srv/files/" + name);
  }

  @PostMapping("/upload")
  String upload(@RequestParam("file") MultipartFile file) throws Exception {
    // ruleid: java-path-traversal-request
    Path target = Paths.get("/srv/uploads").resolve(file.getOriginalFilename());
    // ok: java-path-traversal-request
    Files.write(Paths.get("/srv/uploads/x"), file.getBytes());
    return "done";
  }

  void unzip(ZipEntry entry, Path folder) throws Exception {
    // ruleid: java-zip-slip
    Path target = folder.resolve(entry.getName());
    Files.copy(input, target);
  }

  void unzipChecked(ZipEntry entry, Path folder) throws Exception {
    // ok: java-zip-slip
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new SecurityException();
    }
    Files.copy(input, target);
  }

  void unzipFlat(ZipEntry entry, File folder) throws Exception {
    // ok: java-zip-slip
    new FileOutputStream(new File(folder, new File(entry.getName()).getName()));
    // ruleid: java-zip-slip
    new FileOutputStream(folder + "/" + entry.getName());
  }

  void rights(File file) throws Exception {
    // ruleid: java-world-permissions
    file.setWritable(true, false);
    // ruleid: java-world-permissions
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    // ok: java-world-permissions
    file.setWritable(true);
    // ok: java-world-permissions
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    // ok: java-world-permissions
    file.setWritable(false, false);
    // ruleid: java-insecure-temp-file
    new FileOutputStream("/tmp/report.txt");
    // ok: java-insecure-temp-file
    new FileOutputStream("/srv/report.txt");
    // ok: java-insecure-temp-file
    Files.createTempFile("report", ".txt");
  }
}

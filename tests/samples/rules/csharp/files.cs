using System.IO;

namespace App
{
    public class FilesController : Controller
    {
        public IActionResult Show(string name, int id, IFormFile file)
        {
            // ruleid: cs-path-traversal
            System.IO.File.ReadAllText("uploads/" + name);
            // ruleid: cs-path-traversal
            var a = new FileStream(Path.Combine("uploads", name), FileMode.Open);
            // ruleid: cs-path-traversal
            return PhysicalFile(Path.Combine(root, Request.Query["name"]), "text/plain");
        }

        public IActionResult Save(string name, int id, IFormFile file)
        {
            // ruleid: cs-path-traversal
            var a = new FileStream(Path.Combine("uploads", file.FileName), FileMode.Create);
            // ok: cs-path-traversal
            var b = new FileStream(Path.Combine("uploads", Path.GetFileName(file.FileName)), FileMode.Create);
            // ok: cs-path-traversal
            System.IO.File.ReadAllText("uploads/" + id + ".txt");
            // ok: cs-path-traversal
            var c = new StreamReader(Request.Body);
            // ok: cs-path-traversal
            System.IO.File.ReadAllText(files[name]);
            var path = Path.GetFullPath(Path.Combine("uploads", name));
            if (!path.StartsWith("/srv/uploads/"))
            {
                return BadRequest();
            }
            // ok: cs-path-traversal
            System.IO.File.Delete(path);
            return Ok();
        }

        public void Unpack(ZipArchive archive, string target)
        {
            foreach (var entry in archive.Entries)
            {
                // ruleid: cs-archive-extraction
                entry.ExtractToFile(Path.Combine(target, entry.FullName));
                // ok: cs-archive-extraction
                entry.ExtractToFile(Path.Combine(target, Path.GetFileName(entry.FullName)));
                // ok: cs-archive-extraction
                Console.WriteLine(entry.FullName);
            }
            // ruleid: cs-insecure-temp-file
            File.WriteAllText(Path.Combine(Path.GetTempPath(), "report.csv"), text);
            // ok: cs-insecure-temp-file
            File.WriteAllText(Path.Combine(folder, "report.csv"), text);
            // ok: cs-insecure-temp-file
            File.WriteAllText(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), text);
            // ruleid: cs-insecure-permissions
            security.AddAccessRule(new FileSystemAccessRule("Everyone", FileSystemRights.FullControl, AccessControlType.Allow));
            // ruleid: cs-insecure-permissions
            File.SetUnixFileMode("a", UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
            // ok: cs-insecure-permissions
            File.SetUnixFileMode("a", UnixFileMode.UserWrite);
            // ok: cs-insecure-permissions
            security.AddAccessRule(new FileSystemAccessRule("app", FileSystemRights.Read, AccessControlType.Allow));
        }
    }
}

using System.Diagnostics;

namespace App
{
    public class ToolsController : ControllerBase
    {
        public IActionResult Run(string host)
        {
            // ruleid: cs-command-injection-request, cs-shell-string
            Process.Start("cmd.exe", "/c ping " + host);
            // ruleid: cs-command-injection-request, cs-command-parameter
            var info = new ProcessStartInfo { FileName = host };
            // ruleid: cs-command-injection-request, cs-shell-string
            info.Arguments = $"-c {Request.Query["host"]}";
            // ok: cs-command-injection-request, cs-shell-string, cs-command-parameter
            Process.Start("uptime");
            // ok: cs-command-injection-request, cs-shell-string, cs-command-parameter
            info.ArgumentList.Add(host);
            // ok: cs-command-injection-request, cs-command-parameter
            Process.Start("kill", int.Parse(host).ToString());
            const string flags = "-l";
            // ok: cs-shell-string, cs-command-parameter
            Process.Start("ls", "-a " + flags);
            return Ok();
        }
    }

    public class Tools
    {
        public void Run(string program, string folder)
        {
            // ruleid: cs-command-parameter
            Process.Start(program);
            // ruleid: cs-shell-string
            Process.Start("ls", "-l " + folder);
        }
    }
}

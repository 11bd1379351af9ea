namespace App
{
    public class PluginsController : Controller
    {
        public IActionResult Run(string code, string type, string q)
        {
            // ruleid: cs-code-injection-request, cs-eval-dynamic
            CSharpScript.EvaluateAsync(code);
            // ruleid: cs-code-injection-request
            CSharpScript.RunAsync(Request.Form["code"]);
            // ok: cs-code-injection-request, cs-eval-dynamic
            CSharpScript.EvaluateAsync("1 + 1");
            // ok: cs-code-injection-request, cs-eval-dynamic
            JsonSerializer.Deserialize<Rule>(code);
            // ruleid: cs-unsafe-reflection
            var a = Type.GetType(type);
            // ruleid: cs-unsafe-reflection
            Assembly.LoadFrom(Request.Query["library"]);
            // ok: cs-unsafe-reflection
            var b = Type.GetType("App.Report");
            // ok: cs-unsafe-reflection
            var c = Activator.CreateInstance(reports[type]);
            // ruleid: cs-template-injection
            engine.RunCompile(code, "key");
            // ok: cs-template-injection
            engine.RunCompile("Hello @Model.Name", "key", null, new { Name = code });
            // ok: cs-template-injection
            Template.Parse("Hello {{ name }}");
            // ruleid: cs-regex-request
            var d = new Regex(q);
            // ruleid: cs-regex-request
            Regex.IsMatch(text, Request.Query["pattern"]);
            // ok: cs-regex-request
            var e = new Regex(Regex.Escape(q));
            // ok: cs-regex-request
            Regex.Matches(q, "^[a-z]+$");
            // ruleid: cs-regex-nested-repeat
            var f = new Regex("^(a+)+$");
            // ruleid: cs-regex-nested-repeat
            Regex.IsMatch(text, @"^(\w+)*x");
            // ok: cs-regex-nested-repeat
            var g = new Regex("^[a-z]+$");
            // ok: cs-regex-nested-repeat
            var h = new Regex("^(a+)+$", RegexOptions.None, TimeSpan.FromSeconds(1));
            return Ok();
        }
    }
}

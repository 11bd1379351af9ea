namespace App
{
    public class PagesController : Controller
    {
        public IActionResult Show(string name, int id)
        {
            // ruleid: cs-xss, cs-raw-html-dynamic
            var a = new HtmlString("<b>" + name + "</b>");
            // ruleid: cs-xss
            Response.WriteAsync("Hello " + Request.Query["name"]);
            // ruleid: cs-xss
            var b = Content("<h1>" + name + "</h1>", "text/html");
            // ok: cs-xss, cs-raw-html-dynamic
            var c = new HtmlString("<b>" + HtmlEncoder.Default.Encode(name) + "</b>");
            // ok: cs-xss, cs-raw-html-dynamic
            var d = new HtmlString("<br>");
            // ok: cs-xss
            var e = Content("Hello " + name);
            // ok: cs-xss
            Response.WriteAsync("Hello " + id);
            // ruleid: cs-log-forging
            logger.LogInformation("Search for " + name);
            // ok: cs-log-forging
            logger.LogInformation("Search for {Name}", name);
            // ok: cs-log-forging
            logger.LogInformation("Search for " + name.Replace("\n", ""));
            return View();
        }

        [HttpPost]
        // ruleid: cs-csrf-missing
        public IActionResult Create(int id)
        {
            // ruleid: cs-mass-assignment
            TryUpdateModel(user);
            // ok: cs-mass-assignment
            TryUpdateModel(user, new[] { "Name", "Email" });
            // ok: cs-mass-assignment
            user.Name = form.Name;
            return View();
        }

        [HttpPost]
        [ValidateAntiForgeryToken]
        // ok: cs-csrf-missing
        public IActionResult Update(int id)
        {
            return View();
        }

        // ok: cs-csrf-missing
        public IActionResult Index()
        {
            return View();
        }

        // ruleid: cs-csrf-off
        [IgnoreAntiforgeryToken]
        public IActionResult Hook(int id)
        {
            return View();
        }

        // ok: cs-csrf-off
        [AutoValidateAntiforgeryToken]
        public IActionResult Other(int id)
        {
            return View();
        }

        // ok: cs-csrf-off, cs-request-validation-off
        [Authorize]
        public IActionResult Third(int id)
        {
            return View();
        }

        // ruleid: cs-request-validation-off
        [ValidateInput(false)]
        public ActionResult Raw(int id)
        {
            return View();
        }

        // ok: cs-request-validation-off
        [ValidateInput(true)]
        public ActionResult Checked(int id)
        {
            return View();
        }

        public IActionResult Failing(string password)
        {
            // ruleid: cs-secret-in-log
            logger.LogInformation("Log-in with {Password}", password);
            // ruleid: cs-secret-in-log
            logger.LogInformation($"Log-in with {user.Password}");
            // ok: cs-secret-in-log
            logger.LogInformation("password reset asked for");
            // ok: cs-secret-in-log
            logger.LogInformation("Log-in of {User}", user);
            try
            {
                Work();
            }
            catch (Exception error)
            {
                // ruleid: cs-error-detail
                return BadRequest(error.StackTrace);
            }
            try
            {
                Work();
            }
            catch (Exception error)
            {
                // ok: cs-error-detail
                logger.LogError(error, "failed");
                // ok: cs-error-detail
                return BadRequest("failed");
            }
        }
    }

    public class Helpers
    {
        public IHtmlContent Badge(string text)
        {
            // ruleid: cs-raw-html-dynamic
            return Html.Raw($"<b>{text}</b>");
        }
    }

    public class Startup
    {
        public void Configure(IApplicationBuilder app, IWebHostEnvironment env)
        {
            // ruleid: cs-debug-mode
            app.UseDeveloperExceptionPage();
            if (env.IsDevelopment())
            {
                // ok: cs-debug-mode
                app.UseDeveloperExceptionPage();
            }
            // ok: cs-debug-mode
            app.UseExceptionHandler("/error");
            // ruleid: cs-cookie-flags
            var a = new CookieOptions { HttpOnly = true, Secure = false };
            // ruleid: cs-cookie-flags
            cookie.HttpOnly = false;
            // ok: cs-cookie-flags
            var b = new CookieOptions { HttpOnly = true, Secure = true };
            // ok: cs-cookie-flags
            cookie.Secure = true;
        }
    }
}

namespace App
{
    public class ProxyController : Controller
    {
        public async Task<IActionResult> Fetch(string url, string id)
        {
            // ruleid: cs-ssrf
            await client.GetAsync(url);
            // ruleid: cs-ssrf
            await httpClient.GetStringAsync("http://" + Request.Query["host"] + "/status");
            // ruleid: cs-ssrf
            var a = WebRequest.Create(url);
            // ok: cs-ssrf
            await client.GetAsync("https://api.internal/users/" + id);
            // ok: cs-ssrf
            await client.GetAsync($"https://api.internal/users/{id}");
            // ok: cs-ssrf
            await client.GetAsync(hosts[id]);
            // ruleid: cs-header-injection
            Response.Headers["X-Name"] = id;
            // ok: cs-header-injection
            Response.Headers["X-Name"] = "fixed";
            // ok: cs-header-injection
            Response.Headers["X-Name"] = Uri.EscapeDataString(id);
            // ruleid: cs-cors-any
            Response.Headers.Add("Access-Control-Allow-Origin", "*");
            // ok: cs-cors-any
            Response.Headers.Add("Access-Control-Allow-Origin", "https://app.internal");
            // ruleid: cs-ldap-injection
            searcher.Filter = "(uid=" + id + ")";
            // ok: cs-ldap-injection
            searcher.Filter = "(uid=admin)";
            // ok: cs-ldap-injection
            searcher.Filter = "(uid=" + Encoder.LdapFilterEncode(id) + ")";
            // ruleid: cs-xpath-injection
            document.SelectSingleNode("//user[name='" + id + "']");
            // ok: cs-xpath-injection
            document.SelectSingleNode("//user[1]");
            // ok: cs-xpath-injection
            document.SelectSingleNode("//user[" + int.Parse(id) + "]");
            return Ok();
        }

        public IActionResult Go(string returnUrl, string id)
        {
            if (id == "a")
            {
                // ruleid: cs-open-redirect
                return Redirect(returnUrl);
            }
            // ruleid: cs-open-redirect
            Response.Redirect(Request.Query["next"]);
            // ok: cs-open-redirect
            Response.Redirect("/users/" + id);
            // ok: cs-open-redirect
            return LocalRedirect(returnUrl);
        }

        public IActionResult Checked(string returnUrl)
        {
            if (Url.IsLocalUrl(returnUrl))
            {
                // ok: cs-open-redirect
                return Redirect(returnUrl);
            }
            return RedirectToAction("Index");
        }
    }

    public class Startup
    {
        public void Configure(HttpClientHandler handler, Options options)
        {
            // ruleid: cs-tls-verify-off
            handler.ServerCertificateCustomValidationCallback = (a, b, c, d) => true;
            // ruleid: cs-tls-verify-off
            ServicePointManager.ServerCertificateValidationCallback += delegate { return true; };
            // ruleid: cs-tls-verify-off
            handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
            // ok: cs-tls-verify-off
            handler.ServerCertificateCustomValidationCallback = (a, b, c, errors) => errors == SslPolicyErrors.None;
            // ok: cs-tls-verify-off
            handler.CheckCertificateRevocationList = true;
            // ruleid: cs-old-tls
            ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls11;
            // ok: cs-old-tls
            ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls12;
            // ok: cs-old-tls
            handler.SslProtocols = SslProtocols.None;
            // ruleid: cs-plain-http
            options.RequireHttpsMetadata = false;
            // ok: cs-plain-http
            options.RequireHttpsMetadata = true;
            // ok: cs-plain-http
            options.SaveToken = false;
            // ruleid: cs-cors-any
            policy.AllowAnyOrigin().AllowAnyHeader();
            // ok: cs-cors-any
            policy.WithOrigins("https://app.internal").AllowAnyHeader();
        }
    }
}

namespace App
{
    public class Settings
    {
        // ruleid: cs-hardcoded-credential
        private const string DbPassword = "tr0ub4dor";
        // ok: cs-hardcoded-credential
        private const string PasswordField = "tr0ub4dor";
        // ok: cs-hardcoded-credential
        private string password = "";

        public void Configure(Options options)
        {
            // ruleid: cs-hardcoded-credential
            var a = new NetworkCredential("app", "tr0ub4dor");
            // ruleid: cs-hardcoded-credential
            var b = new SymmetricSecurityKey(Encoding.UTF8.GetBytes("s3cr3tk3yvalue1234"));
            // ruleid: cs-hardcoded-credential
            options.ApiKey = "9f8e7d6c5b4a39281706";
            // ok: cs-hardcoded-credential
            var c = new NetworkCredential("app", configuration["Password"]);
            // ruleid: cs-connection-string-password
            var d = new SqlConnection("Server=db;Database=app;User Id=app;Password=tr0ub4dor;");
            // ok: cs-connection-string-password
            var e = new SqlConnection("Server=db;Database=app;Integrated Security=true;");
            // ok: cs-connection-string-password
            var f = new SqlConnection($"Server=db;User Id=app;Password={secret};");
            // ruleid: cs-jwt-unverified
            var g = new TokenValidationParameters { RequireSignedTokens = false };
            // ruleid: cs-jwt-unverified
            parameters.ValidateIssuerSigningKey = false;
            // ok: cs-jwt-unverified
            var h = new TokenValidationParameters { RequireSignedTokens = true };
            // ok: cs-jwt-unverified
            parameters.ValidateIssuerSigningKey = true;
            // ruleid: cs-password-policy
            options.Password.RequiredLength = 4;
            // ok: cs-password-policy
            options.Password.RequiredLength = 12;
            // ok: cs-password-policy
            options.Password.RequireDigit = false;
        }
    }
}

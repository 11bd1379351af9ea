namespace App
{
    public class Crypto
    {
        public string ResetToken()
        {
            var random = new Random();
            // ruleid: cs-weak-random
            return random.Next(100000, 999999).ToString();
        }

        public void Draw(byte[] data, string password)
        {
            var random = new Random();
            // ruleid: cs-weak-random
            var token = random.Next().ToString();
            // ok: cs-weak-random
            var secret = RandomNumberGenerator.GetBytes(16);
            // ok: cs-weak-random
            var delay = random.Next(5);
            // ruleid: cs-weak-hash
            var a = MD5.Create();
            // ruleid: cs-weak-hash
            var b = new SHA1Managed();
            // ok: cs-weak-hash
            var c = SHA256.Create();
            // ok: cs-weak-hash
            var d = new HMACSHA256(key);
            // ruleid: cs-fast-password-hash
            var e = c.ComputeHash(Encoding.UTF8.GetBytes(password));
            // ruleid: cs-fast-password-hash
            var f = new Rfc2898DeriveBytes(password, salt, 1000, HashAlgorithmName.SHA256);
            // ok: cs-fast-password-hash
            var g = new Rfc2898DeriveBytes(password, salt, 600000, HashAlgorithmName.SHA256);
            // ok: cs-fast-password-hash
            var h = c.ComputeHash(data);
            // ruleid: cs-weak-cipher
            var i = DES.Create();
            // ruleid: cs-weak-cipher
            aes.Mode = CipherMode.ECB;
            // ok: cs-weak-cipher
            var j = Aes.Create();
            // ok: cs-weak-cipher
            aes.Mode = CipherMode.CBC;
            // ruleid: cs-static-iv
            aes.IV = new byte[16];
            // ruleid: cs-static-iv
            aes.IV = Encoding.UTF8.GetBytes("0123456789abcdef");
            // ok: cs-static-iv
            aes.GenerateIV();
            // ok: cs-static-iv
            aes.IV = stored.Vector;
            // ruleid: cs-weak-key
            var k = RSA.Create(1024);
            // ok: cs-weak-key
            var l = RSA.Create(2048);
            // ok: cs-weak-key
            var m = RSA.Create();
        }
    }
}

namespace App
{
    public class ImportsController : Controller
    {
        public IActionResult Load(string type)
        {
            // ruleid: cs-unsafe-deserializer
            var formatter = new BinaryFormatter();
            // ruleid: cs-deserialization-request
            formatter.Deserialize(Request.Body);
            // ruleid: cs-unsafe-deserializer
            var settings = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All };
            // ok: cs-unsafe-deserializer
            var safe = new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.None };
            // ok: cs-unsafe-deserializer, cs-deserialization-request
            var user = JsonSerializer.Deserialize<User>(Request.Body);
            // ruleid: cs-deserialization-request
            var a = new XmlSerializer(Types.Named(type));
            // ok: cs-deserialization-request
            var b = new XmlSerializer(typeof(User));
            // ruleid: cs-xxe
            var c = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse };
            // ruleid: cs-xxe
            document.XmlResolver = new XmlUrlResolver();
            // ok: cs-xxe
            var d = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit };
            // ok: cs-xxe
            document.XmlResolver = null;
            return Ok();
        }
    }
}

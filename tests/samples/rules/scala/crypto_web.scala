package security

object Crypto {
  // ruleid: scala-hardcoded-credential
  val dbPassword = "k9f3!tQz2"
  // ok: scala-hardcoded-credential
  val passwordField = "user.password"
  // ok: scala-hardcoded-credential
  val apiKey = sys.env("API_KEY")

  def hashes(received: Array[Byte]): Unit = {
    // ruleid: scala-weak-hash
    MessageDigest.getInstance("MD5")
    // ok: scala-weak-hash
    MessageDigest.getInstance("SHA-256")
    // ok: scala-weak-hash
    DigestUtils.sha256Hex(received)
    // ruleid: scala-weak-cipher
    Cipher.getInstance("AES/ECB/PKCS5Padding")
    // ok: scala-weak-cipher
    Cipher.getInstance("AES/GCM/NoPadding")
    // ok: scala-weak-cipher
    Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding")
    // ruleid: scala-hardcoded-key
    new SecretKeySpec("0123456789abcdef".getBytes("UTF-8"), "AES")
    // ok: scala-hardcoded-key
    new SecretKeySpec(received, "AES")
    // ok: scala-hardcoded-key
    new SecretKeySpec(sys.env("KEY").getBytes, "AES")
    // ruleid: scala-weak-random
    val token = Random.alphanumeric.take(20).mkString
    // ruleid: scala-weak-random
    val resetCode = Random.nextInt(1000000)
    // ok: scala-weak-random
    val delay = Random.nextInt(100)
    // ok: scala-weak-random
    val secret = new SecureRandom().nextLong()
  }

  def objects(input: InputStream): Unit = {
    // ruleid: scala-deserialization
    new ObjectInputStream(input).readObject()
    // ok: scala-deserialization
    Json.parse(input).as[Thing]
    // ok: scala-deserialization
    new ObjectOutputStream(output).writeObject(thing)
    val open = DocumentBuilderFactory.newInstance()
    // ruleid: scala-xxe
    open.newDocumentBuilder().parse(input)
    val closed = DocumentBuilderFactory.newInstance()
    closed.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true)
    // ok: scala-xxe
    closed.newDocumentBuilder().parse(input)
    // ok: scala-xxe
    builders.newDocumentBuilder().parse(input)
  }

  def web(token: String): Unit = {
    // ruleid: scala-cookie-flags
    Cookie("session", token, secure = false)
    // ok: scala-cookie-flags
    Cookie("session", token, secure = true, httpOnly = true)
    // ok: scala-cookie-flags
    DiscardingCookie("session")
    // ruleid: scala-jwt-unverified
    JwtJson.decodeJson(token, JwtOptions(signature = false))
    // ok: scala-jwt-unverified
    JwtJson.decodeJson(token, key, Seq(JwtAlgorithm.HS256))
    // ok: scala-jwt-unverified
    JwtJson.decodeJson(token, key, JwtOptions(expiration = false))
    // ruleid: scala-csrf-disabled
    filters.filterNot(_.isInstanceOf[CSRFFilter])
    // ok: scala-csrf-disabled
    filters.filterNot(_.isInstanceOf[GzipFilter])
    // ok: scala-csrf-disabled
    filters.filter(_.isInstanceOf[CSRFFilter])
  }
}

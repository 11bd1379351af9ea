import java.security.MessageDigest
import javax.crypto.Cipher

// ruleid: kt-hardcoded-credential
const val DB_PASSWORD = "k9f3!tQz2"

// ok: kt-hardcoded-credential
const val PASSWORD_FIELD = "user.password"

fun hashes(data: ByteArray, received: ByteArray) {
    // ruleid: kt-weak-hash
    MessageDigest.getInstance("MD5")
    // ok: kt-weak-hash
    MessageDigest.getInstance("SHA-256")
    // ok: kt-weak-hash
    DigestUtils.sha256Hex(data)
    // ruleid: kt-weak-cipher
    Cipher.getInstance("AES/ECB/PKCS5Padding")
    // ruleid: kt-weak-cipher
    Cipher.getInstance("DES")
    // ok: kt-weak-cipher
    Cipher.getInstance("AES/GCM/NoPadding")
    // ok: kt-weak-cipher
    Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding")
    // ruleid: kt-hardcoded-key
    SecretKeySpec("0123456789abcdef".toByteArray(), "AES")
    // ok: kt-hardcoded-key
    SecretKeySpec(received, "AES")
    // ok: kt-hardcoded-key
    SecretKeySpec(System.getenv("KEY").toByteArray(), "AES")
    val generator = KeyPairGenerator.getInstance("RSA")
    // ruleid: kt-weak-key
    generator.initialize(1024)
    // ok: kt-weak-key
    generator.initialize(3072)
    // ok: kt-weak-key
    generator.initialize(bits)
}

fun randoms() {
    // ruleid: kt-weak-random
    val token = Random.nextLong().toString()
    // ruleid: kt-weak-random
    val resetCode = (1..6).map { ('0'..'9').random() }.joinToString("")
    // ok: kt-weak-random
    val delay = Random.nextInt(100)
    // ok: kt-weak-random
    val secret = SecureRandom().nextLong()
}

fun credentials(url: String, user: String) {
    // ruleid: kt-hardcoded-credential
    DriverManager.getConnection(url, user, "k9f3!tQz2")
    // ok: kt-hardcoded-credential
    DriverManager.getConnection(url, user, System.getenv("DB_PASSWORD"))
    // ruleid: kt-jwt-unverified
    JWT.require(Algorithm.none()).build()
    // ok: kt-jwt-unverified
    JWT.require(algorithm).build()
    // ok: kt-jwt-unverified
    Jwts.parser().setSigningKey(key).parseClaimsJws(token)
}

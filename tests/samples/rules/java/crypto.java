import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

class Crypto {
  private static final byte[] FIXED = {1, 2, 3, 4};

  void hashes(String password, byte[] data) throws Exception {
    // ruleid: java-weak-hash
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    String name = "SHA-1";
    // ruleid: java-weak-hash
    MessageDigest.getInstance(name);
    // ruleid: java-weak-hash
    DigestUtils.md5Hex(data);
    // ok: java-weak-hash
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    // ok: java-weak-hash
    DigestUtils.sha256Hex(data);
    // ruleid: java-fast-password-hash
    sha.digest(password.getBytes());
    // ok: java-fast-password-hash
    sha.digest(data);
    // ok: java-fast-password-hash
    encoder.encode(password);
    // ruleid: java-fast-password-hash
    new PBEKeySpec(password.toCharArray(), salt, 1000, 256);
    // ok: java-fast-password-hash
    new PBEKeySpec(password.toCharArray(), salt, 600000, 256);
  }

  void ciphers(byte[] key) throws Exception {
    // ruleid: java-weak-cipher
    Cipher.getInstance("DES/CBC/PKCS5Padding");
    // ruleid: java-weak-cipher
    Cipher.getInstance("AES/ECB/PKCS5Padding");
    // ruleid: java-weak-cipher
    Cipher.getInstance("AES");
    // ruleid: java-weak-cipher
    KeyGenerator.getInstance("DES");
    // ok: java-weak-cipher
    Cipher.getInstance("AES/GCM/NoPadding");
    // ok: java-weak-cipher
    KeyGenerator.getInstance("AES");
    // ruleid: java-rsa-padding
    Cipher.getInstance("RSA/ECB/NoPadding");
    // ok: java-rsa-padding, java-weak-cipher
    Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
    // ok: java-rsa-padding
    Cipher.getInstance("AES/CTR/NoPadding");
  }

  void starts(byte[] received) throws Exception {
    // ruleid: java-static-iv
    new IvParameterSpec("0123456789abcdef".getBytes());
    byte[] zeros = new byte[16];
    // ruleid: java-static-iv
    new IvParameterSpec(zeros);
    // ruleid: java-static-iv
    new IvParameterSpec(FIXED);
    byte[] fresh = new byte[16];
    new SecureRandom().nextBytes(fresh);
    // ok: java-static-iv
    new IvParameterSpec(fresh);
    // ok: java-static-iv
    new IvParameterSpec(received);
  }

  void keys(byte[] received) throws Exception {
    // ruleid: java-hardcoded-key
    new SecretKeySpec("0123456789abcdef".getBytes(), "AES");
    // ok: java-hardcoded-key
    new SecretKeySpec(received, "AES");
    // ok: java-hardcoded-key
    new SecretKeySpec(System.getenv("KEY").getBytes(), "AES");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    // ruleid: java-weak-key
    generator.initialize(1024);
    // ok: java-weak-key
    generator.initialize(3072);
    KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
    // ok: java-weak-key
    curve.initialize(256);
  }

  String randoms(HttpServletRequest request) throws Exception {
    Random random = new Random();
    // ruleid: java-weak-random
    String token = Long.toHexString(random.nextLong());
    // ruleid: java-weak-random
    int otp = (int) (Math.random() * 1000000);
    // ok: java-weak-random
    int delay = random.nextInt(100);
    SecureRandom secure = new SecureRandom();
    // ok: java-weak-random
    long secret = secure.nextLong();
    // ruleid: java-weak-random
    request.getSession().setAttribute("rememberMe", "" + random.nextInt());
    // ruleid: java-seeded-secure-random
    secure.setSeed(42);
    // ok: java-seeded-secure-random
    secure.setSeed(secure.generateSeed(8));
    // ok: java-seeded-secure-random
    random.setSeed(42);
    return token;
  }

  String makeToken() {
    // ruleid: java-weak-random
    return "t" + new Random().nextInt();
  }
}

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.sql.DriverManager;

class Credentials {
  // ruleid: java-hardcoded-credential
  private static final String DB_PASSWORD = "k9f3!tQz2";
  // ok: java-hardcoded-credential
  private static final String PASSWORD_PARAM = "user.password";
  // ok: java-hardcoded-credential
  private static final String PASSWORD = "password";

  void connect(String url, String user) throws Exception {
    // ruleid: java-hardcoded-credential
    DriverManager.getConnection(url, user, "k9f3!tQz2");
    // ruleid: java-hardcoded-credential
    source.setPassword("k9f3!tQz2");
    // ok: java-hardcoded-credential
    DriverManager.getConnection(url, user, System.getenv("DB_PASSWORD"));
    // ok: java-hardcoded-credential
    source.setPassword("${db.password}");
    // ruleid: java-hardcoded-credential
    Algorithm.HMAC256("k9f3!tQz2");
    // ok: java-hardcoded-credential
    Algorithm.HMAC256(secret);
  }

  void tokens(String token, Algorithm algorithm) {
    // ruleid: java-jwt-unverified
    JWT.require(Algorithm.none()).build().verify(token);
    // ruleid: java-jwt-unverified
    Jwts.parser().setSigningKey(key).parse(token);
    // ok: java-jwt-unverified
    Jwts.parser().setSigningKey(key).parseClaimsJws(token);
    // ok: java-jwt-unverified
    JWT.require(algorithm).build().verify(token);
  }

  void read(String token) {
    // ruleid: java-jwt-decoded-only
    JWT.decode(token).getSubject();
    // ok: java-jwt-decoded-only
    codec.decode(token);
  }

  void verified(String token, JWTVerifier verifier) {
    // ok: java-jwt-decoded-only
    String key = JWT.decode(token).getKeyId();
    verifier.verify(token);
  }
}

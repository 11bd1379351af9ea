package samples;

import com.thoughtworks.xstream.XStream;
import java.util.regex.Pattern;
import java.util.Arrays;

class More {
    Object read(String text) {
        XStream xstream = new XStream();
        // ruleid: java-xstream
        return xstream.fromXML(text);
    }

    Object readAllowed(String text) {
        XStream xstream = new XStream();
        xstream.allowTypes(new Class[] {More.class});
        // ok: java-xstream
        return xstream.fromXML(text);
    }

    String write(Object value) {
        // ok: java-xstream
        return new XStream().toXML(value);
    }

    // ruleid: java-regex-nested-repeat
    static final Pattern NESTED = Pattern.compile("^(a+)+$");
    // ok: java-regex-nested-repeat
    static final Pattern FLAT = Pattern.compile("^[a-z]+$");
    // ok: java-regex-nested-repeat
    static final Pattern LIST = Pattern.compile("^(a+,)+$");

    boolean login(String password, String stored) {
        // ruleid: java-password-compared
        if (password.equals("letmein123")) {
            return true;
        }
        // ok: java-password-compared
        if (password.equals(stored)) {
            return false;
        }
        // ok: java-password-compared
        return password.equals("");
    }

    void list(String file) throws java.io.IOException {
        // ok: java-command-building
        new ProcessBuilder(Arrays.asList("file", "--", file)).start();
        // ruleid: java-command-building
        new ProcessBuilder(Arrays.asList("sh", "-c", file)).start();
    }

    void preferences(android.content.Context context, org.apache.commons.mail.Email mail) {
        // ruleid: java-world-permissions
        context.getSharedPreferences("p", android.content.Context.MODE_WORLD_READABLE);
        // ok: java-world-permissions
        context.getSharedPreferences("p", android.content.Context.MODE_PRIVATE);
        // ruleid: java-tls-trust-all
        mail.setSSLCheckServerIdentity(false);
        // ok: java-tls-trust-all
        mail.setSSLCheckServerIdentity(true);
    }
}

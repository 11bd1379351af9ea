import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ObjectInputStream;
import org.yaml.snakeyaml.Yaml;

class Objects {
  void read(HttpServletRequest request) throws Exception {
    ObjectInputStream stream = new ObjectInputStream(request.getInputStream());
    // ruleid: java-deserialization-request, java-object-stream
    Object object = stream.readObject();
    XStream xstream = new XStream();
    // ruleid: java-deserialization-request, java-xstream
    xstream.fromXML(request.getReader());
    ObjectInputStream filtered = new ObjectInputStream(request.getInputStream());
    filtered.setObjectInputFilter(filter);
    // ok: java-deserialization-request, java-object-stream
    filtered.readObject();
    // ok: java-deserialization-request
    mapper.readValue(request.getReader(), Thing.class);
  }

  Object fromBytes(byte[] bytes) throws Exception {
    // ruleid: java-object-stream
    return new ObjectInputStream(new ByteArrayInputStream(bytes)).readObject();
  }

  private void readObject(ObjectInputStream stream) throws Exception {
    // ok: java-object-stream
    this.thing = (Thing) stream.readObject();
  }

  void mappers(ObjectMapper mapper) {
    // ruleid: java-unsafe-object-mapper
    mapper.enableDefaultTyping();
    // ruleid: java-unsafe-object-mapper
    mapper.activateDefaultTyping(LaissezFaireSubTypeValidator.instance, ObjectMapper.DefaultTyping.NON_FINAL);
    // ok: java-unsafe-object-mapper
    mapper.activateDefaultTyping(BasicPolymorphicTypeValidator.builder().build());
    // ok: java-unsafe-object-mapper
    mapper.disableDefaultTyping();
  }

  void yaml(String text) {
    Yaml yaml = new Yaml();
    // ruleid: java-yaml-constructor
    yaml.load(text);
    Yaml safe = new Yaml(new SafeConstructor(new LoaderOptions()));
    // ok: java-yaml-constructor
    safe.load(text);
    // ok: java-yaml-constructor
    yaml.dump(text);
  }
}

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;

class Documents {
  void open(InputStream input) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    // ruleid: java-xxe
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.parse(input);
    // ruleid: java-xxe
    SAXParserFactory.newInstance().newSAXParser().parse(input, handler);
    XMLInputFactory streams = XMLInputFactory.newInstance();
    // ruleid: java-xxe
    streams.createXMLStreamReader(input);
    // ruleid: java-xxe
    new SAXReader().read(input);
  }

  void closed(InputStream input) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    try {
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    } catch (ParserConfigurationException error) {
      throw new IllegalStateException(error);
    }
    // ok: java-xxe
    factory.newDocumentBuilder().parse(input);
    XMLInputFactory streams = XMLInputFactory.newInstance();
    streams.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    // ok: java-xxe
    streams.createXMLStreamReader(input);
    TransformerFactory transformers = TransformerFactory.newInstance();
    transformers.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    // ok: java-xxe
    transformers.newTransformer(new StreamSource(input));
    // ok: java-xxe
    TransformerFactory.newInstance().newTransformer().transform(tree, result);
  }

  void switches(XMLReader reader) throws Exception {
    // ruleid: java-xxe-enabled
    reader.setFeature("http://xml.org/sax/features/external-general-entities", true);
    // ruleid: java-xxe-enabled
    streams.setProperty(XMLInputFactory.SUPPORT_DTD, true);
    // ok: java-xxe-enabled
    reader.setFeature("http://xml.org/sax/features/external-general-entities", false);
    // ok: java-xxe-enabled
    reader.setFeature("http://xml.org/sax/features/namespaces", true);
  }

  void client(HttpServletRequest request, Unmarshaller unmarshaller) throws Exception {
    // ruleid: java-xml-request
    unmarshaller.unmarshal(request.getInputStream());
    XMLInputFactory streams = XMLInputFactory.newInstance();
    streams.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    // ok: java-xml-request
    unmarshaller.unmarshal(streams.createXMLStreamReader(request.getInputStream()));
    // ok: java-xml-request
    unmarshaller.unmarshal(new File("/etc/app.xml"));
  }
}

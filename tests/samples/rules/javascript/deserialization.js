const serialize = require("node-serialize");
const yaml = require("js-yaml");

function load(data) {
  // ruleid: js-unsafe-deserialization
  serialize.unserialize(data);
  // ruleid: js-unsafe-deserialization
  yaml.load(data, { schema: yaml.DEFAULT_FULL_SCHEMA });
  // ok: js-unsafe-deserialization
  yaml.load(data);
  // ok: js-unsafe-deserialization
  serialize.unserialize("{}");
  // ok: js-unsafe-deserialization
  return JSON.parse(data);
}

class ImportsController < ApplicationController
  def create
    # ruleid: rb-unsafe-deserialization-request, rb-unsafe-deserialization
    Marshal.load(Base64.decode64(params[:data]))
    # ruleid: rb-unsafe-deserialization-request, rb-unsafe-deserialization
    YAML.load(params[:data])
    # ruleid: rb-unsafe-deserialization-request, rb-unsafe-deserialization
    Marshal.load(cookies[:state])
    # ruleid: rb-unsafe-deserialization-request
    Oj.load(request.body.read)
    # ok: rb-unsafe-deserialization-request, rb-unsafe-deserialization
    YAML.safe_load(params[:data])
    # ok: rb-unsafe-deserialization-request, rb-unsafe-deserialization
    JSON.parse(params[:data])
    # ok: rb-unsafe-deserialization-request, rb-unsafe-deserialization
    Oj.load(params[:data], mode: :strict)
  end
end

def restore(blob, settings)
  # ruleid: rb-unsafe-deserialization
  Marshal.load(blob)
  # ruleid: rb-unsafe-deserialization
  YAML.unsafe_load(blob)
  # ok: rb-unsafe-deserialization
  Marshal.load(Marshal.dump(settings))
  # ok: rb-unsafe-deserialization
  YAML.load(File.read("config/app.yml"))
  # ok: rb-unsafe-deserialization
  YAML.load("a: 1")
end

def parse(xml)
  # ruleid: rb-xxe
  Nokogiri::XML(xml) { |config| config.noent }
  # ruleid: rb-xxe
  Nokogiri::XML(xml, nil, nil, Nokogiri::XML::ParseOptions::NOENT)
  Nokogiri::XML(xml) do |config|
    # ruleid: rb-xxe
    config.noent
  end
  # ruleid: rb-xxe
  LibXML::XML.default_substitute_entities = true
  # ok: rb-xxe
  Nokogiri::XML(xml)
  # ok: rb-xxe
  Nokogiri::XML(xml) { |config| config.strict.nonet }
  # ok: rb-xxe
  LibXML::XML.default_substitute_entities = false
end

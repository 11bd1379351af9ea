require "net/http"

class ProxyController < ApplicationController
  HOSTS = { "a" => "https://a.internal/" }.freeze

  def fetch
    # ruleid: rb-ssrf
    Net::HTTP.get(URI.parse(params[:url]))
    # ruleid: rb-ssrf
    HTTParty.get("http://#{params[:host]}/status")
    # ruleid: rb-ssrf
    URI.open(params[:url])
    # ruleid: rb-ssrf
    RestClient.post(params[:url], {})
    # ruleid: rb-ssrf
    Faraday.new(url)  if (url = params[:url])
    # ok: rb-ssrf
    Net::HTTP.get(URI.parse("https://api.internal/users/#{params[:id]}"))
    # ok: rb-ssrf
    HTTParty.get(HOSTS.fetch(params[:site]))
    # ok: rb-ssrf
    HTTParty.get("https://api.internal/", query: { q: params[:q] })
  end

  def go
    # ruleid: rb-open-redirect
    redirect_to params[:return_to]
    # ruleid: rb-open-redirect
    redirect_to(params[:url], allow_other_host: true)
    # ruleid: rb-open-redirect
    redirect_to request.referer
    target = params[:next] || root_path
    # ruleid: rb-open-redirect
    redirect_to target
    # ok: rb-open-redirect
    redirect_to user_path(params[:id])
    # ok: rb-open-redirect
    redirect_to action: :show, id: params[:id]
    # ok: rb-open-redirect
    redirect_to "/users/#{params[:id]}"
    # ok: rb-open-redirect
    redirect_to url_from(params[:return_to]) || root_path
    # ok: rb-open-redirect
    redirect_to URI.parse(params[:return_to]).path
  end

  def answer
    # ruleid: rb-header-injection
    response.headers["X-Name"] = params[:name]
    # ok: rb-header-injection
    response.headers["X-Name"] = "fixed"
    # ok: rb-header-injection
    response.headers["X-Name"] = params[:name].delete("\r\n")
    # ruleid: rb-cors-any
    response.headers["Access-Control-Allow-Origin"] = "*"
    # ok: rb-cors-any
    response.headers["Access-Control-Allow-Origin"] = "https://app.internal"
    # ok: rb-cors-any
    response.headers["Cache-Control"] = "*"
    # ruleid: rb-ldap-injection
    Net::LDAP::Filter.construct("(uid=#{params[:user]})")
    # ok: rb-ldap-injection
    Net::LDAP::Filter.equals("uid", params[:user])
    # ok: rb-ldap-injection
    Net::LDAP::Filter.construct("(uid=#{Net::LDAP::Filter.escape(params[:user])})")
    # ruleid: rb-xpath-injection
    doc.xpath("//user[name='#{params[:name]}']")
    # ok: rb-xpath-injection
    doc.xpath("//user[@name=$name]", nil, name: params[:name])
    # ok: rb-xpath-injection
    doc.xpath("//user[@id=#{params[:id].to_i}]")
  end
end

Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    # ruleid: rb-cors-any
    origins "*"
    resource "*"
  end
end

def call(http)
  # ruleid: rb-tls-verify-off
  http.verify_mode = OpenSSL::SSL::VERIFY_NONE
  # ruleid: rb-tls-verify-off
  HTTParty.get("https://a.internal", verify: false)
  # ruleid: rb-tls-verify-off
  Net::HTTP.start("a.internal", 443, use_ssl: true, verify_mode: OpenSSL::SSL::VERIFY_NONE)
  # ruleid: rb-tls-verify-off
  Faraday.new("https://a.internal", ssl: { verify: false })
  # ruleid: rb-tls-verify-off
  RestClient::Resource.new("https://a.internal", verify_ssl: false)
  # ruleid: rb-tls-verify-off
  URI.open("https://a.internal", ssl_verify_mode: OpenSSL::SSL::VERIFY_NONE)
  # ok: rb-tls-verify-off
  http.verify_mode = OpenSSL::SSL::VERIFY_PEER
  # ok: rb-tls-verify-off
  HTTParty.get("https://a.internal", verify: true)
  # ruleid: rb-old-tls
  http.ssl_version = :TLSv1
  # ruleid: rb-old-tls
  http.min_version = :TLS1_1
  # ok: rb-old-tls
  http.ssl_version = :TLSv1_2
  # ok: rb-old-tls
  http.min_version = :TLS1_2
  # ruleid: rb-plain-http
  http.use_ssl = false
  # ok: rb-plain-http
  http.use_ssl = true
end

Rails.application.configure do
  # ruleid: rb-plain-http
  config.force_ssl = false
end

Rails.application.configure do
  # ok: rb-plain-http
  config.force_ssl = true
end

class AdminController < ApplicationController
  # ruleid: rb-hardcoded-credential
  http_basic_authenticate_with name: "admin", password: "tr0ub4dor"
  # ok: rb-hardcoded-credential
  http_basic_authenticate_with name: "admin", password: ENV.fetch("ADMIN_PASSWORD")

  def token
    # ruleid: rb-hardcoded-credential
    JWT.encode({ id: 1 }, "s3cr3tk3yvalue", "HS256")
    # ok: rb-hardcoded-credential
    JWT.encode({ id: 1 }, Rails.application.secret_key_base, "HS256")
    # ruleid: rb-hardcoded-credential
    api_key = "9f8e7d6c5b4a39281706"
    # ok: rb-hardcoded-credential
    password = params[:password]
    # ok: rb-hardcoded-credential
    password = ""
    # ruleid: rb-jwt-unverified
    JWT.decode(params[:token], nil, false)
    # ruleid: rb-jwt-unverified
    JWT.encode({ id: 1 }, nil, "none")
    # ok: rb-jwt-unverified
    JWT.decode(params[:token], key, true, algorithm: "RS256")
    # ok: rb-jwt-unverified
    JWT.encode({ id: 1 }, key, "RS256")
    # ruleid: rb-secret-compare
    head(:ok) if user.api_token == params[:token]
    # ok: rb-secret-compare
    head(:ok) if ActiveSupport::SecurityUtils.secure_compare(user.api_token, params[:token])
    # ok: rb-secret-compare
    head(:ok) if user.name == params[:name]
  end
end

# ruleid: rb-empty-password
Mysql2::Client.new(host: "db", username: "root", password: "")
# ok: rb-empty-password
Mysql2::Client.new(host: "db", username: "root", password: ENV["DB_PASSWORD"])
# ok: rb-empty-password
Form.new(password: "")

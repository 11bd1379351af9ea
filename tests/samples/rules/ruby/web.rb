class PagesController < ApplicationController
  # ruleid: rb-csrf-off
  skip_before_action :verify_authenticity_token, only: [:hook]
  # ruleid: rb-csrf-off
  skip_forgery_protection
  # ruleid: rb-csrf-off
  protect_from_forgery with: :null_session
  # ok: rb-csrf-off
  protect_from_forgery with: :exception
  # ok: rb-csrf-off
  skip_before_action :authenticate_user!

  def show
    # ruleid: rb-xss, rb-html-safe-dynamic
    raw(params[:html])
    # ruleid: rb-xss, rb-html-safe-dynamic
    "<b>#{params[:name]}</b>".html_safe
    # ruleid: rb-xss
    link_to("Site", params[:url])
    # ok: rb-xss, rb-html-safe-dynamic
    "<b>#{h(params[:name])}</b>".html_safe
    # ok: rb-xss, rb-html-safe-dynamic
    "<br>".html_safe
    # ok: rb-xss, rb-html-safe-dynamic
    raw(sanitize(params[:html]))
    # ok: rb-xss
    link_to(params[:name], root_path)
    # ruleid: rb-html-safe-dynamic
    raw("<i>#{@user.name}</i>")
    # ruleid: rb-html-safe-dynamic
    @user.bio.html_safe
    # ok: rb-html-safe-dynamic
    content_tag(:b, @user.name)
  end

  def create
    # ruleid: rb-mass-assignment
    User.new(params.permit!)
    # ruleid: rb-mass-assignment
    User.create(params[:user])
    # ruleid: rb-mass-assignment
    @user.update(params[:user].to_unsafe_h)
    # ok: rb-mass-assignment
    User.new(params.require(:user).permit(:name, :email))
    # ok: rb-mass-assignment
    User.new(user_params)
    # ok: rb-mass-assignment
    User.new(name: params[:name])
    # ruleid: rb-permit-privilege
    params.require(:user).permit(:name, :admin)
    # ok: rb-permit-privilege
    params.require(:user).permit(:name, :email)
    # ok: rb-permit-privilege
    params.require(:post).permit(:title, :administrator_note)
    # ruleid: rb-cookie-flags
    cookies[:token] = { value: token, secure: false, httponly: true }
    # ruleid: rb-cookie-flags
    cookies.signed[:token] = { value: token, httponly: false }
    # ok: rb-cookie-flags
    cookies[:token] = { value: token, secure: true, httponly: true }
    # ok: rb-cookie-flags
    cookies[:theme] = "dark"
  end

  def login
    # ruleid: rb-session-fixation
    session[:user_id] = user.id
  end

  def safe_login
    reset_session
    # ok: rb-session-fixation
    session[:user_id] = user.id
    # ok: rb-session-fixation
    session[:last_page] = page.id
  end

  def search
    # ruleid: rb-log-forging
    Rails.logger.info("Search for #{params[:q]}")
    # ok: rb-log-forging
    Rails.logger.info("Search for #{params[:q].inspect}")
    # ok: rb-log-forging
    Rails.logger.info("Search done")
  end

  def failing
    work
  rescue StandardError => error
    # ruleid: rb-error-detail
    render json: { trace: error.backtrace }
    # ok: rb-error-detail
    render json: { error: "failed" }
    # ok: rb-error-detail
    logger.error(error.backtrace)
    # ruleid: rb-secret-in-log
    logger.info("Log-in of #{user} with #{password}")
    # ok: rb-secret-in-log
    logger.info("Log-in of #{user}")
    # ok: rb-secret-in-log
    logger.info("password reset asked for")
  end
end

get "/hello" do
  # ruleid: rb-xss
  "<h1>Hello #{params[:name]}</h1>"
end

get "/safe" do
  # ok: rb-xss
  "<h1>Hello #{Rack::Utils.escape_html(params[:name])}</h1>"
end

# ruleid: rb-escape-off
ActiveSupport.escape_html_entities_in_json = false
# ok: rb-escape-off
ActiveSupport.escape_html_entities_in_json = true
# ok: rb-escape-off
set :erb, escape_html: true

Rails.application.configure do
  # ruleid: rb-debug-mode
  config.consider_all_requests_local = true
end

Rails.application.configure do
  config.enable_reloading = true
  # ok: rb-debug-mode
  config.consider_all_requests_local = true
end

Rails.application.configure do
  # ok: rb-debug-mode
  config.consider_all_requests_local = false
end

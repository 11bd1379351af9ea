class PluginsController < ApplicationController
  REPORTS = { "csv" => CsvReport, "pdf" => PdfReport }.freeze

  def run
    # ruleid: rb-code-injection-request, rb-eval-dynamic
    eval(params[:code])
    # ruleid: rb-code-injection-request, rb-eval-dynamic
    current_user.instance_eval(params[:code])
    # ruleid: rb-code-injection-request, rb-eval-dynamic
    User.class_eval("def x; #{params[:body]}; end")
    # ok: rb-code-injection-request, rb-eval-dynamic
    eval("1 + 1")
    # ok: rb-code-injection-request, rb-eval-dynamic
    current_user.instance_eval { name }
    # ok: rb-code-injection-request
    JSON.parse(params[:code])
    # ruleid: rb-unsafe-reflection
    params[:type].constantize.new
    # ruleid: rb-unsafe-reflection
    Object.const_get(params[:type])
    # ruleid: rb-unsafe-reflection
    current_user.send(params[:action_name])
    # ruleid: rb-unsafe-reflection
    current_user.public_send("#{params[:field]}=", 1)
    # ok: rb-unsafe-reflection
    "Report".constantize
    # ok: rb-unsafe-reflection
    REPORTS[params[:type]].new
    # ok: rb-unsafe-reflection
    REPORTS.fetch(params[:type]).new
    # ok: rb-unsafe-reflection
    current_user.send(:name=, params[:name])
  end

  def page
    # ruleid: rb-template-injection
    ERB.new(params[:template]).result(binding)
    # ruleid: rb-template-injection, rb-inline-template, rb-xss
    render inline: "<h1>#{params[:title]}</h1>"
    # ok: rb-template-injection, rb-inline-template
    ERB.new(File.read("page.erb")).result(binding)
    # ok: rb-template-injection, rb-inline-template, rb-xss
    render inline: "<h1>Hello</h1>"
    # ruleid: rb-render-request
    render params[:page]
    # ruleid: rb-render-request
    render file: params[:page]
    # ruleid: rb-render-request
    render template: "pages/#{params[:page]}"
    # ok: rb-render-request
    render "pages/show"
    # ok: rb-render-request
    render json: { name: params[:name] }
    # ok: rb-render-request
    render :show, locals: { name: params[:name] }
  end

  def search
    # ruleid: rb-regex-request
    pattern = Regexp.new(params[:q])
    # ruleid: rb-regex-request
    names.grep(/^#{params[:q]}/)
    # ok: rb-regex-request
    names.grep(/^#{Regexp.escape(params[:q])}/)
    # ok: rb-regex-request
    Regexp.new("^[a-z]+$").match?(params[:q])
    # ok: rb-regex-request
    names.grep(/#{Regexp.union(params[:q])}/)
    # ruleid: rb-regex-nested-repeat
    params[:q] =~ /(a+)+b/
    # ruleid: rb-regex-nested-repeat
    params[:q].match?(/([a-z]*)*x/)
    # ok: rb-regex-nested-repeat
    params[:q].match?(/[a-z]+x/)
    # ok: rb-regex-nested-repeat
    params[:q].match?(/(ab+c)+d/)
  end
end

class Account < ApplicationRecord
  # ruleid: rb-regex-line-anchors
  validates :name, format: { with: /^[a-z]+$/ }
  # ruleid: rb-regex-line-anchors
  validates_format_of :name, with: /^[a-z]+$/
  # ok: rb-regex-line-anchors
  validates :name, format: { with: /\A[a-z]+\z/ }
  # ok: rb-regex-line-anchors
  validates :name, presence: true, length: { maximum: 5 }
end

def build(source, template, names)
  # ruleid: rb-eval-dynamic
  eval(source)
  # ruleid: rb-inline-template
  ERB.new(template)
  # ok: rb-eval-dynamic
  class_eval("def a; end", __FILE__, __LINE__)
  # ok: rb-inline-template
  ERB.new("<%= name %>")
  # ok: rb-eval-dynamic
  class_eval(<<-RUBY, __FILE__, __LINE__ + 1)
    def b; end
  RUBY
end

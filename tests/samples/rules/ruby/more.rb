require "net/ftp"

class Upload < ApplicationController
  def show
    # ruleid: rb-path-traversal
    Pathname.new("/srv/files").join(params[:name]).read
    # ok: rb-path-traversal
    Pathname.new("/srv/files").join(File.basename(params[:name])).read
    # ruleid: rb-sql-injection-request, rb-sql-string-building
    DB["SELECT * FROM items WHERE name = '#{params[:name]}'"]
    # ok: rb-sql-injection-request, rb-sql-string-building
    DB[:items].where(name: params[:name])
    # ok: rb-command-injection-request, rb-shell-string
    IO.popen(["grep", "--", params[:word], "words"])
    # ok: rb-unsafe-deserialization, rb-unsafe-deserialization-request
    Psych.load(params[:state], permitted_classes: [Symbol])
    # ruleid: rb-command-injection-request, rb-shell-string
    %x(nslookup #{params[:host]})
    # ok: rb-shell-string, rb-command-injection-request
    logger.debug("run `nslookup` by hand")
  end

  def unpack(path)
    Zip::File.open(path) do |zip|
      zip.each do |e|
        # ruleid: rb-archive-extraction
        e.extract("/srv/#{e.name}")
        # ok: rb-archive-extraction
        e.extract("/srv/#{File.basename(e.name)}")
      end
    end
  end
end

# ok: rb-debug-mode
enable :show_exceptions if development?

# ruleid: rb-hardcoded-credential
config.action_mailer.smtp_settings = { address: "mail.internal", user_name: "app", password: "Wq8zLm2nP0xR" }
# ok: rb-hardcoded-credential
config.action_mailer.smtp_settings = { address: "mail.internal", password: ENV.fetch("SMTP_PASSWORD") }
# ruleid: rb-hardcoded-credential
Net::FTP.open("files.internal", "deploy", "Hq92mLpQz")
# ok: rb-hardcoded-credential
Net::FTP.open("files.internal", "deploy", ENV.fetch("FTP_PASSWORD"))

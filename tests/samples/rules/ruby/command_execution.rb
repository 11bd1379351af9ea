require "open3"
require "shellwords"

class ToolsController < ApplicationController
  def run
    # ruleid: rb-command-injection-request, rb-shell-string
    system("ping -c 1 #{params[:host]}")
    # ruleid: rb-command-injection-request, rb-shell-string
    `ping #{params[:host]}`
    # ruleid: rb-command-injection-request, rb-shell-string
    %x(nslookup #{params[:host]})
    # ruleid: rb-command-injection-request
    exec(params[:command])
    # ruleid: rb-command-injection-request, rb-shell-string
    output, = Open3.capture2e("convert " + params[:file])
    # ruleid: rb-command-injection-request
    system("sh", "-c", params[:script])
    command = "ls #{params[:dir]}"
    # ruleid: rb-command-injection-request, rb-shell-string
    IO.popen(command)
    # ok: rb-command-injection-request, rb-shell-string
    system("ping", "-c", "1", params[:host])
    # ok: rb-command-injection-request, rb-shell-string
    system("ping #{Shellwords.escape(params[:host])}")
    # ok: rb-command-injection-request, rb-shell-string
    `ping #{params[:host].shellescape}`
    # ok: rb-command-injection-request, rb-shell-string
    `kill #{params[:pid].to_i}`
    # ok: rb-command-injection-request, rb-shell-string, rb-command-parameter
    system("uptime")
    # ok: rb-command-injection-request, rb-shell-string, rb-command-parameter
    `git rev-parse HEAD`
    # ruleid: rb-open-pipe, rb-ssrf
    open(params[:name])
    # ruleid: rb-open-pipe, rb-path-traversal
    IO.read(params[:name])
    # ok: rb-open-pipe
    open("notes.txt")
    # ok: rb-open-pipe
    File.exist?(params[:name])
  end
end

def helper(dir, command, list)
  # ruleid: rb-shell-string
  system("ls #{dir}")
  # ruleid: rb-shell-string
  `tar xf #{dir}`
  # ruleid: rb-command-parameter
  system(command)
  flag = "-l"
  # ok: rb-shell-string, rb-command-parameter
  system("ls #{flag}")
  # ok: rb-shell-string, rb-command-parameter
  system("ls", flag, dir)
  # ok: rb-command-parameter
  system(*list)
  # ok: rb-command-parameter
  system(Shellwords.escape(command))
end

require "fileutils"

class FilesController < ApplicationController
  FILES = { "terms" => "terms.pdf" }.freeze

  def show
    # ruleid: rb-path-traversal
    send_file("uploads/#{params[:name]}")
    # ruleid: rb-path-traversal
    File.read(Rails.root.join("uploads", params[:name]))
    # ruleid: rb-path-traversal
    File.open(File.join("uploads", params[:name]), "rb")
    # ruleid: rb-path-traversal
    FileUtils.rm_rf("uploads/" + params[:name])
    path = File.join("uploads", params[:name])
    # ruleid: rb-path-traversal
    File.delete(path)
    # ok: rb-path-traversal
    send_file("uploads/#{File.basename(params[:name])}")
    # ok: rb-path-traversal
    send_file("public/terms.pdf")
    # ok: rb-path-traversal
    send_file(FILES.fetch(params[:name]))
    # ok: rb-path-traversal
    File.read("uploads/#{params[:id].to_i}.txt")
  end

  def checked
    path = File.expand_path(params[:name], "uploads")
    raise "no" unless path.start_with?("/srv/uploads/")

    # ok: rb-path-traversal
    File.read(path)
  end

  def upload
    file = params[:file]
    # ruleid: rb-path-traversal
    File.binwrite("uploads/#{file.original_filename}", file.read)
    # ok: rb-path-traversal
    File.binwrite("uploads/#{SecureRandom.hex}", file.read)
  end
end

def unpack(zip, target)
  zip.each do |entry|
    # ruleid: rb-archive-extraction
    entry.extract(File.join(target, entry.name))
    # ok: rb-archive-extraction
    entry.extract(File.join(target, File.basename(entry.name)))
    # ok: rb-archive-extraction
    puts(entry.name)
  end
end

def permissions(path)
  # ruleid: rb-insecure-permissions
  File.chmod(0777, path)
  # ruleid: rb-insecure-permissions
  FileUtils.chmod(0o666, path)
  # ruleid: rb-insecure-permissions
  FileUtils.chmod("a+rwx", path)
  # ruleid: rb-insecure-permissions
  FileUtils.mkdir_p(path, mode: 0777)
  # ok: rb-insecure-permissions
  File.chmod(0644, path)
  # ok: rb-insecure-permissions
  FileUtils.chmod("u+x", path)
  # ok: rb-insecure-permissions
  File.chmod(0600, path)
  # ruleid: rb-umask-open
  File.umask(0)
  # ok: rb-umask-open
  File.umask(0077)
  # ok: rb-umask-open
  File.umask(0022)
  # ruleid: rb-insecure-temp-file
  File.open("/tmp/report.csv", "w")
  # ok: rb-insecure-temp-file
  Tempfile.create("report")
  # ok: rb-insecure-temp-file
  File.open("/tmp/report.csv", "r")
end

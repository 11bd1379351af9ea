class UsersController < ApplicationController
  COLUMNS = { "name" => "users.name", "age" => "users.age" }.freeze
  TABLE = "users"

  def index
    # ruleid: rb-sql-injection-request, rb-sql-string-building
    User.where("name = '#{params[:name]}'")
    # ruleid: rb-sql-injection-request, rb-sql-string-building
    User.where("name = '" + params[:name] + "'")
    # ruleid: rb-sql-injection-request, rb-sql-string-building
    User.where(["name = '#{params[:name]}'"])
    # ruleid: rb-sql-injection-request, rb-sql-string-building
    User.joins(:posts).where("posts.title LIKE '%%%s%%'" % params[:title])
    # ruleid: rb-sql-injection-request
    User.order(params[:sort])
    # ruleid: rb-sql-injection-request, rb-sql-string-building
    User.find_by_sql("SELECT * FROM users WHERE id = #{params[:id]}")
    # ruleid: rb-sql-injection-request, rb-sql-string-building
    ActiveRecord::Base.connection.execute("DELETE FROM users WHERE name = '#{cookies[:name]}'")
    # ruleid: rb-sql-injection-request
    User.pluck(params[:column])
    # ruleid: rb-sql-injection-request
    User.order(Arel.sql(params[:sort]))
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.where("name = ?", params[:name])
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.where("name = :name", name: params[:name])
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.where(name: params[:name])
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.where({ name: params[:name] })
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.where(["name = ?", params[:name]])
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.where("id = #{params[:id].to_i}")
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.order(COLUMNS[params[:sort]])
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.order(COLUMNS.fetch(params[:sort], "users.name"))
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.order(%w[name age].include?(params[:sort]) ? params[:sort] : "name")
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.where("name = #{ActiveRecord::Base.connection.quote(params[:name])}")
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.where("#{TABLE}.active = 1")
    # ok: rb-sql-injection-request, rb-sql-string-building
    User.where("#{User.table_name}.name = ?", params[:name])
  end

  def sorted
    column = params[:sort]
    return head(:bad_request) unless COLUMNS.key?(column)

    # ok: rb-sql-injection-request
    User.order(column)
  end

  def from_session
    query = "SELECT * FROM users WHERE name = '#{params[:name]}'"
    # ruleid: rb-sql-injection-request, rb-sql-string-building
    @rows = User.connection.select_all(query)
    client = Mysql2::Client.new(host: "db")
    # ruleid: rb-sql-injection-request, rb-sql-string-building
    client.query("SELECT * FROM users WHERE name = '" + params[:name] + "'")
    # ok: rb-sql-injection-request, rb-sql-string-building
    client.query("SELECT * FROM users WHERE name = '#{client.escape(params[:name])}'")
    # ok: rb-sql-injection-request
    params.fetch(params[:key])
  end
end

def report(db, kind, id)
  # ruleid: rb-sql-string-building
  db.execute("DELETE FROM #{kind} WHERE old")
  # ruleid: rb-sql-string-building
  Report.where("kind = '#{kind}'")
  column = "name"
  # ok: rb-sql-string-building
  db.execute("SELECT #{column} FROM users")
  # ok: rb-sql-string-building
  db.execute("SELECT name FROM users WHERE id = ?", id)
  # ok: rb-sql-string-building
  puts("SELECT #{kind} FROM users")
end

def heredocs(db, name)
  # ruleid: rb-sql-heredoc
  User.find_by_sql(<<~SQL)
    SELECT * FROM users
    WHERE name = '#{name}'
  SQL
  # ok: rb-sql-heredoc
  User.find_by_sql([<<~SQL, name])
    SELECT * FROM users WHERE name = ?
  SQL
  # ok: rb-sql-heredoc
  db.execute(<<~SQL)
    SELECT * FROM #{TABLE} WHERE id = #{name.to_i}
  SQL
  puts "#{name}"
end

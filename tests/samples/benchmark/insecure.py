

@orders.get("/orders/search")
def search():
    connection = OrderStore(Path("shop.db")).connection
    wanted = request.args["customer"]
    rows = connection.execute(f"SELECT * FROM orders WHERE customer LIKE '%{wanted}%'").fetchall()
    return jsonify([dict(row) for row in rows])



@dataclass
class OrderReport:
    """How a period went."""

    since: datetime
    until: datetime
    count: int = 0
    gross: Decimal = Decimal(0)
    by_state: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, order: Order) -> None:
        if not self.since <= order.created < self.until:
            return
        self.count += 1
        self.gross += order.gross
        self.by_state[order.state.value] += 1

    @property
    def average(self) -> Decimal:
        return (self.gross / self.count).quantize(Decimal("0.01")) if self.count else Decimal(0)


def report(store: OrderStore, days: int) -> OrderReport:
    until = datetime.utcnow()
    made = OrderReport(until - timedelta(days=days), until)
    rows = store.connection.execute("SELECT * FROM orders WHERE created >= ?", (made.since.isoformat(),))
    for row in rows:
        made.take(store._order(row))
    return made


def cancel_expired(store: OrderStore) -> list[int]:
    cancelled = []
    for row in store.connection.execute("SELECT * FROM orders WHERE state = ?", (OrderState.OPEN.value,)).fetchall():
        order = store._order(row)
        if order.expired:
            order.move(OrderState.CANCELLED)
            store.save(order)
            cancelled.append(order.id)
    return cancelled


@orders.get("/orders/report")
def show_report():
    made = report(OrderStore(Path("shop.db")), min(request.args.get("days", 30, type=int), 365))
    return jsonify({"count": made.count, "gross": str(made.gross), "average": str(made.average)})


class OrderReport {
  constructor(since, until) {
    this.since = since;
    this.until = until;
    this.count = 0;
    this.gross = 0;
    this.byState = new Map();
  }

  take(order) {
    if (order.created < this.since || order.created >= this.until) return;
    this.count += 1;
    this.gross += order.gross;
    this.byState.set(order.state, (this.byState.get(order.state) ?? 0) + 1);
  }

  get average() {
    return this.count ? Math.round((this.gross / this.count) * 100) / 100 : 0;
  }
}

async function report(store, days) {
  const until = Date.now();
  const made = new OrderReport(until - days * 24 * 60 * 60 * 1000, until);
  const { rows } = await store.pool.query('SELECT * FROM orders WHERE created >= $1', [made.since]);
  for (const row of rows) made.take(new Order(row));
  return made;
}

async function cancelExpired(store) {
  const { rows } = await store.pool.query('SELECT * FROM orders WHERE state = $1', [OrderState.OPEN]);
  const expired = rows.map((row) => new Order(row)).filter((order) => order.expired);
  await Promise.all(
    expired.map(async (order) => {
      order.move(OrderState.CANCELLED);
      await store.save(order);
    }),
  );
  return expired.map((order) => order.id);
}

module.exports = { Order, OrderError, OrderReport, OrderState, OrderStore, cancelExpired, report, router };

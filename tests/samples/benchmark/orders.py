"""Orders: what was bought, by whom, and where each order stands."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from pathlib import Path

from flask import Blueprint, abort, jsonify, request

logger = logging.getLogger(__name__)
orders = Blueprint("orders", __name__)

PAGE_SIZE = 50
RETRIES = 3
TAX = Decimal("0.19")
EXPIRES_AFTER = timedelta(days=30)


class OrderState(Enum):
    OPEN = "open"
    PAID = "paid"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


ALLOWED = {
    OrderState.OPEN: {OrderState.PAID, OrderState.CANCELLED},
    OrderState.PAID: {OrderState.SHIPPED, OrderState.CANCELLED},
    OrderState.SHIPPED: set(),
    OrderState.CANCELLED: set(),
}


class OrderError(Exception):
    """An order cannot do what was asked of it."""


@dataclass
class OrderLine:
    sku: str
    quantity: int
    unit_price: Decimal
    discount: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        gross = self.unit_price * self.quantity
        return (gross * (1 - self.discount)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass
class Order:
    id: int
    customer: str
    state: OrderState = OrderState.OPEN
    lines: list[OrderLine] = field(default_factory=list)
    created: datetime = field(default_factory=datetime.utcnow)
    notes: dict[str, str] = field(default_factory=dict)

    def add(self, sku: str, quantity: int, unit_price: Decimal) -> OrderLine:
        if quantity <= 0:
            raise OrderError(f"quantity must be positive, not {quantity}")
        for line in self.lines:
            if line.sku == sku and line.unit_price == unit_price:
                line.quantity += quantity
                return line
        line = OrderLine(sku, quantity, unit_price)
        self.lines.append(line)
        return line

    def move(self, state: OrderState) -> None:
        if state not in ALLOWED[self.state]:
            raise OrderError(f"order {self.id} cannot go from {self.state.value} to {state.value}")
        logger.info("order %s: %s -> %s", self.id, self.state.value, state.value)
        self.state = state

    @property
    def net(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def gross(self) -> Decimal:
        return (self.net * (1 + TAX)).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def expired(self) -> bool:
        return self.state is OrderState.OPEN and datetime.utcnow() - self.created > EXPIRES_AFTER


class OrderStore:
    """Orders in SQLite, one connection per store."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path)
        self.connection.row_factory = sqlite3.Row

    def find(self, number: int) -> Order | None:
        row = self.connection.execute("SELECT * FROM orders WHERE id = ?", (number,)).fetchone()
        return self._order(row) if row else None

    def page(self, customer: str, page: int) -> list[Order]:
        rows = self.connection.execute(
            "SELECT * FROM orders WHERE customer = ? ORDER BY id LIMIT ? OFFSET ?",
            (customer, PAGE_SIZE, page * PAGE_SIZE),
        )
        return [self._order(row) for row in rows]

    def save(self, order: Order) -> None:
        body = json.dumps([asdict(line) for line in order.lines], default=str)
        for attempt in range(RETRIES):
            try:
                with self.connection:
                    self.connection.execute(
                        "INSERT OR REPLACE INTO orders (id, customer, state, lines, created) VALUES (?, ?, ?, ?, ?)",
                        (order.id, order.customer, order.state.value, body, order.created.isoformat()),
                    )
                return
            except sqlite3.OperationalError as error:
                logger.warning("order %s not saved (attempt %s): %s", order.id, attempt, error)
        raise OrderError(f"order {order.id} could not be saved")

    def totals(self) -> dict[str, Decimal]:
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.connection.execute("SELECT * FROM orders WHERE state = ?", (OrderState.PAID.value,)):
            order = self._order(row)
            totals[order.customer] += order.gross
        return dict(totals)

    def _order(self, row: sqlite3.Row) -> Order:
        lines = [
            OrderLine(each["sku"], int(each["quantity"]), Decimal(each["unit_price"]), Decimal(each["discount"]))
            for each in json.loads(row["lines"])
        ]
        return Order(row["id"], row["customer"], OrderState(row["state"]), lines, datetime.fromisoformat(row["created"]))


def shown(order: Order) -> dict[str, object]:
    return {
        "id": order.id,
        "customer": order.customer,
        "state": order.state.value,
        "net": str(order.net),
        "gross": str(order.gross),
        "lines": [{"sku": line.sku, "quantity": line.quantity, "total": str(line.total)} for line in order.lines],
    }


@orders.get("/orders/<int:number>")
def show(number: int):
    found = OrderStore(Path("shop.db")).find(number)
    if found is None:
        abort(404)
    return jsonify(shown(found))


@orders.get("/orders")
def listing():
    page = max(0, request.args.get("page", 0, type=int))
    found = OrderStore(Path("shop.db")).page(request.args.get("customer", ""), page)
    return jsonify([shown(order) for order in found])


@orders.post("/orders/<int:number>/state")
def change_state(number: int):
    store = OrderStore(Path("shop.db"))
    found = store.find(number)
    if found is None:
        abort(404)
    try:
        found.move(OrderState(request.get_json()["state"]))
    except (OrderError, ValueError) as error:
        return jsonify({"error": str(error)}), 409
    store.save(found)
    return jsonify(shown(found))

'use strict';

const express = require('express');
const crypto = require('crypto');
const fs = require('fs/promises');
const path = require('path');
const { EventEmitter } = require('events');

const PAGE_SIZE = 50;
const RETRIES = 3;
const TAX_PERCENT = 19;
const EXPIRES_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

const OrderState = Object.freeze({
  OPEN: 'open',
  PAID: 'paid',
  SHIPPED: 'shipped',
  CANCELLED: 'cancelled',
});

const ALLOWED = {
  [OrderState.OPEN]: [OrderState.PAID, OrderState.CANCELLED],
  [OrderState.PAID]: [OrderState.SHIPPED, OrderState.CANCELLED],
  [OrderState.SHIPPED]: [],
  [OrderState.CANCELLED]: [],
};

class OrderError extends Error {
  constructor(message, status = 409) {
    super(message);
    this.status = status;
  }
}

class Order {
  constructor({ id, customer, state = OrderState.OPEN, lines = [], created = Date.now() }) {
    this.id = id;
    this.customer = customer;
    this.state = state;
    this.lines = lines;
    this.created = created;
  }

  add(sku, quantity, unitPrice) {
    if (!Number.isInteger(quantity) || quantity <= 0) {
      throw new OrderError(`quantity must be positive, not ${quantity}`, 400);
    }
    const same = this.lines.find((line) => line.sku === sku && line.unitPrice === unitPrice);
    if (same) {
      same.quantity += quantity;
      return same;
    }
    const line = { sku, quantity, unitPrice };
    this.lines.push(line);
    return line;
  }

  move(state) {
    if (!ALLOWED[this.state].includes(state)) {
      throw new OrderError(`order ${this.id} cannot go from ${this.state} to ${state}`);
    }
    this.state = state;
  }

  get net() {
    return this.lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
  }

  get gross() {
    return Math.round(this.net * (100 + TAX_PERCENT)) / 100;
  }

  get expired() {
    return this.state === OrderState.OPEN && Date.now() - this.created > EXPIRES_AFTER_MS;
  }

  toJSON() {
    const { id, customer, state, lines, created, net, gross } = this;
    return { id, customer, state, lines, created, net, gross };
  }
}

class OrderStore extends EventEmitter {
  constructor(pool, folder) {
    super();
    this.pool = pool;
    this.folder = folder;
  }

  async find(id) {
    const { rows } = await this.pool.query('SELECT * FROM orders WHERE id = $1', [id]);
    return rows.length ? new Order(rows[0]) : null;
  }

  async page(customer, page) {
    const { rows } = await this.pool.query(
      'SELECT * FROM orders WHERE customer = $1 ORDER BY id LIMIT $2 OFFSET $3',
      [customer, PAGE_SIZE, page * PAGE_SIZE],
    );
    return rows.map((row) => new Order(row));
  }

  async save(order) {
    for (let attempt = 1; attempt <= RETRIES; attempt += 1) {
      try {
        await this.pool.query(
          'INSERT INTO orders (id, customer, state, lines) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET state = $3',
          [order.id, order.customer, order.state, JSON.stringify(order.lines)],
        );
        this.emit('saved', order.id);
        return;
      } catch (error) {
        if (attempt === RETRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, attempt * 100));
      }
    }
  }

  async archive(order) {
    const name = `${crypto.randomUUID()}.json`;
    await fs.writeFile(path.join(this.folder, name), JSON.stringify(order, null, 2));
    return name;
  }
}

function router(store) {
  const routes = express.Router();

  routes.get('/orders/:id', async (request, response, next) => {
    try {
      const order = await store.find(Number(request.params.id));
      if (!order) {
        response.status(404).json({ error: 'no such order' });
        return;
      }
      response.json(order);
    } catch (error) {
      next(error);
    }
  });

  routes.get('/orders', async (request, response, next) => {
    try {
      const page = Math.max(0, Number.parseInt(request.query.page ?? '0', 10) || 0);
      response.json(await store.page(String(request.query.customer ?? ''), page));
    } catch (error) {
      next(error);
    }
  });

  routes.post('/orders/:id/state', express.json(), async (request, response, next) => {
    try {
      const order = await store.find(Number(request.params.id));
      if (!order) throw new OrderError('no such order', 404);
      order.move(request.body.state);
      await store.save(order);
      response.json(order);
    } catch (error) {
      if (error instanceof OrderError) response.status(error.status).json({ error: error.message });
      else next(error);
    }
  });

  return routes;
}

'use strict'
const fs = require('fs')
const { join, resolve: full } = require('path')
import Base, * as all from './base.js'
import { price as priceOf, Table } from '../price.js'
import './setup.js'
export * from './types.js'
export { a as b } from './more.js'

/**
 * What a customer wants to buy.
 * @class
 */
export default class Cart extends Base {
  #items = []
  run = async (a) => { await this.total(a) }

  constructor (items, ...more) {
    super(items)
  }

  // Adds all up.
  static total (rate = 1, { net } = {}) {
    let sum = 0
    for (const item of this.items) {
      if (item.cents > 0 && net) {
        sum += priceOf(item.cents)
      } else if (rate > 1) {
        sum++
      } else {
        sum--
      }
    }
    try {
      new all.Store().load(sum)
    } catch (e) {
      return sum ? 1 : 0
    }
    switch (sum) {
      case 1: return 2
      default: return this.items.map(i => i && i.cents)
    }
  }

  #check () {}
}

function * walk (tree) {
  yield * walk(tree.left)
}

export const size = (cart) => cart.items.length
const local = function (a, b) {}
const handlers = { open: () => {}, close (event) {} }

exports.load = async function load (path) { return import('./lazy.js') }
Cart.prototype.save = function () {}

describe('cart', () => {
  it('adds up', () => { expect(Cart.total()).toBe(1) })
  test.each([1])('each %s', (a) => {})
})

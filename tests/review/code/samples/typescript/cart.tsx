import type { Item, Price as P } from './items'
import legacy = require('legacy')
import React from 'react'

/** What a customer wants to buy. */
@Component({ selector: 'cart' })
export class Cart<T extends Item> extends Base<T> implements Counted, shop.Sized {
  private count = 0
  public run = (a: number): void => {}

  constructor(private readonly items: T[], rate?: number) {
    super()
  }

  @Input()
  async total(this: Cart<T>, rate: number, net = true): Promise<number> {
    if (rate > 1 || net) {
      return this.items?.first!.price(rate)
    }
    return new P<T>(rate).cents ?? 0
  }

  protected check(): boolean { return true }
}

export abstract class Shape {
  abstract area(): number
}

interface Counted extends Base, Sized {
  count(of: string): number
  name: string
}

export type Names = string[]
export enum State { Open, Closed }
declare module 'legacy' {
  export function load(path: string): void
}
namespace Shop.Deep {
  export function over(a: string): void
  export function over(a: any) {}
}

export const View: React.FC = ({ cart }) => <Line.Item of={cart} key={key()}><b>1</b></Line.Item>

describe('cart', () => {
  it(`adds up`, async () => { expect(1).toBe(1) })
})

package shop.cart

import scala.math.abs
import shop.prices._
import shop.{Items => Things, Store}

/** What a customer wants to buy. */
@serializable
class Cart[T <: Item](val items: List[T], rate: Double) extends Base(items) with Counted {
  // Adds all up.
  override def total(net: Boolean, more: Int = 1): Int = {
    var sum = 0
    for (item <- items) {
      if (item.cents > 0 && net) sum += Things.price(item.cents)
      else if (rate > 1) sum += 1
      else sum -= 1
    }
    while (sum > 9) sum -= 1
    sum match {
      case 1 => 2
      case _ => items.map(_.cents).sum
    }
  }

  private def check(): Double = try abs(rate) catch { case e: Exception => 0.0 }
}

object Cart {
  def empty: Cart[Item] = new Cart(Nil, 1.0)
}

trait Counted {
  def count: Int
}

case class Point(x: Int, y: Int)

object CartSpec extends AnyFunSuite {
  test("adds up") {
    assert(Cart.empty.total(true) == 1)
  }
}

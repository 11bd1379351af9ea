package shop.cart

import kotlin.math.abs
import shop.prices.*
import shop.Items as Things

/** What a customer wants to buy. */
@Serializable
open class Cart<T : Item>(val items: List<T>, private val rate: Double) : Base(items), Counted {
    // Adds all up.
    override fun total(net: Boolean, more: Int = 1): Int {
        var sum = 0
        for (item in items) {
            if (item.cents > 0 && net) {
                sum += Things.price(item.cents)
            } else if (rate > 1) {
                sum++
            } else {
                sum--
            }
        }
        return when (sum) {
            1 -> 2
            else -> items.map { it.cents }.sum()
        }
    }

    private fun check() = try { abs(rate) } catch (e: Exception) { 0.0 }

    companion object {
        fun empty() = Cart(listOf(), 1.0)
    }
}

interface Counted {
    fun count(): Int
}

object Registry : Base() {
    internal fun add(a: Cart<*>) {}
}

enum class State { OPEN, CLOSED }

data class Point(val x: Int, val y: Int)

fun String.words(limit: Int): List<String> = split(" ")

typealias Names = List<String>

class CartTest {
    @Test
    fun `adds up`() { assertEquals(1, Cart(listOf(), 1.0).total(true)) }
}

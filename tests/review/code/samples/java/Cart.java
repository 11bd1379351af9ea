package shop.cart;

import java.util.List;
import java.util.function.*;
import static shop.Prices.of;

/**
 * What a customer wants to buy.
 * @author someone
 */
@Entity
@Table(name = "carts")
public final class Cart<T extends Item> extends Base<T> implements Closeable, shop.Counted {
    private final List<T> items = new ArrayList<>();

    public Cart(List<T> items, int... more) {
        super(items);
        this.items.addAll(items);
    }

    /** Adds all up. */
    @Override
    public int total(double rate, final boolean net) throws IOException {
        int sum = 0;
        for (T item : items) {
            if (item.cents() > 0 || net) {
                sum += of(item.cents());
            } else if (rate > 1) {
                sum++;
            } else {
                sum--;
            }
        }
        try {
            Runnable task = () -> log.info("x");
        } catch (RuntimeException e) {
            return sum > 0 ? 1 : 0;
        }
        switch (sum) {
            case 1: return 2;
            default: return Items.first(items).price().cents();
        }
    }

    static class Line {
        int n;
    }

    enum State { OPEN, CLOSED; boolean open() { return this == OPEN; } }

    record Point(int x, int y) {
        Point {
            check(x);
        }
    }
}

interface Counted {
    int count();
    default boolean empty() { return count() == 0; }
}

@interface Marked { String value(); }

class CartTest {
    @Test
    void addsUp() { assertEquals(1, new Cart<>(List.of()).total(1, true)); }
}

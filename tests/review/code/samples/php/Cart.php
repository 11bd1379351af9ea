<?php
namespace Shop\Cart;

use Shop\Price;
use Shop\Items as Things;
use Shop\{Store, Shelf\Row as Line};
use function Shop\Math\absolute;
require_once 'lib/setup.php';

/** What a customer wants to buy. */
#[Entity]
final class Cart extends Base implements Counted, \Countable
{
    use Logs;

    public function __construct(private array $items, int ...$more)
    {
        parent::__construct($items);
    }

    /**
     * Adds all up.
     * @param float $rate
     */
    public static function total(float $rate, bool $net = true): int
    {
        $sum = 0;
        foreach ($this->items as $item) {
            if ($item->cents > 0 && $net) {
                $sum += Price::of($item->cents);
            } elseif ($rate > 1) {
                $sum++;
            } else {
                $sum--;
            }
        }
        try {
            $this->store->load($sum);
        } catch (\Exception $e) {
            return $sum > 0 ? 1 : 0;
        }
        switch ($sum) {
            case 1: return 2;
            default: return (new Point(1))->x();
        }
    }

    private function check() { return absolute(1) ?? 2; }
}

interface Counted
{
    public function count(): int;
}

trait Logs
{
    function log($line) { echo $line; }
}

enum State: string { case Open = 'o'; }

function helper($a, &$b) { return \strlen($a); }

class CartTest extends TestCase
{
    public function testTotal() { $this->assertSame(1, 1); }

    #[Test]
    public function loads() {}
}

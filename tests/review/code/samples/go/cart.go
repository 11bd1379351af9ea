// Package cart holds what a customer wants to buy.
package cart

import (
	"fmt"
	str "strings"
	. "math"
	_ "embed"
)

import "example.com/shop/price"

// Item is one line of a cart. It has a price.
type Item struct {
	Name  string
	Cents int
}

type Store interface {
	Load(id string) (*Cart, error)
	fmt.Stringer
}

type (
	Cart struct {
		Item
		items []Item
	}
	// Count is a number.
	Count int
)

// Total adds all up.
func (c *Cart) Total(rate float64, a, b int) int {
	sum := 0
	for _, item := range c.items {
		if item.Cents > 0 && item.Name != "" {
			sum += price.Of(item.Cents)
		} else if a > b {
			sum++
		} else {
			sum--
		}
	}
	switch sum {
	case 0:
		return 0
	case 1, 2:
		return int(Abs(rate))
	default:
		go func() { fmt.Println(str.ToUpper("x")) }()
	}
	return sum
}

func (s Stack[T]) pop() (v T) { return s.inner.last().value() }

func Map[K comparable, V any](in []K, f func(K) V) []V {
	return nil
}

func TestTotal(t *testing.T) {
	t.Run("empty", func(t *testing.T) {})
}

func Testify() {}

#include <vector>
#include "shop/price.hpp"

using std::vector;

namespace shop {

/// What a customer wants to buy.
template <typename T>
class Cart final : public Base<T>, private Counted {
 public:
  explicit Cart(int size) : size_(size) {}
  ~Cart() = default;

  // Adds all up.
  int total(double rate, bool net = true) const override {
    int sum = 0;
    for (auto& item : items_) {
      if (item.cents > 0 && net) {
        sum += prices::of(item.cents);
      } else {
        sum--;
      }
    }
    try {
      auto f = [&](int a) { return a; };
    } catch (const std::exception& e) {
      return sum ? 1 : 0;
    }
    return this->store->load(sum);
  }
  bool operator==(const Cart& other) const { return true; }

 private:
  int check() { return 1; }
  vector<T> items_;
};

struct Point {
  int x;
  int y() { return x; }
};

enum class State { kOpen, kClosed };

namespace detail::deep {
static void helper() {}
}

}  // namespace shop

int shop::Cart<int>::size() const {
  return size_;
}

template <class A>
A largest(A a, A b) { return std::max<A>(a, b); }

TEST(CartTest, AddsUp) {
  EXPECT_EQ(1, largest(1, 0));
}

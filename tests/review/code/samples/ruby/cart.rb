require "json"
require_relative "price/list"

module Shop
  # What a customer wants to buy.
  class Cart < Base
    include Counted
    attr_reader :items

    # Adds all up.
    def total(rate, net = true, *more, key: 1, &block)
      sum = 0
      items.each do |item|
        if item.cents > 0 && net
          sum += Price.of(item.cents)
        elsif rate > 1
          sum += 1
        else
          sum -= 1
        end
      end
      sum -= 1 while sum > 9
      begin
        @store.load(sum)
      rescue IOError => e
        return sum > 0 ? 1 : 0
      end
      case sum
      when 1 then 2
      else Items.first(items).price.cents
      end
    end

    def self.empty
      new([], 1.0)
    end

    def valid?
      true unless items.empty?
    end

    private

    def check(a)
      puts "x"
    end
  end

  class Prices::Table
  end
end

RSpec.describe Shop::Cart do
  it "adds up" do
    expect(Shop::Cart.empty.total(1)).to eq(1)
  end
end

class CartTest < Minitest::Test
  def test_total
    assert_equal 1, 1
  end
end

using System;
using System.Collections.Generic;
using Things = Shop.Items;
using static Shop.Prices;

namespace Shop.Carts
{
    /// <summary>What a customer wants to buy.</summary>
    [Serializable]
    public sealed class Cart<T> : Base<T>, ICounted where T : Item
    {
        public Cart(List<T> items) : base(items) { }

        public int Size { get; set; }

        // Adds all up.
        [Obsolete("no")]
        public override int Total(double rate, bool net = true, params int[] more)
        {
            var sum = 0;
            foreach (var item in Items)
            {
                if (item.Cents > 0 && net)
                {
                    sum += Things.Price(item.Cents);
                }
                else if (rate > 1)
                {
                    sum++;
                }
                else
                {
                    sum--;
                }
            }
            try
            {
                this.Store?.Load(sum);
            }
            catch (Exception)
            {
                return sum > 0 ? 1 : 0;
            }
            switch (sum)
            {
                case 1: return 2;
                default: return new Point(1, 2).X;
            }
        }

        private static bool Check() => true;
    }

    interface ICounted
    {
        int Count();
    }

    struct Point { public int X; }

    record Line(string Name, int Cents);

    enum State { Open, Closed }

    public class CartTests
    {
        [Fact]
        public void AddsUp() { Assert.Equal(1, new Cart<Item>(null).Total(1)); }
    }
}

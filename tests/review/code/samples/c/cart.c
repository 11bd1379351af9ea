#include <stdio.h>
#include "shop/price.h"

#define SQUARE(x) ((x) * (x))

/* One line of a cart. */
struct item {
	char *name;
	int cents;
};

typedef struct {
	struct item *items;
} cart_t;

enum state { OPEN, CLOSED };

union number { int i; float f; };

static int check(void)
{
	return 0;
}

/* Adds all up.
 * Slowly. */
int *cart_total(const cart_t *cart, int (*price)(int), ...)
{
	int sum = 0;
	for (int i = 0; i < 9; i++) {
		if (cart->items[i].cents > 0 && i) {
			sum += price_of(cart->items[i].cents);
		} else if (sum) {
			sum++;
		} else {
			sum--;
		}
	}
	while (sum > 9)
		sum = cart->store->load(sum) ? 1 : 0;
	switch (sum) {
	case 1:
		return 0;
	default:
		break;
	}
	return SQUARE(sum);
}

int declared(int a);

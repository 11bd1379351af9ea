import depot.errors
import depot.text as words
from depot import model
from depot.model import Item, Order
from depot.storage import FileStore, MemoryStore


class Depot:
    def __init__(self, store):
        self.store = store
        self.handlers = {"add": self.put, "take": self.take}

    def put(self, item: Item):
        words.record("put")
        self.store.save(item.key(), item.dump())

    def take(self, key):
        value = self.store.require(key)
        return Item.parse(value)

    def order(self, keys):
        order = Order()
        for key in keys:
            order.add(self.take(key))
        return order

    def handle(self, name, argument):
        handler = self.handlers.get(name)
        depot.errors.check(handler is not None, name)
        return handler(argument)

    def report(self):
        def line(item):
            return model.clean(item.label(False))

        return [line(each) for each in self.all()]

    def all(self):
        return [model.Item.parse(each) for each in self.store.load_all(self.keys())]

    def keys(self):
        return sorted(self.store.values)

    def close(self):
        self.store.close()


def open_depot(folder=None):
    store = FileStore(folder) if folder else MemoryStore()
    depot = Depot(store)
    words.record("open")
    return depot


def price_of(order: Order) -> str:
    return model.format_price(order.total())


def main(argv):
    depot = open_depot(argv[1])
    try:
        depot.put(Item.parse(argv[2]))
        print(price_of(depot.order([])))
        print(Order([]).add(Item("x", 1)).line())
    finally:
        depot.close()

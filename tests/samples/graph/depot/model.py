import json
from dataclasses import dataclass, field

from . import errors
from .text import slug, title as titled


@dataclass
class Item:
    name: str
    price: int
    tags: list = field(default_factory=list)

    def key(self):
        return slug(self.name)

    def label(self, with_price=True):
        text = titled(self.name)
        if with_price:
            text = f"{text} {format_price(self.price)}"
        return text

    def copy(self):
        return Item(self.name, self.price, list(self.tags))

    @classmethod
    def parse(cls, line):
        name, _, price = line.partition(";")
        errors.check(price.isdigit(), "no price")
        return cls(name, int(price))

    def dump(self):
        return json.dumps({"name": self.name, "key": self.key()})


class Order:
    def __init__(self, items=()):
        self.items = [each.copy() for each in items]
        self.notes = Notes()

    def total(self):
        def one(item):
            return item.price

        return sum(one(item) for item in self.items)

    def add(self, item: Item):
        if not item.key():
            raise errors.Missing("key")
        self.items.append(item.copy())
        self.notes.write(item.label())
        return self

    def summary(self, format_price):
        return format_price(self.total())

    def line(self):
        return format_price(self.total())


class Notes:
    def __init__(self):
        self.lines = []

    def write(self, text):
        self.lines.append(clean(text))


def clean(text):
    return " ".join(text.split())


def format_price(cents):
    return f"{cents / 100:.2f}"

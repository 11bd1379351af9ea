from . import base


class MemoryStore(base.Store):
    def __init__(self):
        self.values = {}

    def load(self, key):
        return self.values.get(key)

    def save(self, key, value):
        self.values[key] = value

    def swap(self, first, second):
        one, two = self.require(first), self.require(second)
        self.save(first, two)
        self.save(second, one)

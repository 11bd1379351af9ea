from abc import ABC, abstractmethod

from ..errors import Missing


class Store(ABC):
    @abstractmethod
    def load(self, key):
        ...

    @abstractmethod
    def save(self, key, value):
        ...

    def load_all(self, keys):
        return [self.load(key) for key in keys]

    def require(self, key):
        value = self.load(key)
        if value is None:
            raise Missing(key)
        return value

    def close(self):
        self._flush()

    def _flush(self):
        pass

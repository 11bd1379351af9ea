import os

from depot.text import logged, record
from depot.storage.base import Store as Base


class FileStore(Base):
    def __init__(self, folder):
        self.folder = folder
        self._waiting = []

    def path(self, key):
        return os.path.join(self.folder, key)

    def load(self, key):
        with open(self.path(key)) as file:
            return file.read()

    @logged
    def save(self, key, value):
        self._waiting.append((key, value))
        if len(self._waiting) > 10:
            self._flush()

    def _flush(self):
        super()._flush()
        for key, value in self._waiting:
            self._write(key, value)

    def _write(self, key, value):
        record("write")
        with open(self.path(key), "w") as file:
            file.write(value)

    def close(self):
        Base.close(self)
        record("close")

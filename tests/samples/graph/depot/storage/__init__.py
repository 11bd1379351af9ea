from .base import Store
from .files import FileStore
from .memory import MemoryStore

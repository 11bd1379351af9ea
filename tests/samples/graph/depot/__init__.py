"""A small warehouse. Its calls are labelled by hand in calls.txt beside it."""

from .errors import DepotError, Missing
from .model import Item, Order
from .storage import FileStore, MemoryStore
from .service import Depot, open_depot

__all__ = ["Depot", "DepotError", "FileStore", "Item", "MemoryStore", "Missing", "Order", "open_depot"]

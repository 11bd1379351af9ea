"""Prices in cents."""


def discount(total: int, percent: int) -> int:
    """Return `total` less `percent` percent."""
    if not 0 <= percent <= 100:
        raise ValueError(f"percent must be between 0 and 100, not {percent}")
    return total - total * percent // 100


def average(amounts: list[int]) -> int:
    """Return the average amount."""
    return sum(amounts) // len(amounts)

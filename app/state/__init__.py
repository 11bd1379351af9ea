"""What lives in Redis: only what may be lost."""

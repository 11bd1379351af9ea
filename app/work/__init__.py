"""Jobs: woken, leased, done, and done again when something newer is wanted."""

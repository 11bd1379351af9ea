"""From git's bytes to a parsed diff: split, parse, number, classify; and never clean where git disagrees."""

"""The review itself: values in, values out; no network, clock, randomness, environment, process or database."""

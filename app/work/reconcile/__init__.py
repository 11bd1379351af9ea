"""What no event told of: failed deliveries, pull requests that nobody reviewed, checks left under way."""

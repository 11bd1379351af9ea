"""What can be worked out again, but is kept because that costs time. Losing it loses nothing."""

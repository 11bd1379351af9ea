"""What does not belong: named patterns of hidden or hostile code, and what is unlike the rest of the repository."""

"""The graph of a snapshot: which file takes what from which, and which definition calls which."""

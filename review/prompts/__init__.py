"""What a model is asked: which code first, how much of it, in which words."""

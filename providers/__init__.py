"""LLM providers: HTTP out, completion back; they know nothing of pull requests."""

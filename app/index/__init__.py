"""What is known of a repository's code: computed for each blob once, in processes that may die of it."""

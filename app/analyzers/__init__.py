"""Programs that read hostile code: how they are run, boxed in, and what they said."""

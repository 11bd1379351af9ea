"""How the stand-in shows its state: GitHub's JSON, held to its description by a test."""

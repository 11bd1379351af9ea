"""What people and tools read: GitHub text, JSON, SARIF, terminal, Markdown."""

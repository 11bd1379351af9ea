"""What a model's answer is worth: extraction, evidence, identity."""

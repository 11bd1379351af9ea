"""Labelled cases: what was expected of a review, what it said, and how good that is; without a model or a machine."""

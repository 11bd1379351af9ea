"""What can be said of a change only as a whole: advice with evidence, for the summary and never for a gate."""

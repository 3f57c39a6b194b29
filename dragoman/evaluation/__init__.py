"""Scores of each layer on annotated sets, by the rules of the scorers that come with the sets."""

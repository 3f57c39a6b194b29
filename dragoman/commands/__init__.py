"""The commands that work on a store; each parses its options, asks one question, and prints the answer."""

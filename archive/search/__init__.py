"""From rows to the index and from a question to hits."""

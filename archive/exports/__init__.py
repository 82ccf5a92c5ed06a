"""From rows to other formats: feeds and data."""

"""Search: from rows to index entries, and from a query to hits."""

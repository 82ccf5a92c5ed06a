"""Pages for readers: thin views over rows and search."""

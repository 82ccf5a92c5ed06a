"""Articles in other formats: one record of what is said of an article, a module a format, and their registry."""

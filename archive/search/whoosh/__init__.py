"""The embedded engine: Whoosh's index and query tree over columnar segments, executed by numpy."""

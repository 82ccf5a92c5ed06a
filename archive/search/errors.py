"""What can go wrong with an index, in one class that says how to mend it."""


class IndexUnusable(Exception):
    """The index is missing, damaged, or of another version; `rebuild_index` makes it anew from the database."""

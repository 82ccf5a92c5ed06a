"""Spellings of one name: the keys under which they agree, and how they are compared."""

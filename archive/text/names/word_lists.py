"""Word lists: plain text files in this package, one word a line, comments after #."""

from __future__ import annotations

from importlib import resources


def read_word_list(name: str) -> frozenset[str]:
    """Return the words of a list by its file's name ("function_words.txt"); OSError if the file does not exist."""
    text = resources.files("archive.text").joinpath(name).read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))

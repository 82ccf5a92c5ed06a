"""Backfile: a self-hosted web archive for the complete run of a periodical."""

import warnings

__version__ = "0.1.0"

# Whoosh 2.7.4 was written for older Pythons, whose compiler had nothing to say about these two habits of its source.
for _message in ('"is" with', "invalid escape sequence"):
    warnings.filterwarnings("ignore", message=_message, category=SyntaxWarning)

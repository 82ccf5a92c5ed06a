"""Password validators beside Django's own."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError

# With the words of the site's own name; documented in docs/security.md.
WORDS = frozenset((
    "backfile", "archive", "admin", "administrator", "editor", "editors", "desk", "contributor", "publisher",
    "password", "passphrase", "welcome", "letmein", "changeme", "secret", "the", "my", "is", "of",
))  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")


class WordsOfThisSite:
    """Validator that refuses passwords made only of this site's own words, whatever digits stand between.

    "Backfile-Editor-2026" is refused, "backfile quarry lantern" is not.
    """

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError for such a password."""
        words = [word.casefold() for word in _LETTERS.findall(password)]
        site = {word.casefold() for word in _LETTERS.findall(settings.SITE_NAME)}
        if words and all(word in WORDS | site for word in words):
            raise ValidationError("Everybody here would try these words first. Add others.", code="words_of_this_site")

    def get_help_text(self) -> str:
        return "Your password can’t be made of this site’s own words alone, such as its name and “editor”."

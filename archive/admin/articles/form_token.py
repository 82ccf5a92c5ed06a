"""Signed token of an article form: its account, article, and version at opening.

It travels in a hidden field, so that typed text can be stored for its writer even after the session ended, and so that
a save can detect that the article was saved since.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from django.core import signing
from django.core.signing import BadSignature

FIELD = "_opened"
SALT = "archive.opened-form"
# How long a form can store unsaved work after its session ended.
TRUSTED_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class FormToken:
    """`key` identifies the form among those of one account; `article` and `version` are None on a form that
    adds one.
    """

    user: int
    key: str
    article: int | None = None
    version: int | None = None

    @classmethod
    def of(cls, user, article=None) -> FormToken:
        """Return the token of a form opened by an account; without an article, of one that adds one.

        Two forms of one article, in two tabs or one after the other, store what is typed separately: neither overwrites
        the other's work.
        """
        token = secrets.token_urlsafe(9)
        if article is None:
            return cls(user.pk, f"new-{token}")
        return cls(user.pk, f"article-{article.pk}-{token}", article.pk, article.version)

    def sign(self) -> str:
        """Return the value of the hidden field."""
        return signing.dumps(asdict(self), salt=SALT)


def form_token(value: str, *, max_age: int | None = None) -> FormToken | None:
    """Return the token in the hidden field; None where this site did not sign it, or longer ago than `max_age`."""
    try:
        return FormToken(**signing.loads(value, salt=SALT, max_age=max_age))
    except BadSignature:
        return None

"""What an article's form knows of its opening: whose it is, of which article, and which version it was opened at.

It is signed and travels in a hidden field, so that what somebody typed can be kept for them even when their session has
ended meanwhile, and so that a save can see whether the article moved on.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from django.core import signing
from django.core.signing import BadSignature

FIELD = "_opened"
SALT = "archive.opened-form"
# How long a form keeps what is typed after the session has ended.
TRUSTED_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class FormToken:
    """`key` names the form among those of one person; `article` and `version` are None on a form that adds one."""

    user: int
    key: str
    article: int | None = None
    version: int | None = None

    @classmethod
    def of(cls, user, article=None) -> FormToken:
        """A form that is being opened by an account; without an article, one that adds one.

        Two forms of one article, in two tabs or one after the other, keep what is typed apart: neither overwrites what
        the other kept.
        """
        token = secrets.token_urlsafe(9)
        if article is None:
            return cls(user.pk, f"new-{token}")
        return cls(user.pk, f"article-{article.pk}-{token}", article.pk, article.version)

    def sign(self) -> str:
        """The value of the hidden field."""
        return signing.dumps(asdict(self), salt=SALT)


def form_token(value: str, *, max_age: int | None = None) -> FormToken | None:
    """What the hidden field says; None for a value that this site did not sign, or signed longer ago than `max_age`."""
    try:
        return FormToken(**signing.loads(value, salt=SALT, max_age=max_age))
    except BadSignature:
        return None

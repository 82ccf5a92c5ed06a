"""The type of whoever is signed in, or is not: Django's own name for the two together."""

from __future__ import annotations

from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser, User

Account: TypeAlias = User | AnonymousUser

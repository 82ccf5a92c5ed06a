"""Type of the user of a request, signed in or anonymous."""

from __future__ import annotations

from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser, User

Account: TypeAlias = User | AnonymousUser

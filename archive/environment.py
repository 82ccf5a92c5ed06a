"""Settings from the environment; a value that cannot be taken raises ImproperlyConfigured, which says what can."""

from __future__ import annotations

import os
import secrets
import warnings
import zoneinfo
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from archive.durable_files import write_once
from archive.failures import FULL, user_name

# What Django's engines are for; others were never tried.
ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


class Environment(environ.Env):
    """The environment, in which numbers are numbers."""

    def get_value(self, var: Any, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False):
        try:
            return super().get_value(var, cast, default, parse_default)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{var}={os.environ.get(var)!r} in the environment is not a number. Give one, or leave {var} out."
            ) from error


def data_directory(default: Path) -> Path:
    """Return the directory that BACKFILE_DATA names, made where it is not there, for its owner only."""
    folder = Path(os.environ.get("BACKFILE_DATA") or default).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.listdir(folder)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data directory {folder} cannot be made or read: {error.strerror}. Name another in BACKFILE_DATA, or "
            "give this one to the user who runs the archive."
        ) from error
    return folder


def database(env: Environment, default: str) -> dict[str, Any]:
    """Return the database that DATABASE_URL names."""
    what = "postgres://user:password@host/name, or sqlite:////srv/archive/archive.sqlite3; or leave it out"
    try:
        with warnings.catch_warnings(action="ignore"):  # it is reported below, in a sentence
            found: dict[str, Any] = env.db("DATABASE_URL", default=default)
    except (ValueError, KeyError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read. Write {what}.") from error
    if found.get("ENGINE") not in ENGINES or not found.get("NAME"):
        raise ImproperlyConfigured(f"DATABASE_URL names no database that Backfile can use. Write {what}.")
    return found


def one_of(env: Environment, name: str, choices: tuple[str, ...]) -> str:
    """Return a value that must be one of some words, the first where none is given."""
    value = env.str(name, default=choices[0]).upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r} in the environment is none of {', '.join(choices)}.")
    return value


def time_zone(env: Environment) -> str:
    """Return the name of the site's time zone."""
    name = env.str("TIME_ZONE", default="UTC")
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"TIME_ZONE={name!r} in the environment is no time zone of this system. Give one as Europe/Vilnius or UTC."
        ) from error
    return name


def stored_secret(path: Path) -> str:
    """Return the site's secret key: generated once, stored in a file that only its owner can read.

    Two processes that start together agree on one key: it is put in place whole, and the second reads the first's.
    """
    try:
        if not path.exists():
            write_once(path, secrets.token_urlsafe(64).encode("ascii"))
        secret = path.read_text(encoding="ascii").strip()
    except PermissionError as error:
        owner, user = (user_name(number) for number in (path.parent.stat().st_uid, os.geteuid()))
        raise ImproperlyConfigured(
            f"The secret key {path} cannot be read or made by {user}: {error.strerror}. Run it as {owner}, to whom the "
            f"data directory belongs, or give all in {path.parent} to the user who runs the archive."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        if getattr(error, "errno", None) in FULL:
            raise ImproperlyConfigured(
                f"The disk is full, and the secret key {path} cannot be made. Make room, then try again."
            ) from error
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ImproperlyConfigured(
            f"The secret key {path} cannot be read or made: {reason}. Give it to the user who runs the archive; or "
            "remove it, and a new one is made, with which all editors sign in again."
        ) from error
    if len(secret) < 20:
        raise ImproperlyConfigured(
            f"The secret key {path} is empty or cut short. Remove it, and a new one is made, with which all editors "
            "sign in again."
        )
    return secret

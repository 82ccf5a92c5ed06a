"""XML namespaces identified by path, ignoring scheme, host and trailing slash."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

# Paths, and the prefixes in the formats' own documents. WordPress has the format's version in the path.
_PATHS = (
    (re.compile(r"/export/[12](?:\.\d+)*"), "wp"),
    (re.compile(r"/export/[12](?:\.\d+)*/excerpt"), "excerpt"),
    (re.compile(r"/rss/1\.0/modules/content"), "content"),
    (re.compile(r"/dc/elements/1\.[01]|/dc/terms"), "dc"),
    (re.compile(r"/1999/xlink"), "xlink"),
    (re.compile(r"/schemas/ali/1\.0"), "ali"),
)
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://)?[^/]*(?P<path>/.*?)/*", re.I)


@lru_cache(maxsize=2_000)
def qualified_name(tag: str) -> str:
    """Return a name with its usual prefix: "{https://wordpress.org/export/1.2}status" → "wp:status", or as it is."""
    if not tag.startswith("{"):
        return tag
    namespace, _, name = tag[1:].partition("}")
    match = _ADDRESS.fullmatch(namespace.strip())
    path = match["path"].casefold() if match else ""
    return next((f"{prefix}:{name}" for form, prefix in _PATHS if form.fullmatch(path)), tag)


def attribute(element: Element, name: str) -> str:
    """Return the value of an attribute by its usual name, "xlink:href"; "" without one."""
    return next((value for key, value in element.items() if qualified_name(key) == name), "")


def local(tag: object) -> str:
    """Return the name of an element without its namespace; "" for comments and instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""

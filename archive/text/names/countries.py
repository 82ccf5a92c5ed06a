"""Names of countries by their codes."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

COUNTRIES_FILE = Path(__file__).parents[2] / "authority" / "countries.toml"


def country_name(code: str) -> str:
    """Return a country's English name by its two-letter ISO 3166 code: "KZ" → "Kazakhstan", "SU" → "Soviet Union".

    Any other text is returned unchanged: editors may write a country's name, "Lethmark".
    """
    return _names().get(code.strip().upper(), code)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return tomllib.loads(COUNTRIES_FILE.read_text(encoding="utf-8"))

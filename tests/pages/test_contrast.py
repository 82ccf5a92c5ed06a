"""Contrast of text by the colours of the stylesheet, computed as WCAG 2.2 defines it (1.4.3: at least 4.5)."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders

LEAST = 4.5
# Text and what it stands on.
PAIRS = [
    ("ink", "paper"), ("ink", "sheet"), ("soft", "paper"), ("soft", "sheet"), ("accent", "paper"), ("accent", "sheet"),
    ("accent-ink", "accent"), ("ink", "mark"), ("paper", "ink"),
    ("on-light", "shade-1"), ("on-light", "shade-2"), ("on-dark", "shade-3"), ("on-dark", "shade-4"),
]  # fmt: skip


def colours(css: str) -> dict[str, str]:
    """The custom properties of the first :root in a piece of CSS."""
    root = css[css.index(":root {") :]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", root[: root.index("}")]))


def schemes() -> dict[str, dict[str, str]]:
    with open(finders.find("backfile/site.css"), encoding="utf-8") as file:
        css = file.read()
    light = colours(css)
    dark = light | colours(css[css.index("@media (prefers-color-scheme: dark)") :])
    paper = light | colours(css[css.index("@media print") :])
    return {"light": light, "dark": dark, "print": paper}


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast(scheme, text, ground):
    known = schemes()[scheme]
    assert contrast(known[text], known[ground]) >= LEAST

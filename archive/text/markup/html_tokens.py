"""HTML tokens: a linear reader of tags and text, within limits, and the characters that a text stands for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_MARKUP = 1_000_000  # characters; a long report of 100,000 words has about 700,000
MAX_TAGS = 12_000  # bleach takes up to a tenth of a millisecond for each


class MarkupTooLarge(ValueError):
    """Markup with too many characters or tags; `str()` of it is a message for an editor."""


class MarkupTooDeep(ValueError):
    """Markup with too many nested elements; `str()` of it is a message for an editor."""


# The content of these is not text for readers, and is cut with its tags.
CUT_WHOLE = frozenset(
    ("applet", "canvas", "embed", "head", "iframe", "math", "noembed", "noframes", "noscript", "object",
     "script", "style", "svg", "template", "textarea", "title", "xmp")
)  # fmt: skip
_UNCLOSED = frozenset({"embed"})  # of these, the ones that never have an end tag

# At most 100 runs of quoted and unquoted text, so that a run of stray quotation marks costs linear time.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:_-]{0,40}+)(?P<rest>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'){0,100}+)>"
)
_ATTRIBUTE = re.compile(r"([A-Za-z_:][A-Za-z0-9_.:-]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?")
# A private character that no font has; text loses it, so that the sanitiser may use it in place of "&".
AMPERSAND = "\U0010fffd"
# What is no character of a text: controls, halves of surrogate pairs, noncharacters. Bleach's parser notes each.
CONTROLS = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef"
    f"{''.join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))}{AMPERSAND}]"
)
# What `html.escape` writes, "&" last.
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&"))
# No name has one letter.
_OTHER_ENTITY = re.compile(r"&(?!(?:lt|gt|quot|#x27|amp);)(?:#[0-9xX]|[A-Za-z][A-Za-z0-9])")
# Numbers of no character. Python raises ValueError for those of thousands of digits, and browsers show U+FFFD for all.
_ENDLESS_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9A-Fa-f]{8,});?")


@dataclass(slots=True)
class Token:
    """Token of markup: a start tag, an end tag, or text (name "")."""

    name: str
    ends: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""


def tokens(markup: str) -> Iterator[Token]:
    """Yield the tokens of markup, without the content of scripts.

    Raises MarkupTooLarge.
    """
    if len(markup) > MAX_MARKUP:
        raise MarkupTooLarge(
            f"The text has {len(markup):,} characters with its markup; {MAX_MARKUP:,} are the most that is read."
        )
    at, tags, end = 0, 0, len(markup)
    while at < end:
        opening = markup.find("<", at)
        if opening < 0:
            opening = end
        if opening > at:
            yield Token("", text=markup[at:opening])
        if opening == end:
            return
        tags += 1
        if tags > MAX_TAGS:
            raise MarkupTooLarge(f"The text has more than {MAX_TAGS:,} tags. Split it, or paste it as plain text.")
        token, at = _token_at(markup, opening)
        yield token


def _token_at(markup: str, at: int) -> tuple[Token, int]:
    """Return the token that begins with the "<" at an offset, and the offset of the next."""
    if markup.startswith("<!--", at):
        close = markup.find("-->", at + 4)
        return Token("!--"), len(markup) if close < 0 else close + 3
    if markup.startswith(("<!", "<?"), at):
        close = markup.find(">", at)
        return Token("!"), len(markup) if close < 0 else close + 1
    match = _TAG.match(markup, at)
    if not match:
        return Token("", text="<"), at + 1
    name = match["name"].lower()
    if name in CUT_WHOLE and not match["end"] and name not in _UNCLOSED:
        end_tag = re.compile(rf"</{re.escape(name)}\b[^>]*>?", re.I).search(markup, match.end())
        return Token(name), end_tag.end() if end_tag else len(markup)
    return Token(name, bool(match["end"]), {} if match["end"] else _attributes(match["rest"])), match.end()


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        found.setdefault(match[1].lower(), _value(unescaped(match[2] or match[3] or match[4] or "")))
    return found


def _value(text: str) -> str:
    """The value of an attribute without control characters, which are lost later: what is checked is what is kept."""
    return text if text.isprintable() else CONTROLS.sub("", text)


def unescaped(text: str) -> str:
    """Text with its entities resolved, as browsers do: "A &amp; &#66;" → "A & B"."""
    if _OTHER_ENTITY.search(text):
        return html.unescape(_ENDLESS_NUMBER.sub("\ufffd", text))
    for entity, character in _ESCAPES:  # a hundredth of the time, which counts in a text that is full of them
        text = text.replace(entity, character)
    return text


def plain(text: str) -> str:
    """Return the characters that a piece of text between tags stands for, without control characters."""
    text = unescaped(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    # Nothing printable is a control character; asking is a tenth of the work of looking for one.
    return text if text.replace("\n", "").isprintable() else CONTROLS.sub("", text)

"""The one sanitiser of article bodies, and conversions between plain text and HTML.

Bleach decides what is safe; `archive.text.markup.html_tidy` bounds and tidies its input. `<script>` and similar
elements are cut with their content; of all others that are not allowed only the tags are dropped.
"""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Iterable

from bleach.sanitizer import Cleaner

from archive.text.markup.allowed_tags import (
    ATTRIBUTES,
    CONTAINERS,
    PARAGRAPHS,
    PARTING,
    RENAMED,
    ROLES,
    TAGS,
    is_lingual,
)
from archive.text.markup.footnotes import without_noterefs
from archive.text.markup.html_tidy import ANCHOR, NOTE_IDS, is_own_picture, tidy
from archive.text.markup.html_tokens import (
    AMPERSAND,
    CUT_WHOLE,
    MAX_MARKUP,
    MarkupTooDeep,
    MarkupTooLarge,
    tokens,
    unescaped,
)
from archive.text.markup.link_addresses import SCHEMES, is_link
from archive.text.markup.pictures import read_address

__all__ = [
    "MAX_MARKUP",
    "MarkupTooDeep",
    "MarkupTooLarge",
    "html_from_paragraphs",
    "html_from_pasted",
    "looks_like_html",
    "plain_text",
    "removed_markup",
    "sanitise",
]

# The output of `html_from_paragraphs`: blocks of text without tags inside. It is safe without parsing.
_PLAIN_BLOCKS = re.compile(
    r"(?:<(p|h2|h3|h4)(?: id=\"p[1-9][0-9]{0,5}\")?>"
    r"(?:[^\s<>&\x00-\x1f\x7f]|&(?:amp|lt|gt);)(?:[^<>&\x00-\x08\x0b-\x1f\x7f]++|&(?:amp|lt|gt);)*+</\1>(?:\n(?!\Z)|\Z))*+"
)
_IDS = re.compile(r' id="([^"]*)"')
# Tidied markup that is safe without parsing: all text escaped, and none but tags that are allowed as they stand here.
# Tables, pictures and footnotes are not in it, nor addresses with characters that a parser might weigh.
_SAFE_TIDIED = re.compile(
    r"(?:[^<>&]++|&(?:amp|lt|gt);|</?(?:p|h[2-4]|ul|ol|li|blockquote|figure|figcaption|em|strong|b|i|sup|sub|cite|q|small|s"
    r"|code)>|</a>|<[bh]r>"
    r"|<(?:p|h[2-4]|ul|ol|blockquote|figure) id=\"p[1-9][0-9]{0,5}\">"
    r"|<a href=\"(?:https?://|mailto:)(?:[A-Za-z0-9/?#=._~%+:,;@!$*()-]|&amp;)*+\">)*+"
)

# Starts as well as ends: an item's own words stand before the list inside it, "<li>Tugs<ul><li>Bittern</li></ul></li>".
_BLOCK_EDGE = re.compile(
    r"</?(?:p|h[1-6]|blockquote|ul|ol|li|dl|dt|dd|figure|figcaption|table|caption|thead|tbody|tfoot|tr|div|section|article"
    r"|pre)(?:\s[^<>]*)?>|<hr[^>]*>",
    re.I,
)
_CELL_END = re.compile(r"</t[dh]>", re.I)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
_ANY_TAG = re.compile(r"<[^>]*>")
_MANY_BREAKS = re.compile(r"\n\s*\n\s*")
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|div|br|span|a|b|i|em|strong|ul|ol|li|h[1-6]|table|tr|td|blockquote|img|hr|section|article|script|style|font|"
    r"html|body|head|figure|sup|sub)(?:\s[^<>]{0,2000})?/?>",
    re.I,
)


def _allowed(tag: str, name: str, value: str) -> bool:
    """Return whether an attribute is allowed (bleach's callback); protocols of addresses are checked before."""
    if name == "id":
        pattern = NOTE_IDS.get(tag) or (ANCHOR if tag in PARAGRAPHS | CONTAINERS else None)
        return pattern is not None and pattern.fullmatch(value) is not None
    if name in ("lang", "dir"):
        return is_lingual(tag, name, value)
    if name == "role":
        return value == ROLES.get(tag)
    if name == "src":
        return read_address(value) is not None
    if name in ("colspan", "rowspan", "start"):
        return value.isascii() and value.isdigit() and len(value) <= 4
    return name in ATTRIBUTES.get(tag, ())


def sanitise(html: str) -> str:
    """Return HTML that is safe to store and show: allowed tags and attributes, well nested, all text in blocks.

    `Hello <b onclick=x>you</b><script>…</script>` → `<p>Hello <b>you</b></p>`. Idempotent. Links may be http, https,
    mailto and relative; pictures must be the archive's own (`archive.text.markup.pictures`) with alternative text;
    blocks may have ids of the form p12 (`archive.text.markup.paragraphs`). Raises MarkupTooLarge or MarkupTooDeep,
    before anything costly, for markup beyond the limits.
    """
    if len(html) <= MAX_MARKUP and _PLAIN_BLOCKS.fullmatch(html) and _no_id_twice(html):
        return html
    tidied = tidy(html)
    if "<" not in tidied or _SAFE_TIDIED.fullmatch(tidied):
        return tidied
    # Bleach takes 50 microseconds for each entity and square time over all, so it is given none: in tidied markup "&"
    # only begins what `html.escape` wrote, and tidying removed the character that stands for it meanwhile.
    return _cleaner().clean(tidied.replace("&", AMPERSAND)).replace(AMPERSAND, "&").strip()


def _no_id_twice(html: str) -> bool:
    ids = _IDS.findall(html)
    return len(ids) == len(set(ids))


def _cleaner() -> Cleaner:
    # A cleaner contains a parser with state, so threads do not share one; it is cheap compared with a cleaning.
    return Cleaner(tags=TAGS, attributes=_allowed, protocols=SCHEMES, strip=True, strip_comments=True)


def removed_markup(html: str) -> list[str]:
    """Describe to an editor the markup that `sanitise` cuts, most frequent first.

    Such as "<script> with all inside it", "onclick on <a> (2 times)", "a picture that is not this archive's".
    Classes, ids, languages, comments and bare <span> and <font> tags, which nobody misses, are not listed. Raises
    MarkupTooLarge.
    """
    cut = _cut_tags(html)
    for token in tokens(html):
        address = token.attributes.get("href", "") if token.name == "a" else ""
        if not is_link(address):
            cut[f"a link to {address[:60]!r}"] += 1
        if token.name == "img" and not token.ends and not is_own_picture(token):
            own = read_address(token.attributes.get("src", ""))
            cut["a picture without alternative text" if own else "a picture that is not this archive's"] += 1
    return [what if times == 1 else f"{what} ({times} times)" for what, times in cut.most_common()]


# Attributes that pages generate themselves, so that no one misses them.
_UNMISSED = {"img": ("width", "height", "srcset", "sizes", "loading", "decoding")}


def _cut_tags(markup: str) -> Counter[str]:
    """Count the markup that `tidy` cuts, in an editor's words: "<script> with all inside it", "onclick on <a>"."""
    cut: Counter[str] = Counter()
    for token in tokens(markup):
        name = RENAMED.get(token.name, token.name)
        if not name or token.ends or name in ("!--", "!"):
            continue
        if name in CUT_WHOLE:
            cut[f"<{name}> with all inside it"] += 1
        elif name not in TAGS | PARTING and name not in ("span", "font", "html"):
            cut[f"<{name}> (its text was kept)"] += 1
        elif name in TAGS:
            for key in token.attributes:
                if key not in (
                    *ATTRIBUTES.get(name, ()),
                    *_UNMISSED.get(name, ()),
                    "id",
                    "class",
                    "dir",
                    "lang",
                    "role",
                ):
                    cut[f"{key} on <{name}>"] += 1
    return cut


def html_from_paragraphs(paragraphs: Iterable[str]) -> str:
    """Return plain paragraphs as HTML, everything in them escaped: ["A < B"] → "<p>A &lt; B</p>"."""
    return "\n".join(f"<p>{escaped(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def escaped(text: str) -> str:
    """Return text escaped for a block: <, > and & as entities, without control characters and outer blanks."""
    return entities.escape(_CONTROLS.sub("", text).strip(), quote=False)


def looks_like_html(text: str) -> bool:
    """Return whether a text contains HTML tags: "<p>Toll</p>" does, "a < b" and "<unknown>" do not."""
    return _LOOKS_LIKE_HTML.search(text[:MAX_MARKUP]) is not None


def html_from_pasted(text: str) -> str:
    """Return pasted text as sanitised HTML; text without tags is plain text.

    In plain text, blank lines separate paragraphs; without any blank line, every line is a paragraph. Raises
    MarkupTooLarge or MarkupTooDeep.
    """
    if looks_like_html(text):
        return sanitise(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    blank_line = re.compile(r"\n[^\S\n]*\n")
    pieces = blank_line.split(text) if blank_line.search(text) else text.split("\n")
    return sanitise(html_from_paragraphs(" ".join(piece.split()) for piece in pieces))


def plain_text(html: str) -> str:
    """Return the text of sanitised HTML, in which no two words run together that are apart on the page.

    Blocks, those inside others too, are separated by blank lines, cells of a row by blanks; <br> is a line end;
    entities are resolved. The numbers of footnotes in the text are left out, so that words and citations read on.
    Index, snippets, citations, word counts and exports all have this text. "<li>Tugs<ul><li>Bittern</li></ul></li>"
    → "Tugs\\n\\nBittern".
    """
    if "<" in html:
        html = without_noterefs(html)
        html = _BLOCK_EDGE.sub("\n\n", html)
        html = _ANY_TAG.sub("", _CELL_END.sub(" ", _LINE_BREAK.sub("\n", html)))
    return _MANY_BREAKS.sub("\n\n", unescaped(html)).strip()

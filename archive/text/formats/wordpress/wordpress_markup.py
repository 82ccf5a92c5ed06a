"""Conversion of a WordPress post's content to HTML: paragraphs from line ends, shortcodes and media removed."""

from __future__ import annotations

import json
import re
from html import escape

import lxml.html

from archive.text.formats.web_pages.page_content import resolve_links, take_media
from archive.text.markup.footnote_links import collect_footnotes
from archive.text.markup.html_tree import parsed_fragment

_BLOCK_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_BLOCK_TAG = (
    r"</?(?:p|div|h[1-6]|ul|ol|li|blockquote|figure|figcaption|table|thead|tbody|tfoot|tr|td|th|caption|hr|pre|section|"
    r"article|aside|header|footer|br|dl|dt|dd|form|iframe|address)\b[^<>]*+>"
)
_IS_BLOCK_TAG = re.compile(_BLOCK_TAG, re.I)
_HOLDS_TEXT = re.compile(r"<(?:p|h[1-6]|li|td|th|figcaption|caption|dt|dd|pre|address)\b", re.I)
_AROUND_BLOCKS = re.compile(rf"(?:(?<!\s)\s++)?+({_BLOCK_TAG})\s*", re.I)  # looks at a run of blanks once
_CAPTION = re.compile(r"\[caption\b[^\]]{0,500}\]((?:[^\[]++|\[(?!/?caption\b))*+)\[/caption\]", re.I)
# Shortcodes that stand for media or for what a plugin makes of them: "[gallery ids=\"1,2\"]", "[embed]…[/embed]".
_MEDIA_CODES = {
    "gallery": "picture gallery",
    "embed": "embedded page",
    "video": "video",
    "audio": "recording",
    "playlist": "recording",
    "youtube": "video",
    "vimeo": "video",
}
_MEDIA_CODE = re.compile(rf"\[({'|'.join(_MEDIA_CODES)})\b[^\]]{{0,1000}}\](?:([^\[]{{0,1000}})\[/\1\])?", re.I)


# Shortcodes of plugins: with attributes, or in a pair. Other words in brackets are the author's: "[sic]".
_WITH_ATTRIBUTES = re.compile(
    r"\[([A-Za-z][\w-]{0,60})\s(?:[^\[\]<>=]{0,200}\s)?[\w-]{1,60}=[^\s\[\]][^\[\]]{0,2000}\]"
)
_SHORTCODE = re.compile(r"\[/?([A-Za-z][\w-]{0,60})(?:\s[^\[\]]{0,2000})?/?\]")
_CLOSING = re.compile(r"\[/([A-Za-z][\w-]{0,60})\]")
# Blocks without content of their own, which WordPress fills in when it shows the page.
_BLOCK = re.compile(r"<!--\s*wp:([a-z][\w/-]{0,60})\s([^<>]{0,2000}+)>")
_IS_FILLED = "/--"  # at the end of its comment
_NO_CONTENT = frozenset(("more", "nextpage", "spacer", "separator", "footnotes", "image", "post-title"))


FOOTNOTES = "footnotes"  # the custom field in which the block editor keeps them, as JSON
MAX_FOOTNOTES = 999


def read_footnotes(value: str) -> str:
    """Return the footnotes of a post's custom field, [{"id": "…", "content": "…"}], as a list in HTML.

    "" for other values.
    """
    try:
        notes = json.loads(value) if value.startswith("[") else []
    except (ValueError, RecursionError):
        return ""
    texts = [(each.get("id"), each.get("content")) for each in notes if isinstance(each, dict)][:MAX_FOOTNOTES]
    items = [
        f'<li id="{escape(name)}">{text}</li>'
        for name, text in texts
        if isinstance(name, str) and isinstance(text, str)
    ]
    return f"<ol>{''.join(items)}</ol>" if items else ""


def html_of_post(content: str, footnotes: str = "") -> tuple[str, list[str], list[str]]:
    """Return the content of a post as HTML, the media that were removed from it ("picture: a.jpg"), and the names of
    the shortcodes and blocks that only a plugin or theme can fill.

    Posts of the classic editor separate paragraphs by blank lines and lines by line ends, without tags; [caption]
    becomes a <figure>, with a link to its picture. Links relative to the site become plain text.
    `footnotes` is a list that the text refers to.
    """
    media: list[str] = []

    def take_code(match: re.Match[str]) -> str:
        media.append(f"{_MEDIA_CODES[match[1].lower()]}: {(match[2] or '').strip()[:60]}")
        return ""

    content = _MEDIA_CODE.sub(take_code, content.replace("\r\n", "\n"))
    content = _CAPTION.sub(lambda match: f"<figure>{_figure_of(match[1])}</figure>", content)
    is_classic = "<!-- wp:" not in content
    content, codes = _without_shortcodes(content)
    filled = [block[1] for block in _BLOCK.finditer(content) if block[2].endswith(_IS_FILLED)]
    codes += [name for name in filled if name not in _NO_CONTENT]
    content = _BLOCK_COMMENT.sub("", content)
    if is_classic:
        content = with_paragraphs(content)
    if not content.strip():
        return "", media, codes
    root = parsed_fragment(content + footnotes)
    if root is None:  # nothing but what is no text
        return "", media, codes
    collect_footnotes(root)
    media += take_media(root, "")
    resolve_links(root, "")
    return lxml.html.tostring(root, encoding="unicode"), media, codes


def _without_shortcodes(content: str) -> tuple[str, list[str]]:
    """Remove the marks of shortcodes and keep what is between them; return their names too, one each."""
    codes = dict.fromkeys(_CLOSING.findall(content))
    if codes:
        content = _SHORTCODE.sub(lambda match: "" if match[1] in codes else match[0], content)
    codes |= dict.fromkeys(match[1] for match in _WITH_ATTRIBUTES.finditer(content))
    return _WITH_ATTRIBUTES.sub("", content), list(codes)


def _figure_of(inner: str) -> str:
    """Convert the content of a [caption], a picture and its caption, to that of a <figure>."""
    picture = re.match(r"\s*(?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?", inner, re.I)
    end = picture.end() if picture else 0
    return f"{inner[:end]}<figcaption>{inner[end:].strip()}</figcaption>"


def with_paragraphs(content: str) -> str:
    """Convert text with line ends as WordPress does: blank lines separate paragraphs, single ones break lines.

    "One<b>\\n</b>\\n\\nTwo" → "<p>One<b><br></b></p><p>Two</p>". Line ends around block tags have no meaning.
    """
    content = _AROUND_BLOCKS.sub(lambda match: f"\n\n{match[1]}\n\n", content)
    pieces = [piece.strip() for piece in re.split(r"\n\s*\n", content)]
    made: list[str] = []
    for piece in filter(None, pieces):
        if _IS_BLOCK_TAG.fullmatch(piece):
            made.append(piece)
        else:
            lines = piece.replace("\n", "<br>")
            made.append(lines if made and _HOLDS_TEXT.match(made[-1]) else f"<p>{lines}</p>")
    return "".join(made)

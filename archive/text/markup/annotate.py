"""Annotation of a block's HTML: marks spans of its plain text, and changes nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.text.markup.html_tidy import unescaped

_TOKEN = re.compile(r"<[^>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|[^<&]+|.", re.DOTALL)


_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """Span `start`–`end` of a block's text to be marked: with a link where `href` is given, else with <span>."""

    start: int
    end: int
    href: str = ""
    css_class: str = ""
    title: str = ""


def annotate(block_html: str, spans: Sequence[Span]) -> str:
    """Return a block's HTML with its spans marked; all other bytes are unchanged.

    `block_html` is sanitised: well-formed, `<` and `&` of the text as entities. Offsets are characters of the text
    that `block_text` returns. A span that tags cut across is marked in parts, so that the output is well-formed: "a
    <i>b c</i>" with 0–3 marked gives "<span>a </span><i><span>b</span> c</i>". Links are not nested: inside <a> a
    span is marked without its link. Empty spans mark nothing; of overlapping spans the later begins where the earlier
    ends. Raises ValueError for a span outside the text.
    """
    todo = _disjoint(spans)
    pieces: list[str] = []
    place = links = index = 0
    follows_text = False
    for token in _TOKEN.findall(block_html):
        length = len(_text_of(token))
        if _is_tag(token):
            links += _change_of_links(token)
            pieces.append(token)
            follows_text = False
            place += length
            continue
        while index < len(todo) and todo[index].end <= place:
            index += 1
        parts = list(_marked(token, place, place + length, todo, index, linked=links > 0))
        if follows_text and index < len(todo) and todo[index].start < place:
            _join(pieces, parts.pop(0), todo[index], linked=links > 0)
        pieces.extend(parts)
        follows_text = True
        place += length
    if todo and todo[-1].end > place:
        raise ValueError(f"a span ends at {todo[-1].end}, but the text has {place} characters")
    return "".join(pieces)


def block_text(block_html: str) -> str:
    """Return the text of a block's HTML, for offsets of spans: "A &amp; <i>B</i><br>C" → "A & B\\nC"."""
    return "".join(map(_text_of, _TOKEN.findall(block_html)))


def _is_tag(token: str) -> bool:
    return token[0] == "<" and len(token) > 1


def _text_of(token: str) -> str:
    """Return the text of a token: an entity is its character, a line break a newline, any other tag nothing."""
    if _is_tag(token):
        return "\n" if _LINE_BREAK.match(token) else ""
    return unescaped(token) if token[0] == "&" else token


def _disjoint(spans: Sequence[Span]) -> list[Span]:
    """Return the spans in order, cut so that none overlap. Raises ValueError for one that starts before the text."""
    result: list[Span] = []
    reached = 0
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if span.start < 0:
            raise ValueError(f"a span starts at {span.start}")
        start = max(span.start, reached)
        if start < span.end:
            result.append(Span(start, span.end, span.href, span.css_class, span.title))
            reached = span.end
    return result


def _change_of_links(tag: str) -> int:
    name = re.match(r"</?\s*(\w+)", tag)
    if name is None or name.group(1).lower() != "a":
        return 0
    return -1 if tag.startswith("</") else 1


def _marked(token: str, start: int, end: int, spans: list[Span], index: int, linked: bool) -> Iterator[str]:
    """Yield a run of text from start to end, or one entity, with its parts inside spans marked."""
    place = start
    while index < len(spans) and spans[index].start < end:
        span = spans[index]
        first, last = max(span.start, start), min(span.end, end)
        if first > place:
            yield token[place - start : first - start]
        text = token if token[0] == "&" and len(token) > 1 else token[first - start : last - start]
        yield f"{_opening(span, linked)}{text}{_closing(span, linked)}"
        place = last
        if span.end > end:
            break
        index += 1
    if place < end:
        yield token[place - start :] if place > start else token


def _join(pieces: list[str], piece: str, span: Span, linked: bool) -> None:
    """Append the next part of a mark, merged with the part before it: an entity separates them, not a tag."""
    pieces[-1] = pieces[-1].removesuffix(_closing(span, linked)) + piece.removeprefix(_opening(span, linked))


def _opening(span: Span, linked: bool) -> str:
    attributes = {"href": "" if linked else span.href, "class": span.css_class, "title": span.title}
    printed = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items() if value)
    return f"<{_tag(span, linked)}{printed}>"


def _closing(span: Span, linked: bool) -> str:
    return f"</{_tag(span, linked)}>"


def _tag(span: Span, linked: bool) -> str:
    return "a" if span.href and not linked else "span"

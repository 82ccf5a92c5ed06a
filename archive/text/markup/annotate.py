"""Annotation of a block's HTML: marks spans of its plain text, and changes nothing else."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from archive.text.markup.html_tokens import unescaped

_TOKEN = re.compile(r"<[^>]*>|[^<]+|<")
_TAG = re.compile(r"<[^>]*>")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
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
    for token in _TOKEN.findall(block_html):
        length = len(_text_of(token))
        if _is_tag(token):
            links += _change_of_links(token)
            pieces.append(token)
        else:
            while index < len(todo) and todo[index].end <= place:
                index += 1
            pieces.extend(_marked(token, place, place + length, todo, index, linked=links > 0))
        place += length
    if todo and todo[-1].end > place:
        raise ValueError(f"a span ends at {todo[-1].end}, but the text has {place} characters")
    return "".join(pieces)


def block_text(block_html: str) -> str:
    """Return the text of a block's HTML, in which the offsets of spans count: "A &amp; <i>B</i><br>C" → "A & B\nC"."""
    return unescaped(_TAG.sub(lambda tag: _text_of(tag[0]), block_html))


def _is_tag(token: str) -> bool:
    return token[0] == "<" and len(token) > 1


def _text_of(token: str) -> str:
    """Return the text of a token: an entity is its character, a line break a newline, any other tag nothing."""
    if _is_tag(token):
        return "\n" if _LINE_BREAK.match(token) else ""
    return unescaped(token)


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


def _marked(run: str, start: int, end: int, spans: list[Span], index: int, linked: bool) -> Iterator[str]:
    """Yield a run of text from start to end, with the parts marked that fall into spans; an entity is marked whole."""
    inside = list(takewhile(lambda span: span.start < end, islice(spans, index, None)))
    stretches = [(max(span.start, start) - start, min(span.end, end) - start) for span in inside]
    reached = 0
    for span, (first, last) in zip(inside, _in_markup(run, stretches), strict=True):
        first = max(first, reached)
        yield run[reached:first]
        if first < last:
            yield f"{_opening(span, linked)}{run[first:last]}{_closing(span, linked)}"
            reached = last
    yield run[reached:]


def _in_markup(run: str, stretches: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield offsets into a run's markup for successive stretches of its text, widened to whole entities."""
    entities = _ENTITY.finditer(run)
    entity = next(entities, None)
    shift = 0  # how much longer the markup before this place is than its text
    for first, last in stretches:
        offsets = []
        for wanted, is_end in ((first, False), (last, True)):
            while entity and (text_end := entity.start() - shift + len(unescaped(entity[0]))) <= wanted:
                shift = entity.end() - text_end
                entity = next(entities, None)
            if entity is not None and entity.start() - shift < wanted:
                offsets.append(entity.end() if is_end else entity.start())
            else:
                offsets.append(wanted + shift)
        yield offsets[0], offsets[1]


def _opening(span: Span, linked: bool) -> str:
    attributes = {"href": "" if linked else span.href, "class": span.css_class, "title": span.title}
    printed = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items() if value)
    return f"<{_tag(span, linked)}{printed}>"


def _closing(span: Span, linked: bool) -> str:
    return f"</{_tag(span, linked)}>"


def _tag(span: Span, linked: bool) -> str:
    return "a" if span.href and not linked else "span"

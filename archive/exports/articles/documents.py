"""Articles as documents to read or to work on: plain text, Markdown, HTML.

Plain text has the form that `import_articles` reads; Markdown has front matter of the same keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from lxml.html import fragment_fromstring, tostring
from markdownify import markdownify

from archive.exports.articles.record import ArticleRecord
from archive.text.languages import language_attributes
from archive.text.markup.paragraphs import blocks


def plain_text(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield articles as texts: a header, a line a fact, and the blocks of the body parted by blank lines."""
    for place, one in enumerate(records):
        body = "\n\n".join(filter(None, (block.text for block in blocks(one.article.body))))
        caption = f"Picture: {one.article.caption}\n\n" if one.article.caption else ""
        yield ("\n\n\n" if place else "") + f"{_header(one)}\n\n{caption}{body}\n"


def _header(one: ArticleRecord) -> str:
    place = [("Publication", one.publication), ("Volume", one.volume), ("Issue", one.number)]
    first = " ".join(f"{name}: {value}" for name, value in place if value)
    return "\n".join([first, *(f"{name}: {value}" for name, value in _facts(one) if value)])


def _facts(one: ArticleRecord) -> list[tuple[str, str]]:
    facts = [
        ("Title", one.title),
        ("Author", "; ".join(name.signed for name in one.authors)),
        ("Date", one.iso_date),
        ("Topics", "; ".join(one.topics)),
        ("URL", one.permanent),
        ("Standfirst", one.article.standfirst),
    ]
    return [(name, " ".join(value.split())) for name, value in facts]


def markdown(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield articles as Markdown, each with front matter in YAML."""
    for place, one in enumerate(records):
        facts = {
            "title": one.title,
            "authors": [name.signed for name in one.authors],
            "publication": one.publication,
            "volume": one.volume,
            "issue": one.number,
            "date": one.iso_date,
            "topics": list(one.topics),
            "language": one.language,
            "description": " ".join(one.article.standfirst.split()),
            "url": one.permanent,
        }
        front = "\n".join(f"{name}: {_yaml(value)}" for name, value in facts.items() if value)
        body = markdownify(absolute_markup(one), heading_style="ATX", bullets="-").strip()
        yield ("\n\n" if place else "") + f"---\n{front}\n---\n\n{body}\n"


def _yaml(value: str | Sequence[str]) -> str:
    """Return a value in double quotes, which YAML reads as JSON does; a list in brackets."""
    if not isinstance(value, str):
        return f"[{', '.join(_yaml(one) for one in value)}]"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def html(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield one HTML document of articles: titles, by-lines and texts, with full addresses, without the site."""
    started = False
    for one in records:
        if not started:
            started = True
            yield (
                f'<!doctype html>\n<html {language_attributes(one.language)}>\n<head>\n<meta charset="utf-8">\n'
                f"<title>{escape(one.title)} · {escape(one.publication)}</title>\n"
                f'<link rel="canonical" href="{escape(one.page)}">\n</head>\n<body>\n'
            )
        yield _html_article(one)
    yield "</body>\n</html>\n" if started else ""


def _html_article(one: ArticleRecord) -> str:
    names = ", ".join(name.signed for name in one.authors)
    where = f"{one.publication}, {one.article.issue.designation}" + (f", {one.iso_date}" if one.iso_date else "")
    lines = [
        f"<h1>{escape(one.title)}</h1>",
        f"<p>{escape(names)}</p>" if names else "",
        f'<p><cite>{escape(where)}</cite> <a href="{escape(one.permanent)}">{escape(one.permanent)}</a></p>',
        f"<p><em>{escape(one.article.standfirst)}</em></p>" if one.article.standfirst else "",
        absolute_markup(one),
    ]
    return f"<article {language_attributes(one.language)}>\n" + "\n".join(filter(None, lines)) + "\n</article>\n"


def absolute_markup(one: ArticleRecord) -> str:
    """Return the body, sanitised when it was stored, with full addresses of links and pictures."""
    if not one.article.body.strip():
        return ""
    root = fragment_fromstring(one.article.body, create_parent="div")
    root.make_links_absolute(one.page, handle_failures="ignore")
    return "".join(tostring(child, encoding="unicode") for child in root)

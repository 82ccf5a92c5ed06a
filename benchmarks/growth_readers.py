"""What the archive does with a text, each as a function of the text alone: reading, deriving, comparing, showing."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import cache, partial
from xml.sax.saxutils import escape

from archive.editing.derived.derivation import CITATION_KEYS, relocate
from archive.editing.derived.derived_rows import rows_of
from archive.editing.derived.known_names import KnownNames
from archive.editing.derived.record_matching import matched
from archive.exports.jats_body import body_element
from archive.exports.jats_notes import back_element
from archive.models import Article, Citation, Issue, Publication
from archive.pages.authorities.citation_contexts import citation_contexts_of
from archive.pages.rendering.body_rendering import body_html
from archive.pages.rendering.citation_notes import citing_from
from archive.pages.rendering.citation_offsets import SpanLocator
from archive.search.computed_fields import sentence_rows
from archive.search.passages.highlighting import Highlighter
from archive.search.passages.match_terms import words_of
from archive.search.passages.snippets import marked, snippets
from archive.search.passages.token_prefilter import FirstLetters
from archive.search.query.explain import explain, sentence
from archive.search.query.grammar import parse
from archive.search.results.hits import forms_with_variants
from archive.text.citations import Reading, Setting, read_citations
from archive.text.comparison.diff import collapsed, paragraph_differences, word_differences
from archive.text.comparison.three_way_merge import three_way
from archive.text.formats.records import Guide
from archive.text.formats.registry import read_records
from archive.text.headers.front_matter import read_front_matter
from archive.text.headers.import_facts import read_import_toml
from archive.text.headers.publication_facts import read_publications_toml
from archive.text.markup.paragraphs import Block, blocks, with_anchors
from archive.text.markup.sanitiser import html_from_pasted, plain_text, removed_markup
from archive.text.names.author_lists import read_author_list
from archive.text.names.personal_names import sort_key
from archive.text.names.source_names import KnownSources, load_authority, spelling_group
from archive.text.names.variants.duplicate_keys import author_keys, source_keys
from archive.text.names.variants.name_keys import name_tokens
from archive.text.numbering.folder_names import date_in_name
from benchmarks import hostile_bodies
from benchmarks.hostile_bodies import NAMES, TOO_MUCH, as_stored

REFUSALS = TOO_MUCH

Reader = Callable[[str], object]


@cache
def known() -> KnownNames:
    """The sources that ship, without rows."""
    return KnownNames(KnownSources.from_outlets(load_authority()))


def article_of(stored: str) -> Article:
    """An article that is not saved, in an issue that is not either."""
    publication = Publication(pk=1, title="Narrows Weekly", slug="narrows-weekly")
    return Article(
        pk=1,
        issue=Issue(pk=1, publication=publication, volume=5, number="22", path="v5/i22"),
        slug="ferry",
        body=stored,
    )


def derived(stored: str) -> tuple[Article, list[Block], list[Citation]]:
    """An article with the citations of its body, as rows that are not saved."""
    article = article_of(stored)
    found = blocks(stored)
    setting = Setting(known=known().sources, year=1996, publications={"EDM": "Eurasia Daily Monitor"})
    reading: Reading = read_citations([block.text for block in found], setting)
    return article, found, rows_of(article, reading, found, known())[0]


def page(body: str) -> None:
    """Show an article with its citations marked, noted and dated."""
    article, found, citations = derived(as_stored(body))
    body_html(found, citing_from(article, SpanLocator.in_blocks(found), citations, {}).marks)


def contexts(body: str) -> None:
    """Show all citations of an article in their sentences, as the page of a source does."""
    article, _, citations = derived(as_stored(body))
    citation_contexts_of(article, citations)


def derive_again(body: str) -> None:
    """Match the citations of a body to those that were read before, all moved by a word."""
    stored = as_stored(body)
    _, found, before = derived(stored)
    _, _, after = derived(as_stored(f"<p>New.</p>{body}"))
    matched(before, after, CITATION_KEYS)
    relocate(before, found)


def edit(body: str) -> None:
    """Save a body of which every second paragraph was changed, and compare it with the one before."""
    stored = as_stored(body)
    changed = _edited(stored)
    with_anchors(_edited(body), stored)
    collapsed(paragraph_differences(stored, changed))
    three_way(stored, changed, _edited(stored, "other"))


def _edited(html: str, word: str = "new") -> str:
    found = blocks(html)
    return "\n".join(
        block.html if number % 2 else block.html[: -len(block.tag) - 3] + f" {word}" + block.html[-len(block.tag) - 3 :]
        for number, block in enumerate(found)
    )


def compare_words(body: str) -> None:
    """Compare two texts word by word, and one with its second half first."""
    half = len(body) // 2
    word_differences(body, body[half:] + body[:half])
    word_differences(body, body.replace("r", "s"))


def search_in(body: str) -> None:
    """Find words, phrases and beginnings in a text, and select the best passages."""
    paragraphs = [(block.anchor, block.text) for block in blocks(as_stored(body))] or [("", "")]
    for query in ('ferry "talks failed" interfax', "wor* x", "brod~ march", '"word word word"', "a x 1 i"):
        terms = words_of(parse(query).tree)
        highlighter = Highlighter(terms, forms_with_variants, partial(FirstLetters, by_names=True))
        snippets(paragraphs, highlighter)
        marked(body[:100_000], highlighter)


def index(body: str) -> None:
    """Make of a text what the index holds of it."""
    text = plain_text(as_stored(body))
    list(forms_with_variants(text))
    list(name_tokens(text))
    sentence_rows(text.split("\n\n"))


def query(body: str) -> None:
    """Read a query, and say in words how it was read."""
    sentence(explain(parse(body)))
    parse(f"title:({body})")


def names(body: str) -> None:
    """Read a list of authors, and the keys by which names are compared."""
    read_author_list(body)
    for key_of in (author_keys, source_keys, sort_key, spelling_group, date_in_name):
        key_of(body[:50_000])
    for name in (body, f"{body} television", f"The {body} [Zvolna]"):
        known().source_id(name)


def facts(body: str) -> None:
    """Read facts that stand before or beside texts."""
    lines = body.split("\n")
    read_front_matter(lines, plain=True)
    read_front_matter(["---", *lines, "---"])
    for read in (read_import_toml, read_publications_toml):
        try:
            read(body)
        except ValueError:  # no TOML, as most texts
            continue


def export(body: str) -> None:
    """Write a body as JATS."""
    stored = as_stored(body)
    body_element(stored, lambda address: address)
    back_element(stored, lambda address: address)


def pasted(body: str) -> None:
    """Tell of what is cut, and read plain text as paragraphs."""
    removed_markup(body)
    html_from_pasted(body)


def _posts(suffix: str, template: str) -> Reader:
    def read(body: str) -> None:
        hostile_bodies.read_file(f"a{suffix}", template % hostile_bodies.in_xml(body))

    return read


def ghost(body: str) -> None:
    post = {"id": "1", "title": "Ferry", "html": body, "status": "published", "published_at": "1996-03-19T00:00:00Z"}
    hostile_bodies.read_file("a.json", json.dumps({"db": [{"data": {"posts": [post]}}]}))


def many_records(body: str) -> None:
    """Read the lines of a text as the rows of a table, and as records of JSON Lines."""
    lines = body.split("\n") if "\n" in body else [body[at : at + 40] for at in range(0, len(body), 40)]
    rows = "".join(f'{number},5,22,"{line.replace(chr(34), "")}"\n' for number, line in enumerate(lines))
    for path, content in (
        ("a.csv", f"title,volume,issue,text\n{rows}"),
        (
            "a.jsonl",
            "".join(json.dumps({"title": "x", "volume": 5, "issue": "22", "text": line}) + "\n" for line in lines),
        ),
        ("a.xml", _feed(lines)),
    ):
        for _ in read_records(path, partial(io.BytesIO, content.encode("utf-8", "replace")), Guide(NAMES)):
            pass


def _feed(lines: list[str]) -> str:
    items = "".join(
        f"<item><title>x</title><description>{escape(hostile_bodies.in_xml(line))}</description></item>"
        for line in lines
    )
    return f'<rss version="2.0"><channel><title>Narrows Weekly</title>{items}</channel></rss>'


READERS: dict[str, Reader] = {
    **hostile_bodies.READERS,
    "page of an article": page,
    "contexts": contexts,
    "derive again": derive_again,
    "edit": edit,
    "words": compare_words,
    "search in": search_in,
    "index": index,
    "query": query,
    "names": names,
    "facts": facts,
    "export": export,
    "pasted": pasted,
    "records": many_records,
    "ghost": ghost,
    "rss": _posts(".rss", '<rss version="2.0"><channel><title>Narrows Weekly</title><item><title>Ferry</title>'
                          "<description>%s</description></item></channel></rss>"),
    "atom": _posts(".atom", '<feed xmlns="http://www.w3.org/2005/Atom"><title>Narrows Weekly</title><entry><title>Ferry'
                            '</title><content type="html">%s</content></entry></feed>'),
}  # fmt: skip

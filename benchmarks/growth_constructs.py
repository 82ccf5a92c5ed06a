"""Texts that grow by one construct where work is done for pairs: citations, notes, rows, blocks and names by thousands.

They go on where `benchmarks.hostile_constructs` ends: those are slow for parsers, these for what compares, counts and
looks things up.
"""

from __future__ import annotations

from collections.abc import Callable

from archive.text.markup.footnotes import NOTES_BEGIN, NOTES_END
from benchmarks.hostile_constructs import CONSTRUCTS, nested, numbered, repeated

NOTE_LENGTH = 150


def footnotes(size: int) -> str:
    """As many footnotes as fit, each referred to once."""
    count = max(1, size // NOTE_LENGTH)
    references = "".join(
        f'word<sup id="fnref-{n}"><a href="#fn-{n}" role="doc-noteref">{n}</a></sup> ' for n in range(1, count + 1)
    )
    notes = "".join(f'<li id="fn-{n}">x</li>' for n in range(1, count + 1))
    return f"<p>{references}</p>{NOTES_BEGIN}{notes}{NOTES_END}"


def one_footnote(size: int) -> str:
    """One footnote with as many references as fit."""
    references = "".join(
        f'word<sup id="fnref-1-{n}"><a href="#fn-1" role="doc-noteref">1</a></sup> ' for n in range(2, size // 75 + 2)
    )
    return f'<p>{references}</p>{NOTES_BEGIN}<li id="fn-1">x</li>{NOTES_END}'


def linked_notes(size: int) -> str:
    """Footnotes as a web page has them: links to anchors, with links back."""
    count = max(1, size // 140)
    references = "".join(f'word<a href="#n{n}" id="r{n}"><sup>{n}</sup></a> ' for n in range(1, count + 1))
    notes = "".join(f'<p id="n{n}"><a href="#r{n}">{n}</a> note {n}</p>' for n in range(1, count + 1))
    return f"<p>{references}</p>{notes}"


CITED_DAYS = "".join(
    f"(Interfax, {month} {day}) " for month in ("March", "April", "May", "June") for day in range(1, 31)
)

CITING = {
    "citations in one paragraph": repeated("Talks failed (Interfax, March 19). ", head="<p>", tail="</p>"),
    "citations without a full stop": repeated("talks (Interfax, March 19) ", head="<p>", tail="</p>"),
    "citations of many days": repeated(CITED_DAYS, head="<p>", tail="</p>"),
    "citations of many names": numbered("(Zvolna Herald {n}, March 19) ", head="<p>", tail="</p>"),
    "citations around a tag": repeated("(<i>Interfax</i>, March 19) ", head="<p>", tail="</p>"),
    "citations around an entity": repeated("(Interfax &amp; Itar-Tass, March 19) ", head="<p>", tail="</p>"),
    "citations in a quotation": repeated("<p>Talks (Interfax, May 4).</p>", head="<blockquote>", tail="</blockquote>"),
    "citations in a list": repeated("<li>Talks (Interfax, March 19)</li>", head="<ul>", tail="</ul>"),
    "citations in a table": repeated("<tr><td>Talks (Interfax, March 19)</td></tr>", head="<table>", tail="</table>"),
    "citations, a paragraph each": repeated("<p>Talks failed (Interfax, March 19).</p>"),
    "cross-references in one paragraph": repeated("as said (see EDM, May 23) ", head="<p>", tail="</p>"),
    "citations by key": numbered("[{n}] ", head="<p>", tail="</p>"),
    "keys defined": numbered("<p>Zvolna Herald {n} (ZH{n}) said.</p><p>(ZH{n}, March 19)</p>"),
    "works by author and year": numbered("(Brod {n}, 1996) ", head="<p>", tail="</p>"),
    "list of references": numbered(
        "<li>Brod, A. (1996). Title {n}. Zvolna.</li>", head="<h2>References</h2><ul>", tail="</ul>"
    ),
    "source lines": numbered("<p>Source: Zvolna Herald {n}, March 19, 1996</p>"),
    "citation in nested parentheses": nested("(Interfax, ", "March 19)"),
    "names joined": numbered("Interfax and Zvolna Herald {n} and ", head="<p>(", tail=" March 19)</p>"),
    "sentences": repeated("Tolls rose. ", head="<p>", tail="</p>"),
    "sentences of initials": repeated("A. ", head="<p>", tail="</p>"),
    "sentence of opened parentheses": repeated("word (word. ", head="<p>", tail="</p>"),
}  # fmt: skip
NOTES = {
    "footnotes": footnotes,
    "references to one footnote": one_footnote,
    "footnotes of a web page": linked_notes,
    "footnotes of Markdown": lambda size: (
        "".join(f"word[^{n}] " for n in range(size // 25))
        + "\n\n"
        + "".join(f"[^{n}]: note\n\n" for n in range(size // 25))
    ),
    "ids": numbered('<p id="p{n}"><a id="x{n}"></a>x</p>'),
}
BLOCKS = {
    "near-duplicate paragraphs": numbered("<p>The ferry of Zvolna was late again on day {n} of the year.</p>"),
    "equal paragraphs": repeated("<p>The ferry of Zvolna was late again.</p>"),
    "paragraphs with anchors": lambda size: "".join(f'<p id="p{n}">word</p>' for n in range(1, size // 20)),
    "stray text between blocks": repeated("stray <b>x</b><hr>"),
    "rows": numbered("<tr><td>{n}</td><td>x</td></tr>", head="<table>", tail="</table>"),
    "one row of cells": numbered("<td>{n}</td>", head="<table><tr>", tail="</tr></table>"),
    "items": numbered("<li>item {n}</li>", head="<ul>", tail="</ul>"),
    "lists of one item": repeated("<ul><li>x</li></ul>"),
    "definitions with headings": repeated("<h2>x</h2><p>y</p>"),
    "captions and figures": repeated("<figure><figcaption>x</figcaption></figure>"),
    "links of the archive": numbered('<a href="/narrows-weekly/v5/i{n}/">x</a> ', head="<p>", tail="</p>"),
    "blank lines": repeated("\n\n"),
    "bold words": repeated("<b>x</b> ", head="<p>", tail="</p>"),
    "preformatted": repeated("x\n", head="<pre>", tail="</pre>"),
    "paragraphs in sections": repeated("<section><p>x</p></section>"),
    "articles": repeated("<article><h2>x</h2><p>word word word</p></article>"),
    "linked data": repeated('<script type="application/ld+json">{"@type":"Article"}</script>'),
    "microdata": repeated('<span itemprop="author">Ana Brod</span>'),
    "metadata": repeated('<meta name="author" content="Ana Brod">'),
}
LISTS = {
    "authors": numbered("Ana Brod{n}, "),
    "authors with and": repeated("Ana Brod and "),
    "authors inverted": repeated("Brod, Ana; "),
    "authors by initials": repeated("Brod AB, "),
    "authors with degrees": repeated("Ana Brod, PhD, "),
    "authors and bodies": repeated("Institute of Straits, Ana Brod, "),
    "one author's initials": repeated("A. "),
    "keys of front matter": numbered("key{n}: x\n", head="---\n", tail="\n---\n"),
    "list of front matter": repeated("- x\n", head="---\ntags:\n", tail="\n---\n"),
    "brackets of front matter": repeated("[", head="---\na: ", tail="\n---\n"),
    "front matter never closed": repeated("key: x\n", head="---\n"),
    "front matter in braces": numbered('"k{n}": 1,', head="{", tail='"z": 1}\n'),
    "labels of many kinds": numbered("Label {n}: x\n"),
    "words of a query": numbered("toll{n} "),
    "fields of a query": repeated("title:toll "),
    "alternatives": repeated("toll OR "),
    "negations": repeated("-"),
    "quotation marks of a query": repeated('"toll" "'),
    "prefixes": repeated("toll* "),
    "ranges": repeated("date:2004..2005 "),
    "tables in TOML": numbered('[[publication]]\ntitle = "P{n}"\n'),
}
FAMILIES: dict[str, dict[str, Callable[[int], str]]] = {
    "citing": CITING, "notes": NOTES, "blocks": BLOCKS, "lists": LISTS, **CONSTRUCTS,
}  # fmt: skip

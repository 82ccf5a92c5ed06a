"""Bodies with every element and attribute that the sanitiser lets through, for tests of what reads and writes them."""

from __future__ import annotations

import random
from collections.abc import Callable

NOTES = (
    '<p id="p1">Nets<sup id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup>, ropes'
    '<sup id="fnref-2"><a href="#fn-2" role="doc-noteref">2</a></sup> and nets again'
    '<sup id="fnref-1-2"><a href="#fn-1" role="doc-noteref">1</a></sup></p>\n'
    '<section id="p2" role="doc-endnotes"><ol><li id="fn-1">Of <em>hemp</em>.<ul><li>or nylon</li></ul></li>'
    '<li id="fn-2">Of wire.<br>Or not.</li></ol></section>\n<p id="p9">Behind the notes</p>'
)
PICTURE = f'<img src="/media/{"0f" * 16}/1600x900.jpg" alt="Two ferries &amp; a &quot;tug&quot;">'

BODIES = (
    "",
    "<p>Plain</p>",
    '<h2 id="p1">One</h2>\n<h3 id="p2">Two</h3>\n<h4 id="p3">Three</h4>\n<p id="p4">Four &amp; five &lt; six</p>\n<hr>',
    "<p><em>a</em> <strong>b</strong> <b>c</b> <i>d</i> <sup>e</sup> <sub>f</sub> <cite>g</cite> <q>h</q> "
    '<small>i</small> <s>j</s> <code>k</code> <abbr title="EDM &quot;x&quot;">l</abbr> <a '
    'href="https://example.org/?a=1&amp;b=2" title="It&#x27;s">m</a></p>',
    '<p><strong>bold <em>and more</em></strong><em> less</em> <a href="/a/1/"><strong>linked</strong></a></p>',
    "<p>one<br>two<br>three</p>\n<p>double  blanks\u00a0and\u2009others</p>",
    "<p>a line\nof a file\n  with blanks</p>",
    "<blockquote><p>Said</p><h3>Loud</h3><ul><li>twice</li></ul><blockquote><p>again</p></blockquote></blockquote>",
    '<ul><li>Nets<ul><li>hemp<ol start="3"><li>deep</li></ol></li></ul>and behind</li>'
    "<li><ul><li>only</li></ul></li></ul>",
    "<ol><li>One<blockquote><p>said</p></blockquote></li><li>Two<br>lines</li></ol>",
    '<table id="p1"><caption>Boats <em>by</em> year</caption><thead><tr><th scope="col">Year</th><th colspan="2" '
    'scope="colgroup">Boats</th></tr></thead><tbody><tr><th rowspan="2" scope="row">1996</th><td>1</td><td></td></tr>'
    "<tr><td>2</td><td><ul><li>x</li></ul></td></tr></tbody><tbody><tr><td>3</td><td>4</td><td>5</td></tr></tbody>"
    "<tfoot><tr><td>sum</td><td>6</td><td>7</td></tr></tfoot></table>",
    "<table><tr><td>Year</td><td>Boats</td></tr><tr><td>1996</td></tr></table>",
    f"<figure>{PICTURE}<figcaption>At dawn <small>Ana Brod</small></figcaption></figure>\n<p>In {PICTURE} a line</p>",
    f"<figure>{PICTURE}{PICTURE}</figure>\n<figure><figcaption>Only words</figcaption></figure>",
    '<p id="p1" lang="uk">a <span lang="de">b <em>c</em></span> <span lang="ar" dir="rtl">d</span></p>\n'
    '<ul lang="pl"><li lang="cs" dir="ltr">e</li></ul>\n'
    '<blockquote lang="fr" dir="auto"><p lang="en">f</p></blockquote>',
    NOTES,
    "<table><tbody><tr><td>Nets</td></tr></tbody><caption>Below</caption></table>",
)
# Elements inside one another the other way round than the editor writes them: alike to readers.
OF_OTHER_ORDER = (
    '<p><i><b>the other</b> way</i> <em><a href="/a/2/">round</a></em></p>',
    "<p><em>two</em><em>pieces</em> <small><strong>small</strong></small></p>",
)


class RandomMarkup:
    """A writer of random bodies from all that the sanitiser lets through; the same ones for a seed."""

    INLINE = ("em", "strong", "b", "i", "sup", "sub", "cite", "q", "small", "s", "code")
    WORDS = ("nets", "&amp;", "ropes &lt; x", "“hemp”", "\u00a0", "Привіт", "a  b", "it's")

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def body(self) -> str:
        return "\n".join(self.block() for _ in range(self.random.randint(1, 6)))

    def several(self, write: Callable[[], str], most: int = 3) -> str:
        return "".join(write() for _ in range(self.random.randint(1, most)))

    def words(self) -> str:
        return " ".join(self.random.choices(self.WORDS, k=self.random.randint(1, 3)))

    def inline(self, depth: int = 0) -> str:
        tag = self.random.choice(self.INLINE)
        inner = self.words() if depth > 1 else self.inline(depth + 1)
        forms = (self.words(), self.words(), f"<{tag}>{inner}</{tag}>", f'<a href="/a/7/">{inner}</a>',
                 f'<span lang="uk">{inner}</span>', f"{self.words()}<br>{self.words()}", PICTURE)  # fmt: skip
        return self.random.choice(("", " ")).join(self.random.choices(forms, k=self.random.randint(1, 3)))

    def paragraph(self, tag: str = "p") -> str:
        return f"<{tag}>{self.inline()}</{tag}>"

    def listing(self, depth: int = 0) -> str:
        start, end = self.random.choice((("<ul>", "</ul>"), ("<ol>", "</ol>"), ('<ol start="4">', "</ol>")))
        return f"{start}{self.several(lambda: f'<li>{self.loose(depth + 1)}</li>')}{end}"

    def loose(self, depth: int = 1) -> str:
        further = "" if depth > 1 or self.random.random() < 0.7 else self.listing(depth)
        quoted = "" if self.random.random() < 0.9 else f"<blockquote>{self.paragraph()}</blockquote>"
        return f"{self.inline()}{further}{quoted}"

    def table(self) -> str:
        columns = self.random.randint(1, 3)

        def row(tag: str) -> str:
            return f"<tr>{''.join(f'<{tag}>{self.loose()}</{tag}>' for _ in range(columns))}</tr>"

        rows = self.several(lambda: row("td"))
        parts = (rows, f"<tbody>{rows}</tbody>", f"<thead>{row('th')}</thead><tbody>{rows}</tbody>")
        caption = self.random.choice(("", f"<caption>{self.inline()}</caption>"))
        return f"<table>{caption}{self.random.choice(parts)}</table>"

    def block(self) -> str:
        quoted = (self.paragraph, self.listing, lambda: self.paragraph("h3"))
        caption = self.random.choice(("", f"<figcaption>{self.inline()}</figcaption>"))
        return self.random.choice((
            self.paragraph(), self.paragraph(), self.paragraph("h2"), self.listing(), self.table(), "<hr>",
            f"<figure>{PICTURE}{caption}</figure>",
            f"<blockquote>{self.several(lambda: self.random.choice(quoted)())}</blockquote>",
        ))  # fmt: skip

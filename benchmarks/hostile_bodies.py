"""Measures what one body of 1 MB costs at worst: each reader with each construct, in a process that may be killed.

`python -m benchmarks.hostile_bodies [READER…] [--size 1000000] [--only WORD] [--all]` prints what takes more than
MAX_SECONDS of processor, with the time at a quarter of the size (`--all` prints everything), and exits 1 if there is
any.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import resource
import signal
import sys
import time
import zipfile
from collections.abc import Callable
from functools import partial
from xml.sax.saxutils import escape

from archive.pages.rendering.body_rendering import body_html
from archive.text.charset import MAX_LINE_CHARACTERS, UnreadableText, decode
from archive.text.citations import Setting, read_citations
from archive.text.comparison.diff import paragraph_differences
from archive.text.comparison.three_way_merge import three_way
from archive.text.formats.records import Guide, Record
from archive.text.formats.registry import read_records
from archive.text.formats.web_pages.web_page import read_page
from archive.text.formats.word.word import read_word
from archive.text.headers.article_reader import MAX_LINES, ReadArticle, read_article
from archive.text.headers.publication_facts import PublicationNames
from archive.text.markdown.markdown import MAX_MARKDOWN
from archive.text.markup.annotate import Span, block_text
from archive.text.markup.paragraphs import blocks, with_anchors
from archive.text.markup.sanitiser import MarkupTooDeep, MarkupTooLarge, sanitise
from archive.text.names.source_names import KnownSources, load_authority
from archive.text.pasting.paste_cleaning import clean_pasted
from benchmarks.hostile_constructs import CONSTRUCTS

MAX_SECONDS = 3.0
KILLED_AFTER = 12  # seconds of processor
SIZE = 1_000_000

NAMES = PublicationNames([("Narrows Weekly", ["NW"])])
HEADER = "Publication: Narrows Weekly Volume: 5 Issue: 22"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TOO_MUCH = (MarkupTooDeep, MarkupTooLarge, UnreadableText)


def as_stored(html: str) -> str:
    """A body as an article holds it."""
    return with_anchors(sanitise(html))


def cite(html: str) -> None:
    """Read the citations of a body, with the sources that ship."""
    setting = Setting(
        known=KnownSources.from_outlets(load_authority()), year=1996, publications={"EDM": "Eurasia Daily Monitor"}
    )
    read_citations([block.text for block in blocks(as_stored(html))], setting)


def show(html: str) -> None:
    """Mark stretches all over a body, as its page marks citations."""
    found = blocks(as_stored(html))
    marks = {}
    for number, block in enumerate(found):
        length = len(block_text(block.html))
        step = max(20, length // 2_000)
        marks[number] = [Span(start, start + 9, href="/sources/x/") for start in range(0, length - 10, step)]
    body_html(found, marks)


def compare(html: str) -> None:
    """Compare a body with one in which every second block is another."""
    stored = as_stored(html)
    changed = "\n".join(
        block.html if number % 2 else block.html.replace("x", "y", 5)[:-4] + " z" + block.html[-4:]
        for number, block in enumerate(blocks(stored))
    )
    changed = as_stored(changed)
    paragraph_differences(stored, changed)
    three_way(stored, changed, changed)
    with_anchors(sanitise(changed), stored)


def read_file(path: str, content: str) -> None:
    for item in read_records(path, partial(io.BytesIO, content.encode("utf-8", "replace")), Guide(NAMES)):
        if isinstance(item, Record):
            written(item.article)


def written(article: ReadArticle) -> None:
    """What an import does with what was read."""
    if not article.errors:
        as_stored(article.body_html)


def _text(body: str, *, markdown: bool) -> None:
    body = _within_bounds(body[: MAX_MARKDOWN - 1_000] if markdown else body)
    decoded = decode(f"{HEADER}\n\n{body}".encode("utf-8", "replace"))
    written(read_article(decoded.text, publications=NAMES, markdown=markdown))


def _within_bounds(body: str) -> str:
    """As much of a body as is not refused for its lines: too long ones are broken, too many left out."""
    step = MAX_LINE_CHARACTERS
    lines = [line[at : at + step] for line in body.split("\n") for at in range(0, len(line) or 1, step)]
    return "\n".join(lines[: MAX_LINES - 10])


def _page(body: str) -> None:
    page = f"<html><head><title>Ferry</title></head><body><p>{HEADER}</p><h1>Ferry</h1>{body}</body></html>"
    written(read_page(page.encode("utf-8", "replace"), Guide(NAMES)).article)


def _lines(body: str) -> None:
    read_file("a.jsonl", json.dumps({"title": "Ferry", "volume": 5, "issue": "22", "text": body}))


def _table(body: str) -> None:
    doubled = body.replace('"', '""')
    read_file("a.csv", f'title,volume,issue,text\nFerry,5,22,"{doubled}"\n')


def _jats(body: str) -> None:
    meta = "<article-meta><volume>5</volume><issue>22</issue></article-meta>"
    read_file("a.xml", f"<article><front>{meta}</front><body><p>{in_xml(body)}</p></body></article>")
    read_file("a.xml", f"<article><front>{meta}</front><body>{body}</body></article>")  # in elements, where it is XML


def _wordpress(body: str) -> None:
    item = "<item><title>Ferry</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type>"
    item += f"<wp:status>publish</wp:status><content:encoded>{in_xml(body)}</content:encoded></item>"
    spaces = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    read_file(
        "a.xml", f'<rss version="2.0" {spaces}><channel><wp:wxr_version>1.2</wp:wxr_version>{item}</channel></rss>'
    )


def in_xml(text: str) -> str:
    return escape("".join(sign for sign in text if " " <= sign < "\ud800" or sign > "\udfff" or sign in "\t\n\r"))


def _word(body: str) -> None:
    runs = "".join(f"<w:p><w:r><w:t>{in_xml(line)}</w:t></w:r></w:p>" for line in (HEADER, *body.split("\n")[:50_000]))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')  # fmt: skip # noqa: E501
        package.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')  # fmt: skip # noqa: E501
        package.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{runs}</w:body></w:document>')
    written(read_word(file.getvalue(), NAMES))


READERS: dict[str, Callable[[str], object]] = {
    "store": as_stored,
    "paste": lambda body: as_stored(clean_pasted(body).html),
    "cite": cite,
    "show": show,
    "compare": compare,
    "text": partial(_text, markdown=False),
    "markdown": partial(_text, markdown=True),
    "page": _page,
    "lines": _lines,
    "table": _table,
    "jats": _jats,
    "wordpress": _wordpress,
    "word": _word,
}


def seconds_of(reader: str, body: str) -> float:
    """How many seconds of processor a reader takes for a body, KILLED_AFTER where it was killed."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (KILLED_AFTER, KILLED_AFTER + 5))
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        start, failure = time.process_time(), ""
        try:
            READERS[reader](body)
        except TOO_MUCH:
            pass
        except Exception as error:  # noqa: BLE001 (whatever a reader raises is a finding)
            failure = f"{type(error).__name__}: {error}"[:200]
        sender.send((time.process_time() - start, failure))
        os._exit(0)
    os.waitpid(child, 0)
    if not receiver.poll():
        return float(KILLED_AFTER)
    seconds, failure = receiver.recv()
    if failure:
        print(f"{reader}: raised {failure}", flush=True)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("readers", nargs="*", choices=[[], *READERS], metavar="READER", help=", ".join(READERS))
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--only", default="", help="constructs whose name has this")
    parser.add_argument("--all", action="store_true", help="print what is fast, too")
    options = parser.parse_args()
    slow = count = 0
    for reader in options.readers or READERS:
        for family, constructs in CONSTRUCTS.items():
            for name, make in constructs.items():
                if options.only not in name:
                    continue
                seconds = seconds_of(reader, make(options.size))
                count += 1
                slow += seconds > MAX_SECONDS
                if seconds > MAX_SECONDS or options.all:
                    quarter = seconds_of(reader, make(options.size // 4))
                    print(
                        f"{reader:10} {family:10} {name:45} {seconds:6.2f} s   ({quarter:.2f} s of a quarter)",
                        flush=True,
                    )
    print(f"{count} measured, {slow} above {MAX_SECONDS} s")
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()

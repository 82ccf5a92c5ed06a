"""Scores the reader of web pages on a folder of pages with what they should be read as.

`python -m benchmarks.page_extraction FOLDER [--worst N]` reads each `name.html` beside a `name.json` of

    {"text": "…", "optional": "…", "title": "…", "date": "2004-10-23", "byline": "Ana Brod and Ivo Marsh",
     "with": ["words of the article"], "without": ["words of the page around it"]}

in which all are optional, and prints precision, recall and F1 of the text (runs of four words, mean of pages; of
`with` and `without`, the shares found), the shares of titles, dates and by-lines that are exact, the milliseconds of
processor time a page, and the pages whose text lost most. It exits 1 if a page lost more than MAX_LOST of its text.

To label pages of your own, save each as "HTML only", and write into the .json beside it: `text`, the body's
paragraphs, subheadings and lists as they stand there, without title, by-line, date and what the page says of other
things; `optional`, what a reader may keep or cut without being wrong, such as captions and notes on the author;
`byline`, the names alone or as printed. `--reader trafilatura` scores that library alone, to compare; `--every 4`
takes each fourth page.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median

from trafilatura import bare_extraction

from archive.text.charset import UnreadableText
from archive.text.formats.records import Guide
from archive.text.formats.web_pages.page_dates import read_page_date
from archive.text.formats.web_pages.web_page import read_page
from archive.text.headers.article_reader import ReadArticle
from archive.text.headers.publication_facts import PublicationNames
from archive.text.names.normalisation import fold

MAX_LOST = 0.4
RUN = 4  # words

_WORD = re.compile(r"\w+")
_BY = re.compile(r"^(?:by|von|par|por|di)\s+", re.I)
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|&|\band\b|\bund\b|\bet\b)\s*")


@dataclass(slots=True)
class Scores:
    """Scores of the pages so far; of `facts`, whether each was exact, by field."""

    precisions: dict[str, float] = field(default_factory=dict)
    recalls: dict[str, float] = field(default_factory=dict)
    pieces: Counter[str] = field(default_factory=Counter)
    facts: dict[str, list[bool]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def take(self, name: str, gold: dict[str, object], read: ReadArticle) -> None:
        text = " ".join([read.standfirst, *read.body_paragraphs])
        if gold.get("text"):
            wanted = (str(gold["text"]), str(gold.get("optional") or ""))
            self.precisions[name], self.recalls[name] = overlap(*wanted, text)
        self.take_pieces(gold, text)
        for what, (wanted, found) in {
            "title": (gold.get("title"), read.title or ""),
            "date": (gold.get("date"), read.date.first.isoformat() if read.date else ""),
            "byline": (gold.get("byline"), read.authors),
        }.items():
            if wanted:
                is_same = same_names(str(wanted), read.authors) if what == "byline" else same(str(wanted), str(found))
                self.facts.setdefault(what, []).append(is_same)

    def take_pieces(self, gold: dict[str, object], text: str) -> None:
        known = " ".join(text.split())
        for key, kind in (("with", "kept"), ("without", "cut")):
            for piece in gold.get(key) or []:  # type: ignore[attr-defined]
                self.pieces[f"{kind} {'yes' if ' '.join(piece.split()) in known else 'no'}"] += 1

    def lines(self) -> list[str]:
        """Return the report, a line a measure."""
        found = []
        if self.recalls:
            precision, recall = fmean(self.precisions.values()), fmean(self.recalls.values())
            found.append(f"text      F1 {f1(precision, recall):.3f}  precision {precision:.3f}  recall {recall:.3f}"
                         f"  ({len(self.recalls)} pages)")  # fmt: skip
        if self.pieces:
            hits, misses, wrong = self.pieces["kept yes"], self.pieces["kept no"], self.pieces["cut yes"]
            precision, recall = hits / max(1, hits + wrong), hits / max(1, hits + misses)
            found.append(f"pieces    F1 {f1(precision, recall):.3f}  precision {precision:.3f}  recall {recall:.3f}")
        found += [f"{what:9} {fmean(each):.3f}  ({len(each)} pages)" for what, each in self.facts.items()]
        found.append(
            f"time      {fmean(self.seconds) * 1000:.0f} ms a page, median {median(self.seconds) * 1000:.0f} ms"
        )
        if self.unread:
            found.append(f"unread    {len(self.unread)}: {', '.join(self.unread[:5])}")
        return found


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def overlap(wanted: str, optional: str, found: str) -> tuple[float, float]:
    """Return precision and recall of a text by its runs of four words, each counted as often as it stands there.

    Runs of the optional text alone count for nothing.
    """
    gold, got = runs(wanted), runs(found)
    got -= runs(optional) - gold if optional else Counter()
    shared = (gold & got).total()
    return shared / max(1, got.total()), shared / max(1, gold.total())


def runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def same(wanted: str, found: str) -> bool:
    """Return whether two titles or dates are the same but for blanks and the form of quotation marks."""
    return _plain(wanted) == _plain(found)


def _plain(text: str) -> str:
    return " ".join(text.translate(str.maketrans("’‘“”", "''\"\"")).split()).casefold()


def same_names(wanted: str, found: list[str]) -> bool:
    """Return whether a by-line as printed names the same people: "By Ana Brod and Ivo Marsh"."""
    names = {fold(name) for name in _BETWEEN_NAMES.split(_BY.sub("", " ".join(wanted.split()))) if name}
    return names == {fold(name) for name in found}


def ours(content: bytes) -> ReadArticle:
    return read_page(content, Guide(PublicationNames())).article


def by_trafilatura(content: bytes) -> ReadArticle:
    """Read a page with trafilatura and its htmldate alone."""
    found = bare_extraction(content, include_comments=False, with_metadata=True)
    if found is None or isinstance(found, dict):
        return ReadArticle()
    authors = [name for name in (found.author or "").split("; ") if name]
    paragraphs = (found.text or "").split("\n")
    return ReadArticle(
        title=found.title, authors=authors, date=read_page_date(found.date or ""), body_paragraphs=paragraphs
    )


READERS = {"ours": ours, "trafilatura": by_trafilatura}


def score(folder: Path, reader: str, every: int) -> Scores:
    scores = Scores()
    for gold_file in sorted(folder.glob("*.json"))[::every]:
        started = time.process_time()
        try:
            read = READERS[reader](gold_file.with_suffix(".html").read_bytes())
        except UnreadableText:
            scores.unread.append(gold_file.stem)
            read = ReadArticle()
        scores.seconds.append(time.process_time() - started)
        scores.take(gold_file.stem, json.loads(gold_file.read_text(encoding="utf-8")), read)
    return scores


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=5, help="how many of the pages that lost most are named")
    parser.add_argument("--reader", choices=READERS, default="ours")
    parser.add_argument("--every", type=int, default=1, help="1 for all pages, 2 for every second")
    options = parser.parse_args()
    scores = score(options.folder, options.reader, options.every)
    print("\n".join(scores.lines()))
    lost = sorted((recall, name) for name, recall in scores.recalls.items())
    for recall, name in lost[: options.worst]:
        print(f"  recall {recall:.2f} of {name}")
    return 1 if any(recall < 1 - MAX_LOST for recall, _ in lost) else 0


if __name__ == "__main__":
    sys.exit(main())

"""Relevance on test collections: nDCG@10, MAP and recall@100 of Backfile and of other engines, same documents.

`python -m benchmarks.relevance FOLDER…`; a folder holds documents.jsonl (rows that `import_articles` takes, with a
column `id`), questions.tsv (number, question) and judgments.tsv (question, relevant document). Backfile is asked as a
reader asks: the text of a question in the search box. The others are asked for any of its words, by BM25, stemmed.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import fmean, median

import django

# The archive is in a temporary folder, deleted with the process.
_folder = tempfile.TemporaryDirectory(prefix="relevance-")
os.environ |= {
    "BACKFILE_DATA": _folder.name,
    "DJANGO_SETTINGS_MODULE": "archive.settings",
    "LOG_LEVEL": "CRITICAL",
}
django.setup()

import tantivy  # noqa: E402
from django.core.management import call_command  # noqa: E402
from whoosh import query as q  # noqa: E402
from whoosh.analysis import StemmingAnalyzer  # noqa: E402
from whoosh.fields import ID, TEXT, Schema  # noqa: E402
from whoosh.filedb.filestore import RamStorage  # noqa: E402

from archive.models.catalogue.article_origin import ArticleOrigin  # noqa: E402
from archive.search.query.request import SearchRequest  # noqa: E402
from archive.search.results.results import search  # noqa: E402

DEPTH = 100
WORD = re.compile(r"\w+")

Ask = Callable[[str], list[str]]
"""The ids of the documents that a question finds, the best first."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents (rows with `id`, `title`, `body`), questions by number, and which documents answer each."""

    documents: list[dict[str, str]]
    questions: dict[str, str]
    relevant: dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over all judged questions; `empty` is how many found nothing, `seconds` the median of a question."""

    ndcg10: float
    average_precision: float
    recall100: float
    empty: int
    seconds: float


def main(arguments: list[str] | None = None) -> int:
    """Print a table a folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    options.add_argument("--only", default="", help="engines whose names hold this")
    given = options.parse_args(arguments)
    call_command("migrate", verbosity=0)
    for folder in given.folders:
        collection = read(folder)
        print(f"{folder.name}: {len(collection.documents):,} documents, {len(collection.relevant)} questions")
        print(f"  {'engine':34} nDCG@10    MAP  recall@100  empty  ms a question")
        for name, opened in ENGINES.items():
            if given.only.casefold() in name.casefold():
                figures = score(collection, opened(folder, collection))
                print(
                    f"  {name:34} {figures.ndcg10:7.3f} {figures.average_precision:6.3f} {figures.recall100:11.3f} "
                    f"{figures.empty:6} {figures.seconds * 1e3:14.1f}",
                    flush=True,
                )
    return 0


def read(folder: Path) -> Collection:
    """Read a collection; judgments of a negative grade, if there is a third column, are left out."""
    documents = [json.loads(line) for line in (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    questions = dict(line.split("\t", 1) for line in _lines(folder / "questions.tsv"))
    relevant: dict[str, set[str]] = {}
    for line in _lines(folder / "judgments.tsv"):
        question, document, *grade = line.split("\t")
        if not grade or float(grade[0]) >= 0:
            relevant.setdefault(question, set()).add(document)
    return Collection(documents, questions, relevant)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def score(collection: Collection, ask: Ask) -> Figures:
    """Ask every judged question; binary gain."""
    gains, precisions, recalls, times, empty = [], [], [], [], 0
    for number, wanted in collection.relevant.items():
        started = time.perf_counter()
        ranked = ask(collection.questions[number])
        times.append(time.perf_counter() - started)
        places = [place for place, document in enumerate(ranked, 1) if document in wanted]
        ideal = sum(1 / log2(place + 1) for place in range(1, min(10, len(wanted)) + 1))
        gains.append(sum(1 / log2(place + 1) for place in places if place <= 10) / ideal)
        precisions.append(sum(number / place for number, place in enumerate(places, 1)) / len(wanted))
        recalls.append(sum(place <= DEPTH for place in places) / len(wanted))
        empty += not ranked
    return Figures(fmean(gains), fmean(precisions), fmean(recalls), empty, median(times))


def backfile(folder: Path, collection: Collection) -> Ask:
    """Import the collection as an archive, and ask as the search page does."""
    call_command("flush", interactive=False, verbosity=0)
    call_command("import_articles", str(folder / "documents.jsonl"), stdout=io.StringIO(), stderr=io.StringIO())
    call_command("rebuild_index", verbosity=0)
    ids = {
        article: str(collection.documents[int(path.rpartition("#")[2]) - 1]["id"])
        for article, path in ArticleOrigin.objects.values_list("article", "path")
    }
    if len(ids) < len(collection.documents):
        sys.exit(f"{folder}: only {len(ids)} of {len(collection.documents)} documents were imported.")

    def ask(question: str) -> list[str]:
        found = search(SearchRequest.from_params({"q": [question]}), per_page=DEPTH)
        return [ids[hit.article.pk] for hit in found.hits]

    return ask


def whoosh(folder: Path, collection: Collection) -> Ask:
    """Stock Whoosh, BM25F, title and body as one field."""
    index = RamStorage().create_index(Schema(id=ID(stored=True), text=TEXT(analyzer=StemmingAnalyzer())))
    writer = index.writer()
    for number, text in _texts(collection):
        writer.add_document(id=number, text=text)
    writer.commit()
    searcher, field = index.searcher(), index.schema["text"]

    def ask(question: str) -> list[str]:
        terms = {token.text for token in field.analyzer(question, mode="query")}
        tree = q.Or([q.Term("text", term) for term in sorted(terms)])
        return [hit["id"] for hit in searcher.search(tree, limit=DEPTH)]

    return ask


def fts5(folder: Path, collection: Collection) -> Ask:
    """SQLite's FTS5 with its Porter stemmer."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, text, tokenize = 'porter unicode61')")
    base.executemany("INSERT INTO texts VALUES (?, ?)", _texts(collection))

    def ask(question: str) -> list[str]:
        terms = " OR ".join(f'"{word}"' for word in WORD.findall(question))
        rows = base.execute("SELECT id FROM texts WHERE texts MATCH ? ORDER BY bm25(texts) LIMIT ?", (terms, DEPTH))
        return [number for (number,) in rows]

    return ask


def tantivy_engine(folder: Path, collection: Collection) -> Ask:
    """Tantivy with its English stemmer."""
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw")
        .add_text_field("text", tokenizer_name="en_stem")
        .build()
    )
    index = tantivy.Index(schema)
    writer = index.writer()
    for number, text in _texts(collection):
        writer.add_document(tantivy.Document(id=number, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(question: str) -> list[str]:
        tree = index.parse_query(" ".join(word.lower() for word in WORD.findall(question)), ["text"])
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(tree, DEPTH).hits]

    return ask


def _texts(collection: Collection) -> Iterable[tuple[str, str]]:
    for document in collection.documents:
        yield str(document["id"]), f"{document.get('title') or ''}\n{document.get('body') or ''}"


ENGINES: dict[str, Callable[[Path, Collection], Ask]] = {
    "Backfile": backfile,
    "Whoosh, any word": whoosh,
    "SQLite FTS5, any word": fts5,
    "Tantivy, any word": tantivy_engine,
}


if __name__ == "__main__":
    sys.exit(main())

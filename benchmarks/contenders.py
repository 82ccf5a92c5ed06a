"""The compared engines: each indexes the same articles and answers the same kinds of queries.

An answer is what a page of results needs: the twenty best, how many there are, and the counts by publication and year,
each under all filters but its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import tantivy
from whoosh import query as q
from whoosh.analysis import StandardAnalyzer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.sorting import FieldFacet

import archive
from archive.search.whoosh.format.schema import Number, Value
from archive.search.whoosh.format.text_analyzer import TextAnalyzer
from archive.search.whoosh.querying.executor import Range, Sort, Values, execute
from archive.search.whoosh.writing.writer import ColumnarWriter
from benchmarks.contender import Contender
from benchmarks.corpus import SyntheticArticle
from benchmarks.kinds import PAGE, Answer, Ask, Kind


class Backfile(Contender):
    """The archive's own engine. `stemmed` false disables stemming, as in the others, so that all find the same."""

    name = "Backfile"
    # Its version is not fixed: it is what changes from run to run.
    may_be_kept = False

    def version(self) -> str:
        return archive.__version__

    def build(self, folder: Path, articles: Iterable[SyntheticArticle]) -> None:
        schema = Schema(
            pk=Number(64),
            title=TEXT(analyzer=TextAnalyzer(stemmed=True)),
            body=TEXT(analyzer=TextAnalyzer(stemmed=True)),
            forms=TEXT(analyzer=TextAnalyzer(stemmed=False), phrase=False),
            publication=Value(),
            year=Number(),
            date=Number(),
        )
        writer = ColumnarWriter(create_in(folder, schema), limitmb=256)
        for article in articles:
            writer.add_document(
                pk=article.pk,
                title=article.title,
                body=article.body,
                forms=article.body,
                publication=article.publication,
                year=article.year,
                date=article.date,
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        self.index = open_dir(folder)
        self.searcher = self.index.searcher()

    def prepare(self, kind: Kind) -> Ask:
        tree = whoosh_tree(kind, prefix_field="forms")
        filters = {}
        if kind.publication:
            filters["publication"] = Values(frozenset({kind.publication}))
        if kind.years:
            filters["year"] = Range(*kind.years)
        sort = Sort("date", descending=True) if kind.newest_first else None

        def ask() -> Answer:
            found = execute(self.searcher, tree, filters=filters, facets=("publication", "year"), sort=sort, limit=PAGE)
            counts = found.facet_counts
            return Answer(found.pks, found.count, dict(counts["publication"]), dict(counts["year"]))

        return ask


def whoosh_tree(kind: Kind, prefix_field: str) -> q.Query:
    """Return the words of a kind as Whoosh's query tree; filters are left to the engine."""
    if kind.phrase:
        return q.Phrase("body", list(kind.phrase))
    if kind.prefix:
        return q.Prefix(prefix_field, kind.prefix)
    if kind.any_of:
        return q.Or([q.Term("body", word) for word in kind.any_of])
    parts = [q.Term("body", word) for word in kind.all_of]
    parts += [q.Not(q.Term("body", word)) for word in kind.none_of]
    return parts[0] if len(parts) == 1 else q.And(parts)


class RawWhoosh(Contender):
    """Whoosh 2.7.4 unmodified, through its own searcher, with columns for the counts."""

    name = "Whoosh 2.7.4"
    processes = 2

    def version(self) -> str:
        return version("whoosh")

    def build(self, folder: Path, articles: Iterable[SyntheticArticle]) -> None:
        text = TEXT(analyzer=StandardAnalyzer(stoplist=None, minsize=1))
        schema = Schema(
            pk=NUMERIC(bits=64, stored=True),
            title=text,
            body=text,
            publication=ID(sortable=True),
            year=NUMERIC(sortable=True),
            date=NUMERIC(sortable=True),
        )
        writer = create_in(folder, schema).writer(procs=self.processes, limitmb=256, multisegment=False)
        for a in articles:
            writer.add_document(
                pk=a.pk, title=a.title, body=a.body, publication=a.publication, year=a.year, date=a.date
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        self.searcher = open_dir(folder).searcher()

    def prepare(self, kind: Kind) -> Ask:
        tree = whoosh_tree(kind, prefix_field="body")
        filters = []
        if kind.publication:
            filters.append(q.Term("publication", kind.publication))
        if kind.years:
            filters.append(q.NumericRange("year", *kind.years))
        filtered = q.And([tree, *filters]) if filters else tree
        sort = FieldFacet("date", reverse=True) if kind.newest_first else None

        def ask() -> Answer:
            found = self.searcher.search(filtered, limit=PAGE, sortedby=sort, groupedby=["publication", "year"])
            publications, years = found.groups("publication"), found.groups("year")
            if kind.publication:
                publications = self.searcher.search(tree, limit=1, groupedby="publication").groups()
            if kind.years:
                years = self.searcher.search(tree, limit=1, groupedby="year").groups()
            return Answer(
                [hit["pk"] for hit in found[:PAGE]],
                len(found),
                {name: len(docs) for name, docs in publications.items()},
                {year: len(docs) for year, docs in years.items()},
            )

        return ask


class SQLite(Contender):
    """SQLite's FTS5, with the columns in an ordinary table beside it."""

    name = "SQLite FTS5"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def build(self, folder: Path, articles: Iterable[SyntheticArticle]) -> None:
        connection = sqlite3.connect(folder / "fts.db")
        connection.executescript(
            "PRAGMA journal_mode = WAL;"
            "CREATE TABLE article (pk INTEGER PRIMARY KEY, publication TEXT, year INTEGER, date INTEGER);"
            "CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='unicode61');"
        )
        for a in articles:
            connection.execute("INSERT INTO article VALUES (?, ?, ?, ?)", (a.pk, a.publication, a.year, a.date))
            connection.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (a.pk, a.title, a.body))
        connection.commit()
        connection.execute("INSERT INTO words(words) VALUES ('optimize')")
        connection.commit()
        connection.close()

    def open(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "fts.db")
        self.connection.execute("PRAGMA cache_size = -200000")

    def close(self) -> None:
        self.connection.close()

    def prepare(self, kind: Kind) -> Ask:
        match = f"body : ({_fts_words(kind)})"
        conditions, values = [], []
        if kind.publication:
            conditions.append("publication = ?")
            values.append(kind.publication)
        if kind.years:
            conditions.append("year BETWEEN ? AND ?")
            values += kind.years
        where = " AND ".join(conditions) or "1"
        order = "date DESC, pk" if kind.newest_first else "rank"
        join = "JOIN article ON article.pk = words.rowid" if conditions or kind.newest_first else ""
        best = (
            f"SELECT words.rowid FROM words {join} WHERE words MATCH ? AND {where}"  # noqa: S608
            f" ORDER BY {order} LIMIT {PAGE}"
        )
        counts = (
            "WITH hit AS MATERIALIZED (SELECT publication, year FROM words JOIN article ON article.pk = words.rowid"  # noqa: S608
            " WHERE words MATCH ?) "
            f"SELECT 'all', '', count(*) FROM hit WHERE {where} UNION ALL "
            f"SELECT 'publication', publication, count(*) FROM hit WHERE {'1' if kind.publication else where}"
            " GROUP BY publication UNION ALL "
            f"SELECT 'year', year, count(*) FROM hit WHERE {'1' if kind.years else where} GROUP BY year"
        )
        count_values = [*values, *([] if kind.publication else values), *([] if kind.years else values)]

        def ask() -> Answer:
            first = [row[0] for row in self.connection.execute(best, (match, *values))]
            rows = self.connection.execute(counts, (match, *count_values)).fetchall()
            return Answer(
                first,
                rows[0][2],
                {value: count for facet, value, count in rows if facet == "publication"},
                {value: count for facet, value, count in rows if facet == "year"},
            )

        return ask


def _fts_words(kind: Kind) -> str:
    if kind.phrase:
        return '"' + " ".join(kind.phrase) + '"'
    if kind.prefix:
        return f"{kind.prefix}*"
    if kind.any_of:
        return " OR ".join(kind.any_of)
    return " AND ".join(kind.all_of) + "".join(f" NOT {word}" for word in kind.none_of)


class Tantivy(Contender):
    """Tantivy, the Rust engine, through its Python binding."""

    name = "Tantivy"

    def version(self) -> str:
        return version("tantivy")

    def build(self, folder: Path, articles: Iterable[SyntheticArticle]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("pk", stored=True, indexed=True, fast=True)
        builder.add_text_field("title", tokenizer_name="default")
        builder.add_text_field("body", tokenizer_name="default")
        builder.add_text_field("publication", tokenizer_name="raw", fast=True)
        builder.add_integer_field("year", indexed=True, fast=True)
        builder.add_integer_field("date", indexed=True, fast=True)
        index = tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer(256_000_000, num_threads=1)
        for a in articles:
            writer.add_document(
                tantivy.Document(
                    pk=a.pk, title=a.title, body=a.body, publication=a.publication, year=a.year, date=a.date
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        self.schema = index.schema
        self.searcher = index.searcher()

    def prepare(self, kind: Kind) -> Ask:
        tree, filters = self._tree(kind), []
        if kind.publication:
            filters.append(tantivy.Query.term_query(self.schema, "publication", kind.publication))
        if kind.years:
            span = tantivy.Query.range_query(self.schema, "year", tantivy.FieldType.Integer, *kind.years)
            filters.append(span)
        must = [(tantivy.Occur.Must, part) for part in (tree, *filters)]
        filtered = tantivy.Query.boolean_query(must) if filters else tree
        both = {
            "publication": {"terms": {"field": "publication", "size": 100}},
            "year": {"terms": {"field": "year", "size": 100}},
        }
        order = {"order_by_field": "date"} if kind.newest_first else {}

        def ask() -> Answer:
            searcher = self.searcher
            found = searcher.search(filtered, limit=PAGE, count=True, **order)
            counts = searcher.aggregate(filtered, both)
            if kind.publication:
                counts |= searcher.aggregate(tree, {"publication": both["publication"]})
            if kind.years:
                counts |= searcher.aggregate(tree, {"year": both["year"]})
            return Answer(
                [searcher.doc(address)["pk"][0] for _, address in found.hits],
                found.count,
                {b["key"]: b["doc_count"] for b in counts["publication"]["buckets"]},
                {int(b["key"]): b["doc_count"] for b in counts["year"]["buckets"]},
            )

        return ask

    def _tree(self, kind: Kind) -> tantivy.Query:
        def term(word: str) -> tantivy.Query:
            return tantivy.Query.term_query(self.schema, "body", word, "freq")

        if kind.phrase:
            return tantivy.Query.phrase_query(self.schema, "body", list(kind.phrase))
        if kind.prefix:
            return tantivy.Query.regex_query(self.schema, "body", kind.prefix + ".*")
        if kind.any_of:
            return tantivy.Query.boolean_query([(tantivy.Occur.Should, term(word)) for word in kind.any_of])
        parts = [(tantivy.Occur.Must, term(word)) for word in kind.all_of]
        parts += [(tantivy.Occur.MustNot, term(word)) for word in kind.none_of]
        return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)

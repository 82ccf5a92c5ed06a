"""PostgreSQL and Xapian, where the system has them: they are not Python packages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks import postgresql_programs
from benchmarks.contender import Contender
from benchmarks.corpus import SyntheticArticle
from benchmarks.kinds import PAGE, Answer, Ask, Kind

SYSTEMS_PYTHON = Path("/usr/lib/python3/dist-packages")
PUBLICATION, YEAR, DATE = 0, 1, 2


def installed() -> list[type[Contender]]:
    """Return those of the two engines that can be used here."""
    found = []
    if _can_import("psycopg") and postgresql_programs.program("initdb"):
        found.append(PostgreSQL)
    if _can_import("xapian"):
        found.append(Xapian)
    return found


def _can_import(name: str) -> bool:
    if str(SYSTEMS_PYTHON) not in sys.path:
        sys.path.append(str(SYSTEMS_PYTHON))
    try:
        __import__(name)
    except ImportError:
        return False
    return True


class PostgreSQL(Contender):
    """PostgreSQL's full-text search on a server of its own in the benchmark's folder, reached by a socket."""

    name = "PostgreSQL"
    # Our process sends the articles, the server's process indexes them.
    processes = 2

    def version(self) -> str:
        command = [str(postgresql_programs.program("postgres")), "--version"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return re.search(r"\d+(\.\d+)*", said)[0]

    def build(self, folder: Path, articles: Iterable[SyntheticArticle]) -> None:
        (folder / "server").mkdir()
        if os.geteuid() == 0:
            for path in (folder.parent, folder):
                path.chmod(0o755)
        postgresql_programs.give_to_server(folder / "server")
        self._control(folder, "initdb", "--no-sync", "--auth=trust", f"--username={postgresql_programs.USER}")
        self.open(folder)
        try:
            self._fill(articles)
            self.processor_seconds_elsewhere = _processor_seconds(self.connection.info.backend_pid)
        finally:
            self.close()

    def _fill(self, articles: Iterable[SyntheticArticle]) -> None:
        self.connection.execute(
            "CREATE TABLE article (pk int PRIMARY KEY, publication text, year int, date int, words tsvector)"
        )
        with self.connection.cursor() as cursor, self.connection.transaction():
            cursor.executemany(
                "INSERT INTO article VALUES (%s, %s, %s, %s, to_tsvector('simple', %s))",
                ((a.pk, a.publication, a.year, a.date, a.body) for a in articles),
            )
        self.connection.execute("CREATE INDEX ON article USING gin (words)")
        self.connection.execute("VACUUM ANALYZE article")

    def open(self, folder: Path) -> None:
        """Start the server; its socket has a folder of its own, since the name of a socket must be short."""
        import psycopg

        self.clear(folder)
        self.folder, self.socket = folder, Path(tempfile.mkdtemp(prefix="backfile-socket-"))
        postgresql_programs.give_to_server(self.socket)
        settings = f"-k {self.socket} -c listen_addresses= -c shared_buffers=512MB -c fsync=off -c jit=off"
        settings += " -c random_page_cost=1.1"
        self._control(folder, "pg_ctl", "--wait", "--silent", "--options", settings, "start")
        self.connection = psycopg.connect(
            host=str(self.socket), user=postgresql_programs.USER, dbname="postgres", autocommit=True
        )

    def close(self) -> None:
        self.connection.close()
        self._control(self.folder, "pg_ctl", "--mode=fast", "--silent", "stop")
        self.socket.rmdir()

    def clear(self, folder: Path) -> None:
        """Stop the server of a killed run, if it still runs."""
        left_behind = (folder / "server" / "db" / "postmaster.pid").exists()
        if left_behind and self._control(folder, "pg_ctl", "status", check=False).returncode == 0:
            self._control(folder, "pg_ctl", "--mode=fast", "--silent", "stop")

    def index_bytes(self, folder: Path) -> int:
        """Return the size of the table with its columns and indexes; the server's folder holds much else."""
        return self.connection.execute("SELECT pg_total_relation_size('article')").fetchone()[0]

    def _control(self, folder: Path, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run one of the server's programs on the data in that folder."""
        return postgresql_programs.control(folder / "server", program, *arguments, check=check)

    def prepare(self, kind: Kind) -> Ask:
        match = _tsquery(kind)
        where = []
        if kind.publication:
            where.append(f"publication = '{kind.publication}'")
        if kind.years:
            where.append(f"year BETWEEN {kind.years[0]} AND {kind.years[1]}")
        chosen = " AND ".join(where) or "true"
        order = "date DESC, pk" if kind.newest_first else "ts_rank(words, asked) DESC, pk"
        hits = f"FROM article, to_tsquery('simple', '{match}') asked WHERE words @@ asked"
        best = f"SELECT pk {hits} AND {chosen} ORDER BY {order} LIMIT {PAGE}"
        counts = (
            f"WITH hit AS MATERIALIZED (SELECT publication, year {hits}) "  # noqa: S608
            f"SELECT 'all', '', count(*) FROM hit WHERE {chosen} UNION ALL "
            f"SELECT 'publication', publication, count(*) FROM hit WHERE {'true' if kind.publication else chosen}"
            " GROUP BY publication UNION ALL "
            f"SELECT 'year', year::text, count(*) FROM hit WHERE {'true' if kind.years else chosen} GROUP BY year"
        )

        def ask() -> Answer:
            first = [row[0] for row in self.connection.execute(best).fetchall()]
            rows = self.connection.execute(counts).fetchall()
            return Answer(
                first,
                next(count for facet, _, count in rows if facet == "all"),
                {value: count for facet, value, count in rows if facet == "publication"},
                {int(value): count for facet, value, count in rows if facet == "year"},
            )

        return ask


def _processor_seconds(pid: int) -> float:
    """Return the processor time of a process, from the kernel's figures."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")


def _tsquery(kind: Kind) -> str:
    if kind.phrase:
        return " <-> ".join(kind.phrase)
    if kind.prefix:
        return f"{kind.prefix}:*"
    if kind.any_of:
        return " | ".join(kind.any_of)
    return " & ".join([*kind.all_of, *(f"!{word}" for word in kind.none_of)])


class Xapian(Contender):
    """Xapian through its own binding, with match spies for what is counted."""

    name = "Xapian"

    def __init__(self) -> None:
        import xapian

        self.x = xapian

    def version(self) -> str:
        return self.x.version_string()

    def build(self, folder: Path, articles: Iterable[SyntheticArticle]) -> None:
        xapian = self.x
        database = xapian.WritableDatabase(str(folder / "db"), xapian.DB_CREATE_OR_OPEN)
        for a in articles:
            document, terms = xapian.Document(), xapian.TermGenerator()
            terms.set_document(document)
            terms.index_text(a.body)
            document.add_boolean_term(f"XP{a.publication}")
            document.add_value(PUBLICATION, a.publication)
            document.add_value(YEAR, str(a.year))
            document.add_value(DATE, str(a.date))
            database.replace_document(a.pk, document)
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        self.database = self.x.Database(str(folder / "db"))
        self.all = self.database.get_doccount()

    def prepare(self, kind: Kind) -> Ask:
        query = self.x.Query
        tree, filters = self._tree(kind), []
        if kind.publication:
            filters.append(query(f"XP{kind.publication}"))
        if kind.years:
            filters.append(query(query.OP_VALUE_RANGE, YEAR, *map(str, kind.years)))
        filtered = query(query.OP_FILTER, [tree, *filters]) if filters else tree

        def ask() -> Answer:
            spies = {slot: self.x.ValueCountMatchSpy(slot) for slot in (PUBLICATION, YEAR)}
            own = PUBLICATION if kind.publication else YEAR if kind.years else None
            found = self._matches(filtered, [spy for slot, spy in spies.items() if slot != own], kind.newest_first)
            if own is not None:
                self._matches(tree, [spies[own]], newest_first=False)
            counts = {slot: {v.term.decode(): v.termfreq for v in spy.values()} for slot, spy in spies.items()}
            return Answer(
                [match.docid for match in found],
                found.get_matches_estimated(),
                counts[PUBLICATION],
                {int(year): count for year, count in counts[YEAR].items()},
            )

        return ask

    def _matches(self, tree, spies: list, newest_first: bool):
        enquire = self.x.Enquire(self.database)
        enquire.set_query(tree)
        for spy in spies:
            enquire.add_matchspy(spy)
        if newest_first:
            enquire.set_sort_by_value(DATE, True)
        return enquire.get_mset(0, PAGE, self.all)

    def _tree(self, kind: Kind):
        query = self.x.Query
        if kind.phrase:
            return query(query.OP_PHRASE, list(kind.phrase))
        if kind.prefix:
            return query(query.OP_WILDCARD, kind.prefix, 0, query.WILDCARD_LIMIT_ERROR)
        if kind.any_of:
            return query(query.OP_OR, list(kind.any_of))
        wanted = query(query.OP_AND, list(kind.all_of))
        return query(query.OP_AND_NOT, wanted, query(kind.none_of[0])) if kind.none_of else wanted

"""Buckets of tokens in a table that processes share, of one size for any number of clients."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.pages.rate_limiting.token_table import ROWS, SLOTS, TokenTable

START = 1_700_000_000.0


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rate_limit"


def take(table, client="a", cost=1.0, now=START):
    return table.take(client, cost=cost, per_second=2, burst=4, now=now)


def test_so_many_at_once_and_then_as_they_come(path):
    table = TokenTable(path, b"key")
    assert [take(table) for _ in range(6)] == [0, 0, 0, 0, pytest.approx(0.5), pytest.approx(0.5)]
    assert take(table, now=START + 0.5) == 0
    assert take(table, now=START + 0.5) == pytest.approx(0.5)
    assert [take(table, now=START + 100) for _ in range(5)] == [0, 0, 0, 0, pytest.approx(0.5)]


def test_a_dear_page_takes_more(path):
    table = TokenTable(path, b"key")
    assert [take(table, cost=3), take(table, cost=3), take(table)] == [0, pytest.approx(1), 0]


def test_clients_do_not_share(path):
    table = TokenTable(path, b"key")
    for _ in range(5):
        take(table, "a")
    assert take(table, "b") == 0


def test_a_clock_that_stepped_back_locks_nobody_out(path):
    table = TokenTable(path, b"key")
    for _ in range(4):
        take(table, now=START + 10_000)
    assert [take(table) for _ in range(5)] == [0, 0, 0, 0, pytest.approx(0.5)]


def test_any_number_of_clients_takes_the_same_memory_and_leaves_others_alone(path):
    table = TokenTable(path, b"key")
    limited = [take(table, str(number)) for number in range(20_000)]
    assert not any(limited)
    assert path.stat().st_size == ROWS * SLOTS * 8


def test_processes_share_it(path):
    table = TokenTable(path, b"key")
    code = (
        "import sys; from pathlib import Path; from archive.pages.rate_limiting.token_table import TokenTable;"
        f"t = TokenTable(Path(sys.argv[1]), b'key'); [t.take('a', cost=1, per_second=2, burst=4, now={START})"
        " for _ in range(3)]"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert [take(table), take(table)] == [0, pytest.approx(0.5)]


def test_nobody_else_may_read_the_file(path):
    TokenTable(path, b"key")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name == "nt", reason="no such directory")
def test_where_no_file_can_be_made_the_process_counts_alone_and_says_so(caplog):
    table = TokenTable(Path("/proc/no/such/folder"), b"key")
    assert [take(table) for _ in range(5)][4] == pytest.approx(0.5)
    assert "Each process counts requests by itself" in caplog.text

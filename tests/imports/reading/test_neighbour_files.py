"""Files beside a file."""

import pytest

from archive.imports.reading.files import opened_root
from archive.imports.reading.neighbour_files import files_beside


@pytest.fixture
def read(tmp_path):
    (tmp_path / "top" / "texts").mkdir(parents=True)
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (tmp_path / "top" / "a.txt").write_bytes(b"a")
    (tmp_path / "top" / "texts" / "the ferry.png").write_bytes(b"ferry")
    (tmp_path / "top" / ".hidden").write_bytes(b"hidden")
    with opened_root(tmp_path / "top") as root:
        beside = files_beside("texts/table.csv", root)
        yield lambda address: beside(address, 100)


@pytest.mark.parametrize(
    ("address", "content"),
    [
        ("the ferry.png", b"ferry"),
        ("./the%20ferry.png", b"ferry"),
        ("../a.txt", b"a"),
        ("..\\a.txt", b"a"),
        ("nothing.txt", None),
        ("../../secret.txt", None),
        ("../.hidden", None),
        ("/etc/passwd", None),
        ("file:///etc/passwd", None),
        ("https://tesk.example/a.txt", None),
        ("http://[", None),
        ("a\x00.txt", None),
        ("", None),
    ],
)
def test_files_beside_a_file(read, address, content):
    assert read(address) == content

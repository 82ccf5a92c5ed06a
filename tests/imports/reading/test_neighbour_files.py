"""Files beside a file."""

import pytest

from archive.imports.reading.files import opened_root
from archive.imports.reading.neighbour_files import files_beside, page_of_folder


@pytest.fixture
def read(tmp_path):
    (tmp_path / "top" / "texts").mkdir(parents=True)
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (tmp_path / "top" / "a.txt").write_bytes(b"a")
    (tmp_path / "top" / "texts" / "the ferry.png").write_bytes(b"ferry")
    (tmp_path / "top" / "texts" / "what?.png").write_bytes(b"what")
    (tmp_path / "top" / "texts" / "link.png").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "top" / ".hidden").write_bytes(b"hidden")
    with opened_root(tmp_path / "top") as root:
        beside = files_beside("texts/table.csv", root)
        yield lambda address: beside(address, 100)


@pytest.mark.parametrize(
    ("address", "content"),
    [
        ("the ferry.png", b"ferry"),
        ("./the%20ferry.png", b"ferry"),
        ("the ferry.png?size=9#x", b"ferry"),
        ("what%3F.png", b"what"),
        ("../a.txt", b"a"),
        ("..\\a.txt", b"a"),
        ("nothing.txt", None),
        ("../../secret.txt", None),
        ("link.png", None),
        ("a" * 400, None),
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


@pytest.mark.parametrize(("limit", "content"), [(2, b"fer"), (0, b"f"), (5, b"ferry")])
def test_one_byte_beyond_the_limit_is_read(tmp_path, limit, content):
    (tmp_path / "ferry.png").write_bytes(b"ferry")
    with opened_root(tmp_path) as root:
        assert files_beside("page.html", root)("ferry.png", limit) == content


@pytest.mark.parametrize(
    ("file", "page"),
    [
        ("toll_files/saved_resource.html", "toll.html"),
        ("a/toll_files/img/x.jpg", "a/toll.html"),
        ("Zoll-Dateien/x.jpg", "Zoll.html"),
        ("péage_fichiers/x.jpg", "péage.html"),
        ("toll.files/x.jpg", "toll.html"),
    ],
)
def test_the_page_of_a_saved_folder(file, page):
    assert page_of_folder(file)[0] == page


@pytest.mark.parametrize("file", ["toll.html", "profiles/x.html", "_files/x.html", "files/x.html"])
def test_other_folders_have_no_page(file):
    assert page_of_folder(file) == []

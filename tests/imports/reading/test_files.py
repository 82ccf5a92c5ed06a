"""Finding files: their order, what is left out, and the same paths from a folder and its zip."""

from __future__ import annotations

import os

import pytest

from archive.imports.reading.files import UnreadableFile, natural_order, opened_root
from archive.text.charset import MAX_FILE_BYTES

FILES = {
    "10.txt": "ten",
    "9.txt": "nine",
    "b/2.md": "two",
    "b/10.txt": "ten",
    "A.txt": "a",
    ".hidden/x.txt": "x",
    ".DS_Store": "x",
    "__MACOSX/b/2.md": "x",
    "picture.jpg": "x",
    "publications.toml": "",
    "b/publications.toml": "",
}


def paths(path) -> list[str]:
    with opened_root(path) as root:
        return [file.path for file in root.files()]


def test_a_folder_is_listed_naturally_without_hidden_files(folder):
    assert paths(folder(FILES)) == [
        "9.txt",
        "10.txt",
        "A.txt",
        "b/2.md",
        "b/10.txt",
        "b/publications.toml",
        "picture.jpg",
    ]


def test_a_zip_gives_the_same_paths_as_its_folder(folder, zipped):
    assert paths(zipped({f"texts/{name}": content for name, content in FILES.items()})) == paths(folder(FILES))
    assert paths(zipped(FILES, "flat.zip")) == paths(folder(FILES))


def test_a_single_file_has_the_path_that_it_has_in_its_folder(folder):
    assert paths(folder(FILES) / "9.txt") == ["9.txt"]


def test_facts_are_read_at_the_top(folder, zipped):
    files = {"1.txt": "one", "publications.toml": "# facts"}
    for path in (folder(files), zipped(files), folder(files) / "1.txt"):
        with opened_root(path) as root:
            assert root.facts("publications.toml") == b"# facts"
            assert root.facts("sources.toml") is None


def test_what_is_beside_a_file_is_known(folder, zipped):
    files = {"b/1.txt": "one", "2.txt": "two"}
    for path in (folder(files), zipped(files), folder(files) / "2.txt"):
        with opened_root(path) as root:
            assert root.has("b/1.txt")
            assert not root.has("b/3.txt")
            assert not root.has("../texts/2.txt")


def test_links_to_folders_are_not_followed(folder):
    top = folder({"a/1.txt": "one"})
    os.symlink(top, top / "a" / "again")
    assert paths(top) == ["a/1.txt", "a/again"]
    with opened_root(top) as root, pytest.raises(UnreadableFile, match="plain file"):
        next(file for file in root.files() if file.path == "a/again").read()


def test_a_file_beyond_the_bound_is_not_read(folder):
    top = folder({"big.txt": b""})
    os.truncate(top / "big.txt", 50 << 20)
    with opened_root(top) as root, pytest.raises(UnreadableFile, match=f"{MAX_FILE_BYTES >> 20} MB"):
        next(root.files()).read()


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableFile, match="no such"), opened_root(tmp_path / "nothing"):
        pass


def test_natural_order():
    names = ["10.txt", "9.txt", "i3–4", "i3", "I2", "a", "B"]
    assert sorted(names, key=natural_order) == ["9.txt", "10.txt", "a", "B", "I2", "i3", "i3–4"]

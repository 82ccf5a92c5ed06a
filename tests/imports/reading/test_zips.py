"""Zip files that must be refused before anything of them is read, and those that may be opened."""

from __future__ import annotations

import stat
import struct
import zipfile

import pytest

from archive.imports.reading import zips
from archive.imports.reading.zips import RefusedZip, check_entries, opened_zip, read_entry


def entry(name: str = "a.txt", *, size: int = 10, packed: int = 8, mode: int = 0, flags: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.orig_filename = name
    info.file_size, info.compress_size = size, packed
    info.external_attr = mode << 16
    info.flag_bits = flags
    info.header_offset = 0
    return info


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "a/../../evil.txt",
        "/etc/passwd.txt",
        "C:/evil.txt",
        "c:evil.txt",
        "..\\evil.txt",
        "\\\\host\\x.txt",
    ],
)
def test_names_that_lead_out_are_refused(name):
    with pytest.raises(RefusedZip, match="points outside"):
        check_entries([entry(name)])


@pytest.mark.parametrize("name", ["a..b.txt", "v1/i1/..txt", "déjà/vu.txt", "ab:c/d.txt"])
def test_names_that_only_look_so_are_not(name):
    check_entries([entry(name)])


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (entry(mode=stat.S_IFLNK | 0o777), "is a link"),
        (entry(mode=stat.S_IFIFO), "is a link or device"),
        (entry(flags=0x1), "encrypted"),
        (entry("inner.zip"), "another zip"),
        (entry("INNER.ZIP"), "another zip"),
        (entry(size=500 << 20, packed=500 << 10), "zip bomb"),
        (entry(size=5 << 30, packed=4 << 30), "MB are allowed"),
    ],
)
def test_kinds_and_sizes_that_are_refused(broken, reason):
    with pytest.raises(RefusedZip, match=reason):
        check_entries([broken])


def test_many_small_bombs_are_one_big_one():
    parts = [entry(f"{n}.txt", size=zips.RATIO_COUNTS_FROM, packed=1000) for n in range(50)]
    for number, part in enumerate(parts):
        part.header_offset = number * 2000
    with pytest.raises(RefusedZip, match="zip bomb"):
        check_entries(parts)


def test_too_many_entries_are_refused():
    with pytest.raises(RefusedZip, match="files"):
        check_entries([entry(f"{n}") for n in range(zips.MAX_ENTRIES + 1)])


def test_entries_that_share_their_bytes_are_refused():
    one, two = entry("1.txt", packed=500), entry("2.txt", packed=500)
    two.header_offset = 100
    with pytest.raises(RefusedZip, match="overlap"):
        check_entries([one, two])


def test_two_entries_of_one_name_are_refused():
    one, two = entry("1.txt"), entry("1.txt")
    two.header_offset = 100
    with pytest.raises(RefusedZip, match="same name"):
        check_entries([one, two])


def test_what_is_no_zip_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"Publication: no zip at all")
    with pytest.raises(RefusedZip, match="damaged"), opened_zip(path):
        pass


def test_a_real_bomb_is_refused_unread(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (64 << 20))
    with pytest.raises(RefusedZip, match="zip bomb"), opened_zip(path):
        pass


def test_an_entry_that_lies_about_its_size_is_read_no_further_than_the_limit(tmp_path):
    path = tmp_path / "liar.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (4 << 20))
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 100)  # the uncompressed size that it declares
    path.write_bytes(content)
    with opened_zip(path) as archive:
        (info,) = archive.infolist()
        try:
            assert len(read_entry(archive, info, 1000)) <= 1001
        except RefusedZip as refused:
            assert "damaged" in refused.reason  # noqa: PT017 (either way nothing of it is unpacked)


def test_a_good_one_opens(zipped):
    with opened_zip(zipped({"texts/1.txt": "one", "texts/2.txt": "two"})) as archive:
        assert read_entry(archive, archive.infolist()[0], 100) == b"one"

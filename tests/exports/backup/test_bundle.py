"""Whatever is wrong with the zip file is told, and nothing is changed."""

import stat
import warnings
import zipfile

import pytest

from archive.exports.backup import UnusableBackup, check_backup, restore_backup
from archive.exports.backup.bundle import check_entries, check_name, check_names_differ
from tests.exports.backup.conftest import as_format_1, everything, rewritten

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite(reason="the database's file in a backup is changed behind its back"),
    pytest.mark.django_db(transaction=True),
]


def refused(path) -> str:
    """What a check and a restore both say to a backup that changes nothing."""
    before = everything()
    with pytest.raises(UnusableBackup) as checked:
        check_backup(path)
    with pytest.raises(UnusableBackup) as restored:
        restore_backup(path)
    assert str(restored.value) == str(checked.value)
    assert everything() == before
    return str(checked.value)


def with_entry(backup, name, *, kind=0, flag=0, content=b"x"):
    path = backup.with_name("changed.zip")
    path.write_bytes(backup.read_bytes())
    entry = zipfile.ZipInfo(name)
    entry.external_attr = kind << 16
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as bundle:
        warnings.simplefilter("ignore")  # of doubled names
        bundle.writestr(entry, content)
        bundle.infolist()[-1].flag_bits |= flag
    return path


@pytest.mark.parametrize(
    "name",
    [
        "media/../../out.txt", "/out.txt", "../out.txt", "media\\..\\out.txt", "C:/out.txt", "media//out.txt",
        "media/./out.txt", "media/new\nline.txt", "/",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name):
    with pytest.raises(UnusableBackup, match="outside its folders"):
        check_name(name)


@pytest.mark.parametrize("name", ["out.txt", "media", "Media/map.txt", "database.sqlite3-wal", "media/" + "x" * 1000])
def test_names_that_no_backup_has_are_refused(name):
    with pytest.raises(UnusableBackup, match="what no backup holds"):
        check_name(name)


def test_entries_that_share_their_bytes_are_refused():
    one, two = zipfile.ZipInfo("media/1.jpg"), zipfile.ZipInfo("media/2.jpg")
    one.header_offset, one.compress_size, two.header_offset = 0, 500, 499
    with pytest.raises(UnusableBackup, match="overlap"):
        check_entries([two, one])
    two.header_offset = 500
    check_entries([two, one])


@pytest.mark.parametrize(
    "name", ["manifest.json", "database.sqlite3", "database.jsonl", "media/карта.txt", "media/a/b"]
)
def test_names_of_backups_pass(name):
    check_name(name)


@pytest.mark.parametrize(
    "names",
    [("media/a", "media/a"), ("media/a", "media/A"), ("media/é", "media/e\u0301"), ("media/a", "media/a/b")],
    ids=["twice", "case", "accents", "folder"],
)
def test_names_that_a_file_system_may_take_for_one_are_refused(names):
    with pytest.raises(UnusableBackup):
        check_names_differ(names)


@pytest.mark.parametrize("name", ["media/../../out.txt", "media/maps/strait.txt", "media/Maps/strait.txt", "more.txt"])
def test_backup_with_another_name_is_refused_and_changes_nothing(backup, name):
    assert "backup holds" in refused(with_entry(backup, name))


def test_older_backup_with_a_name_outside_is_refused_too(backup):
    old = rewritten(backup, manifest=as_format_1, files={"media/../../out.txt": b"out"})
    assert "outside its folders" in refused(old)


def test_link_is_refused(backup):
    assert "link or device" in refused(with_entry(backup, "media/link", kind=stat.S_IFLNK | 0o777, content=b"/etc"))


def test_encrypted_backup_is_refused(backup):
    assert "encrypted" in refused(with_entry(backup, "media/secret", flag=0x1))


@pytest.mark.parametrize("end", [0.0, 0.3, 0.9, 0.999])
def test_backup_that_was_cut_off_is_refused(backup, end):
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * end)])
    assert "no backup of an archive" in refused(backup)


def test_one_changed_bit_is_noticed(backup):
    content = bytearray(backup.read_bytes())
    content[len(content) // 3] ^= 4
    backup.write_bytes(content)
    assert "damaged" in refused(backup)


def test_file_that_differs_from_its_digest_is_refused(backup):
    changed = rewritten(backup, files={"media/maps/strait.txt": b"A map"}, is_named=False)
    assert "media/maps/strait.txt in the backup is not what was put in" in refused(changed)


def test_file_that_the_manifest_does_not_name_is_refused(backup):
    assert "does not name" in refused(rewritten(backup, files={"media/more.txt": b"more"}, is_named=False))


def test_file_that_only_the_manifest_names_is_refused(backup):
    assert "lacks" in refused(rewritten(backup, files={"media/maps/strait.txt": None}, is_named=False))


def test_file_larger_than_the_manifest_says_is_refused_unread(backup):
    bomb = rewritten(backup, files={"media/maps/strait.txt": bytes(50_000_000)}, is_named=False)
    assert "50,000,000 bytes, and the manifest says 5" in refused(bomb)


def test_backup_without_a_database_is_refused(backup):
    assert "no database" in refused(rewritten(backup, files={"database.sqlite3": None}))


def test_backup_that_the_disk_cannot_hold_is_refused(backup, monkeypatch):
    usage = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda folder: usage)
    for work in (check_backup, restore_backup):
        with pytest.raises(UnusableBackup, match="Make room"):
            work(backup)

"""Corrections: a refused file mended in its import, previewed and imported there, and undone with it."""

import io
import zipfile

import pytest

from archive.editing.tasks.task_lock import TaskLocked, held
from archive.imports.batches.batch_storage import folder_of
from archive.imports.batches.corrections import CannotCorrect, correct, correctable_text
from archive.models import Article, ImportState, ImportTask, Source
from tests.imports.batching import do, everything, previewed, undone
from tests.imports.conftest import BODY, HEADER, text_of

pytestmark = pytest.mark.django_db

BAD = f"Ferries Idle\n\n{BODY}\n"
GOOD = text_of(title="Ferries Idle")


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.BATCHES_ROOT = tmp_path / "batches"
    Source.objects.create(name="Interfax")  # so that the shipped ones are not loaded


def refused(batch):
    return batch.records.get(action="refuse")


def outcomes(batch):
    return dict(batch.records.values_list("file", "action"))


def test_a_refused_text_is_shown_as_it_was_uploaded():
    batch = previewed({"bad.txt": BAD})
    found = correctable_text(batch, refused(batch))
    assert (found.file, found.text, found.is_corrected, found.is_lossy) == ("bad.txt", BAD, False, False)


def test_a_correction_is_previewed_and_imported_and_undone_with_its_import():
    empty = everything()
    batch = previewed({"bad.txt": BAD, "good.txt": text_of("Other words.", title="Other")})
    do(batch, ImportTask.IMPORT)
    assert Article.objects.count() == 1
    records = correct(batch, refused(batch), GOOD)
    assert [(record.file, record.action, record.chosen) for record in records] == [("bad.txt", "create", True)]
    assert batch.state == ImportState.PREVIEWED
    assert Article.objects.count() == 1
    do(batch, ImportTask.IMPORT)
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Ferries Idle", "Other"]
    assert (batch.created, batch.refused) == (2, 0)
    assert undone(batch) == {"bad.txt": "withdrawn", "good.txt": "withdrawn"}
    assert everything() == empty


def test_the_uploaded_file_stays_as_it_was():
    batch = previewed({"bad.txt": BAD})
    correct(batch, refused(batch), GOOD.replace("\n", "\r\n"))
    assert (folder_of(batch.pk) / "files" / "bad.txt").read_text() == BAD
    do(batch, ImportTask.IMPORT)
    assert bytes(Article.objects.get().origin.received).decode() == GOOD


def test_what_is_still_wrong_is_refused_again_and_can_be_mended_further():
    batch = previewed({"bad.txt": BAD})
    (record,) = correct(batch, refused(batch), BAD.replace("Idle", "Wait"))
    assert record.action == "refuse"
    found = correctable_text(batch, record)
    assert (found.is_corrected, found.uploaded) == (True, BAD)
    (record,) = correct(batch, record, GOOD)
    assert record.action == "create"


def test_a_later_preview_takes_the_correction_and_keeps_what_was_imported():
    batch = previewed({"bad.txt": BAD, "good.txt": text_of("Other words.", title="Other")})
    do(batch, ImportTask.IMPORT)
    correct(batch, refused(batch), GOOD)
    do(batch, ImportTask.PREVIEW)
    assert outcomes(batch) == {"bad.txt": "create", "good.txt": "create"}
    assert batch.records.get(file="good.txt").taken


def test_what_was_imported_can_be_undone_while_a_correction_waits():
    batch = previewed({"bad.txt": BAD, "good.txt": text_of("Other words.", title="Other")})
    do(batch, ImportTask.IMPORT)
    correct(batch, refused(batch), GOOD)
    assert undone(batch) == {"good.txt": "withdrawn"}


def test_a_file_in_a_zip_file():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("texts/bad.txt", BAD)
        archive.writestr("texts/more/good.txt", text_of("Other words.", title="Other"))
    batch = previewed({"upload.zip": packed.getvalue()})
    (record,) = correct(batch, refused(batch), GOOD)
    assert (record.upload, record.file, record.action) == ("upload.zip", "bad.txt", "create")
    do(batch, ImportTask.IMPORT)
    assert Article.objects.count() == 2


def test_a_row_of_a_table_is_corrected_in_its_table_and_the_others_stay():
    head = "id,publication,volume,issue,title,text\n"
    table = f'{head}1,Harbour Letter,1,7,One,"{BODY}"\n2,Harbour Letter,1,,Two,"{BODY} More."\n'
    batch = previewed({"a.csv": table})
    do(batch, ImportTask.IMPORT)
    records = correct(batch, refused(batch), table.replace(",1,,Two", ",1,7,Two"))
    assert [(each.file, each.action) for each in records if each.action != "read"] == [("a.csv#2", "create")]
    do(batch, ImportTask.IMPORT)
    assert sorted(Article.objects.values_list("title", flat=True)) == ["One", "Two"]


def test_a_facts_file_is_corrected_and_all_beside_it_is_read():
    batch = previewed({"publications.toml": "[[publication", "good.txt": GOOD})
    correct(batch, refused(batch), '[[publication]]\ntitle = "Harbour Letter"\nfirst_year = 2004\n')
    assert outcomes(batch) == {"good.txt": "create"}
    do(batch, ImportTask.IMPORT)
    assert Article.objects.get().issue.publication.first_year == 2004


def test_bytes_that_cannot_be_read_are_marked():
    batch = previewed({"bad.txt": f"{HEADER}\n\nBr\xfcgge und Ufer \u2013 ".encode() + b"\xff\xfe\x00" * 40})
    found = correctable_text(batch, refused(batch))
    assert found.is_lossy
    assert "\ufffd" in found.text


@pytest.mark.parametrize(("name", "content"), [("a.pdf", b"%PDF-1.4"), ("a.docx", b"PK"), ("b.txt", b"%PDF-1.4")])
def test_what_is_no_text_is_not_opened(name, content):
    batch = previewed({name: content})
    with pytest.raises(CannotCorrect):
        correctable_text(batch, refused(batch))


def test_a_file_that_was_not_refused_is_not_opened():
    batch = previewed({"good.txt": GOOD})
    with pytest.raises(CannotCorrect):
        correctable_text(batch, batch.records.get())


def test_one_process_at_a_time():
    batch = previewed({"bad.txt": BAD})
    with held(batch), pytest.raises(TaskLocked):
        correct(batch, refused(batch), GOOD)

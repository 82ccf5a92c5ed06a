"""Imports on the desk: upload, preview and what is chosen of it, running, the report, undoing, rights, bad input."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from contextvars import ContextVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import reverse

from archive.admin.imports.upload_limits import bounded_uploads
from archive.models import Article, ColumnMapping, Event, ImportBatch, ImportState, ImportTask, Source, Status
from archive.search.indexing import index_updates
from tests.imports.batching import do, previewed
from tests.imports.conftest import text_of

pytestmark = pytest.mark.django_db

ADD = reverse("admin:archive_importbatch_add")
TABLE = 'Kopfzeile,Wer,publication,volume,issue,Worte\n"Ferries Idle",Ana Brod,Harbour Letter,1,7,Stood idle.\n'


@pytest.fixture(autouse=True)
def quiet(db, settings, tmp_path, monkeypatch):
    """Files of its own, a source (so that the shipped ones are not loaded), and no index to be written."""
    settings.BATCHES_ROOT = tmp_path / "batches"
    Source.objects.create(name="Interfax")
    monkeypatch.setattr(index_updates, "_suspended", ContextVar("suspended", default=True))
    monkeypatch.setattr("archive.management.commands.run_task.bring_up_to_date", lambda progress: None)
    monkeypatch.setattr("archive.management.commands.run_task.os.nice", lambda by: None)


@pytest.fixture
def at_once(monkeypatch):
    """What a process of its own would do is done before the page answers."""
    monkeypatch.setattr(
        "archive.admin.imports.import_page.launch", lambda batch, log: call_command("run_task", "import", batch.pk)
    )


@pytest.fixture
def asleep(monkeypatch):
    """Processes that are started, and do not come to do anything; the numbers of their batches."""
    started: list[int] = []
    monkeypatch.setattr("archive.admin.imports.import_page.launch", lambda batch, log: started.append(batch.pk))
    return started


def sent(browser, files: dict[str, str | bytes], **values):
    """Upload files; the answer."""
    contents = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    uploads = [SimpleUploadedFile(name, content) for name, content in contents.items()]
    return browser.post(ADD, {"files": uploads, "status": "in-review", **values})


def page(browser, batch: ImportBatch, query: str = "") -> str:
    return browser.get(reverse("admin:archive_importbatch_change", args=[batch.pk]) + query).content.decode()


def act(browser, batch: ImportBatch, name: str, **values):
    return browser.post(reverse(f"admin:archive_importbatch_{name}", args=[batch.pk]), values, follow=True)


def articles(number: int) -> dict[str, str]:
    return {f"{n}.txt": text_of(f"Words of part {n}.", title=f"Story Number {n}") for n in range(number)}


def test_first_page_leads_to_the_import(desk):
    assert ADD in desk.get(reverse("admin:index")).content.decode()


def test_files_are_previewed_imported_and_undone(publishers_desk, publisher, at_once):
    sent(publishers_desk, {**articles(2), "bad.txt": "No header.\n"}, status="published")
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.by, batch.by_name) == (ImportState.PREVIEWED, publisher, "publisher")
    shown = page(publishers_desk, batch)
    assert "2 to be created" in shown
    assert "1 refused" in shown
    assert "No header line says of which issue" in shown
    assert not Article.objects.exists()

    ids = list(batch.records.filter(action="create").values_list("pk", flat=True))
    act(publishers_desk, batch, "choose", shown=ids, take=ids, **{"import": "1"})
    assert Article.objects.published().count() == 2

    answer = act(publishers_desk, batch, "do", do="undo")
    assert "2 withdrawn" in answer.content.decode()
    assert not Article.objects.exists()
    assert set(Event.objects.filter(object_kind="importbatch").values_list("kind", "actor_name")) == {
        ("import", "publisher"),
        ("undo-import", "publisher"),
    }


def test_what_was_undone_is_shown_and_no_undoing_is_offered(publishers_desk, at_once):
    batch = previewed(articles(2))
    do(batch, ImportTask.IMPORT)
    shown = act(publishers_desk, batch, "do", do="undo").content.decode()
    assert "2 withdrawn" in shown
    assert "Undo this import" not in shown
    assert "Try again" not in shown
    assert len(set(re.findall(r"Story Number \d", page(publishers_desk, batch, "?kind=withdrawn")))) == 2


def test_what_was_left_is_tried_again(publishers_desk, at_once):
    batch = previewed(articles(2))
    do(batch, ImportTask.IMPORT)
    article = Article.objects.first()
    was = article.standfirst
    Article.objects.filter(pk=article.pk).update(standfirst="By hand")
    shown = act(publishers_desk, batch, "do", do="undo").content.decode()
    assert "1 withdrawn, 1 left as they are" in shown
    assert "Undo this import" not in shown
    assert re.search(r'value="undo"[^>]*>Try again what was left<', shown)
    assert set(re.findall(r"Story Number \d", page(publishers_desk, batch, "?kind=left"))) == {article.title}

    Article.objects.filter(pk=article.pk).update(standfirst=was)
    assert "2 withdrawn, 0 left as they are" in act(publishers_desk, batch, "do", do="undo").content.decode()


def test_what_is_chosen_on_one_page_is_kept_on_the_next(desk, at_once):
    sent(desk, articles(60))
    batch = ImportBatch.objects.get()
    first = list(batch.records.order_by("sequence").values_list("pk", flat=True)[:50])
    answer = act(desk, batch, "choose", shown=first, take=first[1:], go=":2")
    assert "Page 2 of 2" in answer.content.decode()
    assert "59 of 60 to be created are chosen" in answer.content.decode()
    assert batch.records.filter(chosen=False).get().pk == first[0]


def test_all_and_none_of_a_kind(desk, at_once):
    sent(desk, articles(60))
    batch = ImportBatch.objects.get()
    assert "0 of 60" in act(desk, batch, "choose", all="none:create").content.decode()
    assert "60 of 60" in act(desk, batch, "choose", all="all:create").content.decode()


def test_nothing_chosen_imports_nothing(desk, at_once):
    sent(desk, articles(1))
    batch = ImportBatch.objects.get()
    act(desk, batch, "choose", all="none:create")
    assert "Nothing is selected" in act(desk, batch, "choose", **{"import": "1"}).content.decode()
    assert ImportBatch.objects.get().state == ImportState.PREVIEWED


def test_refused_records_cannot_be_chosen(desk, at_once):
    sent(desk, {"bad.txt": "No header.\n"})
    record = ImportBatch.objects.get().records.get()
    act(desk, record.batch, "choose", shown=[record.pk], take=[record.pk])
    record.refresh_from_db()
    assert not record.chosen


def test_records_are_filtered_by_kind(desk, at_once):
    sent(desk, {**articles(1), "bad.txt": "No header.\n"})
    batch = ImportBatch.objects.get()
    assert "Story Number" not in page(desk, batch, "?kind=refuse")
    assert "Story Number" in page(desk, batch, "?kind=no-such-kind&page=x")


def test_an_update_shows_what_changes_by_field_and_paragraph(desk):
    do(
        previewed({"1.txt": text_of("Kept words here.\n\nThe ferries stood idle.", title="Ferries Idle")}),
        ImportTask.IMPORT,
    )
    batch = previewed({"1.txt": text_of("Kept words here.\n\nThe ferries sailed again.", title="Ferries Sail")})
    record = batch.records.get()
    shown = desk.get(reverse("admin:archive_importbatch_record", args=[batch.pk, record.pk])).content.decode()
    assert "<del>" in shown
    assert "Sail" in shown
    assert "sailed again" in shown
    assert "changes title, body" in page(desk, batch)


def test_hostile_words_are_shown_as_words(desk):
    batch = previewed({"<b>1.txt": "Publication: <script>x</script> Volume: 1 Issue: 2\n\n<script>alert(1)</script>\n"})
    record = batch.records.get()
    alone = desk.get(reverse("admin:archive_importbatch_record", args=[batch.pk, record.pk])).content.decode()
    for shown in (page(desk, batch), alone):
        assert "<script>alert" not in shown
        assert "<script>x" not in shown
        assert "<b>1.txt" not in shown
    report = desk.get(reverse("admin:archive_importbatch_report", args=[batch.pk, "html"])).getvalue().decode()
    assert "<script" not in report


# --- Progress, stopping, going on -------------------------------------------------------------------------------------


def test_progress_is_shown_and_can_be_asked(desk, asleep):
    sent(desk, articles(1))
    batch = ImportBatch.objects.get()
    assert asleep == [batch.pk]
    shown = page(desk, batch)
    assert "You may close this page" in shown
    assert 'http-equiv="refresh"' in shown
    told = desk.get(reverse("admin:archive_importbatch_progress", args=[batch.pk])).json()
    assert told == {"state": "running", "done": 0, "total": None}


def test_stop_asks_the_process(desk, asleep):
    sent(desk, articles(1))
    assert "Stopping after the current record" in act(desk, ImportBatch.objects.get(), "do", do="stop").content.decode()


def test_an_interrupted_import_is_noticed_and_continued(desk, asleep, settings):
    settings.TASK_START_SECONDS = -1
    batch = previewed(articles(2), status=Status.IN_REVIEW)
    act(desk, batch, "choose", **{"import": "1"})
    assert "It was interrupted" in page(desk, batch)
    assert "Continue the import" in page(desk, batch)
    act(desk, batch, "do", do="continue")
    assert asleep == [batch.pk, batch.pk]
    call_command("run_task", "import", batch.pk)
    assert Article.objects.count() == 2


def test_a_button_pressed_twice_does_nothing_twice(desk, asleep):
    batch = previewed(articles(1), status=Status.IN_REVIEW)
    act(desk, batch, "choose", **{"import": "1"})
    answer = act(desk, batch, "choose", **{"import": "1"})
    assert "Nothing was done" in answer.content.decode()
    assert asleep == [batch.pk]


def test_the_same_files_are_previewed_again(desk, at_once):
    sent(desk, articles(1))
    first = ImportBatch.objects.get()
    act(desk, first, "choose", **{"import": "1"})
    act(desk, first, "do", do="repeat")
    again = ImportBatch.objects.first()
    assert again.pk != first.pk
    assert list(again.records.values_list("action", flat=True)) == ["unchanged"]


def test_how_files_are_read_is_changed_and_previewed_anew(desk, at_once):
    sent(desk, {"1.txt": "Volume: 1 Issue: 7\n\nThe ferries stood idle.\n"})
    batch = ImportBatch.objects.get()
    assert batch.refused == 1
    act(desk, batch, "how", publication="Harbour Letter", status="in-review")
    assert "1 to be created" in page(desk, batch)


# --- Columns ----------------------------------------------------------------------------------------------------------


def test_columns_are_shown_with_samples_chosen_and_remembered(desk, at_once):
    sent(desk, {"list.csv": TABLE})
    batch = ImportBatch.objects.get()
    assert batch.refused == 1
    address = reverse("admin:archive_importbatch_columns", args=[batch.pk])
    shown = desk.get(address).content.decode()
    assert "Kopfzeile" in shown
    assert "Ferries Idle" in shown
    boxes = {"column-0-0": "title", "column-0-1": "authors", "column-0-2": "publication", "column-0-3": "volume",
             "column-0-4": "number", "column-0-5": "body"}  # fmt: skip
    desk.post(address, boxes)
    record = batch.records.get(action="create")
    assert (record.title, record.facts["authors"]) == ("Ferries Idle", ["Ana Brod"])
    assert ColumnMapping.objects.get().fields["Worte"] == "body"

    sent(desk, {"other.csv": TABLE.replace("Ferries Idle", "Ferries Sail")})
    again = ImportBatch.objects.first()
    assert again.records.get(action="create").title == "Ferries Sail"
    assert (
        "for a table with these columns before"
        in desk.get(reverse("admin:archive_importbatch_columns", args=[again.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("boxes", "complaint"),
    [
        ({"column-0-0": "title", "column-0-1": "title", "column-0-5": "body"}, "two columns cannot both be the title"),
        ({"column-0-0": "title"}, "say which column holds the text"),
    ],
)
def test_columns_that_make_no_article_are_not_taken(desk, boxes, complaint):
    batch = previewed({"list.csv": TABLE})
    answer = desk.post(reverse("admin:archive_importbatch_columns", args=[batch.pk]), boxes)
    assert complaint in answer.content.decode()
    assert not ColumnMapping.objects.exists()


# --- The report and the list ------------------------------------------------------------------------------------------


@pytest.fixture
def done(db):
    batch = previewed({**articles(1), "=bad.txt": "No header.\n"})
    do(batch, ImportTask.IMPORT)
    return batch


def test_report_as_csv_is_safe_and_whole(desk, done):
    answer = desk.get(reverse("admin:archive_importbatch_report", args=[done.pk, "csv"]))
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["file"], row["action"], row["written"]) for row in rows] == [
        ("0.txt", "create", "yes"),
        ("'=bad.txt", "refuse", "no"),
    ]
    assert rows[1]["problems"]


def test_report_as_json(desk, done):
    told = json.loads(desk.get(reverse("admin:archive_importbatch_report", args=[done.pk, "json"])).getvalue())
    assert (told["created"], told["refused"], len(told["records"])) == (1, 1, 2)


def test_report_in_another_form_is_not_found(desk, done):
    assert desk.get(reverse("admin:archive_importbatch_report", args=[done.pk, "pdf"])).status_code == 404


def test_list_of_imports_costs_the_same_for_many(desk, django_assert_max_num_queries):
    for number in range(30):
        ImportBatch.objects.create(name=f"upload {number}", by_name="ana", state=ImportState.DONE)
    with django_assert_max_num_queries(12):
        shown = desk.get(reverse("admin:archive_importbatch_changelist")).content.decode()
    assert "upload 29" in shown


def test_page_of_records_costs_the_same_for_many(desk, django_assert_max_num_queries):
    batch = previewed(articles(60))
    with django_assert_max_num_queries(12):
        page(desk, batch)


# --- Rights -----------------------------------------------------------------------------------------------------------


def test_who_may_not_publish_imports_for_review(desk, at_once):
    answer = sent(desk, articles(1), status="published")
    assert "not one of the available choices" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_who_may_not_publish_does_not_run_an_import_that_would(desk, asleep):
    batch = previewed(articles(1), status=Status.PUBLISHED)
    answer = act(desk, batch, "choose", **{"import": "1"})
    assert "would publish at once" in answer.content.decode()
    assert asleep == []


def test_contributors_do_not_import(client, member):
    client.force_login(member("Contributors"))
    assert client.get(ADD).status_code == 403
    assert sent(client, articles(1)).status_code == 403
    batch = previewed(articles(1))
    assert client.get(reverse("admin:archive_importbatch_change", args=[batch.pk])).status_code == 403
    assert client.post(reverse("admin:archive_importbatch_do", args=[batch.pk]), {"do": "stop"}).status_code == 403


def test_an_editor_does_not_undo_what_readers_see(desk, done, at_once):
    assert "Undo this import" not in page(desk, done)
    assert act(desk, done, "do", do="undo").status_code == 403
    assert Article.objects.exists()


def test_an_editor_undoes_what_waits_for_review(desk, at_once):
    batch = previewed(articles(1), status=Status.IN_REVIEW)
    do(batch, ImportTask.IMPORT)
    act(desk, batch, "do", do="undo")
    assert not Article.objects.exists()


def test_who_has_no_right_to_undo_does_not(client, member, done):
    client.force_login(member("Contributors"))
    assert act(client, done, "do", do="undo").status_code == 403
    assert Article.objects.exists()


def test_nothing_is_done_by_a_link(desk, done):
    assert desk.get(reverse("admin:archive_importbatch_do", args=[done.pk])).status_code == 405


# --- Bad input --------------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.txt", b"0" * (40 << 20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param({"a.zip": bomb()}, "as only a zip bomb does", id="bomb"),
        pytest.param({"a.zip": b"PK\x03\x04 cut off"}, "Make the zip file again", id="truncated"),
        pytest.param({"1.txt": "a", "1.TXT": "b"}, "rename one", id="same name"),
    ],
)
def test_an_upload_that_is_not_taken_keeps_nothing(desk, files, told):
    assert told in sent(desk, files).content.decode()
    assert not ImportBatch.objects.exists()


def test_an_upload_of_200_mb_is_refused_with_a_page(desk, settings):
    settings.IMPORT_UPLOAD_BYTES = 1000
    answer = sent(desk, {"1.txt": "x" * 2000})
    assert answer.status_code == 413
    assert "import_articles" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_an_upload_of_all_that_is_allowed_is_taken(rf, settings):
    settings.IMPORT_UPLOAD_BYTES = 1000
    request = rf.post("/", b"x" * 1000, content_type="application/octet-stream")
    assert bounded_uploads(lambda request: HttpResponse("taken"))(request).content == b"taken"


def test_too_many_files_are_refused_with_a_page(desk, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    answer = sent(desk, articles(4))
    assert answer.status_code == 400
    assert "Put them into a zip file" in answer.content.decode()


def test_an_upload_that_broke_off_is_refused_with_a_page(desk):
    answer = desk.post(
        ADD, data=b"--x\r\nContent-Disposition: form-data", content_type="multipart/form-data; boundary="
    )
    assert answer.status_code == 400
    assert "Choose the files again" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("a.txt", b"", "no text", id="empty"),
        pytest.param("a.txt", b"Gr\xc3\xbc\xc3\x9fe\n\ncaf\xe9 na\xefve", "mixes encodings", id="encodings"),
        pytest.param("a.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><article>&x;</article>', "entit", id="entities"),
        pytest.param("a.xml", b"<article><front>", "", id="truncated"),
        pytest.param("a.docx", b"PK\x03\x04", "", id="damaged document"),
        pytest.param("a.csv", TABLE.replace("Worte", "text").encode() + b'"cut off', "", id="table cut off"),
        pytest.param("a.csv", b"id,title,text\n1,A,x\n1,B,y\n", "same id", id="same id"),
        pytest.param("a.bin", b"\x00", "It is no text", id="unknown kind"),
    ],
)
def test_a_bad_file_is_told_with_what_to_do(desk, name, content, told):
    batch = previewed({name: content})
    bad = [record for record in batch.records.all() if record.action in ("refuse", "skip")]
    assert bad
    assert all(problem["remedy"] for record in bad for problem in record.problems if problem["severity"] == "error")
    assert told in page(desk, batch)


def test_a_batch_that_is_not_there(desk):
    assert desk.get(reverse("admin:archive_importbatch_change", args=[999])).status_code == 404
    assert desk.get(reverse("admin:archive_importbatch_change", args=["x"])).status_code == 404


def test_posts_are_imported_by_their_dates(publishers_desk, at_once):
    post = "---\ntitle: Ferries idle\n---\n\nThe ferries of Port Varda stood idle.\n"
    sent(publishers_desk, {"2013-06-07-ferries.md": post}, publication="Harbour Blog", numbering="date")
    batch = ImportBatch.objects.get()
    assert "Harbour Blog, 7 June 2013" in page(publishers_desk, batch)
    ids = list(batch.records.values_list("pk", flat=True))
    act(publishers_desk, batch, "choose", shown=ids, take=ids, **{"import": "1"})
    assert [article.get_absolute_url() for article in Article.objects.all()] == [
        "/harbour-blog/2013/06/07/ferries-idle/"
    ]


def test_volume_and_issue_are_given_to_texts_that_name_none(desk, at_once):
    post = "---\ntitle: Ferries idle\n---\n\nThe ferries of Port Varda stood idle.\n"
    sent(desk, {"1.md": post}, publication="Harbour Letter", volume="12", number="3")
    assert ImportBatch.objects.get().records.get().issue_shown == "Harbour Letter, Vol. 12, No. 3"


def test_options_can_be_changed(desk, at_once):
    post = "---\ntitle: Ferries idle\ndate: 2013-06-07\n---\n\nThe ferries of Port Varda stood idle.\n"
    sent(desk, {"1.md": post}, publication="Harbour Letter")
    batch = ImportBatch.objects.get()
    assert batch.records.get().action == "refuse"
    desk.post(
        reverse("admin:archive_importbatch_how", args=[batch.pk]),
        {"publication": "Harbour Letter", "numbering": "week", "status": "in-review"},
    )
    assert batch.records.get().issue_shown == "Harbour Letter, Week of 3 June 2013"


BAD_TEXT = "Ferries Idle\n\nThe ferries of Port Varda stood idle for a third day.\n"


def test_a_refused_file_is_corrected_in_place(desk, at_once):
    batch = previewed({"bad.txt": BAD_TEXT}, status=Status.IN_REVIEW)
    record = batch.records.get()
    address = reverse("admin:archive_importbatch_correct", args=[batch.pk, record.pk])
    assert address in page(desk, batch)
    shown = desk.get(address).content.decode()
    assert "The ferries of Port Varda stood idle for a third day." in shown
    assert "No header line says of which issue" in shown

    still = desk.post(address, {"text": BAD_TEXT}, follow=True).content.decode()
    assert "is still refused" in still
    record = batch.records.get()
    address = reverse("admin:archive_importbatch_correct", args=[batch.pk, record.pk])
    good = text_of("The ferries stood idle.", title="Ferries Idle")
    answer = desk.post(address, {"text": good}, follow=True).content.decode()
    assert "can be imported now" in answer
    assert "1 to be created" in answer


def test_correcting_needs_the_right_to_import(client, member):
    batch = previewed({"bad.txt": BAD_TEXT})
    address = reverse("admin:archive_importbatch_correct", args=[batch.pk, batch.records.get().pk])
    client.force_login(member("Contributors"))
    assert client.get(address).status_code == 403
    assert client.post(address, {"text": "x"}).status_code == 403


def test_a_correction_is_bounded(desk):
    batch = previewed({"bad.txt": BAD_TEXT})
    address = reverse("admin:archive_importbatch_correct", args=[batch.pk, batch.records.get().pk])
    answer = desk.post(address, {"text": "x" * 1_000_001})
    assert "at most 1000000 characters" in answer.content.decode()


def test_the_form_names_an_encoding_for_the_files(desk, at_once):
    text = text_of("The composer Dvořák crossed the bay by the ferry of the evening, and said nothing.", title="Bay")
    sent(desk, {"1.txt": text.encode("cp1250")}, encoding="windows-1250")
    batch = ImportBatch.objects.get()
    assert batch.encoding == "windows-1250"
    act(desk, batch, "choose", shown=[batch.records.get().pk], take=[batch.records.get().pk], **{"import": "1"})
    assert "Dvořák" in Article.objects.get().body


def test_the_form_refuses_an_unknown_encoding(desk, asleep):
    answer = sent(desk, articles(1), encoding="latin-99")
    assert "“latin-99” is no encoding" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_letters_that_could_not_be_read_are_to_be_put_right(desk, at_once):
    content = f"{text_of('The ferries stood idle.', title='Ferries Idle')}Grüße, caf".encode() + b"\xe9\n"
    batch = previewed({"bad.txt": content}, status=Status.IN_REVIEW)
    address = reverse("admin:archive_importbatch_correct", args=[batch.pk, batch.records.get().pk])
    text = content.decode(errors="replace")
    still = desk.post(address, {"text": text}, follow=True).content.decode()
    assert "It still has 1 × �" in still
    answer = desk.post(address, {"text": text.replace("\ufffd", "é")}, follow=True).content.decode()
    assert "can be imported now" in answer

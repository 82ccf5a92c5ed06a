"""Pictures that come inside documents: kept once, shown where they stood, decoded only where something is written."""

from __future__ import annotations

import html

import pytest
from django.core.management import call_command

from archive.editing.pictures.picture_encoding import encode_picture
from archive.imports.importing import embedded_pictures
from archive.imports.importing.embedded_pictures import with_stored_addresses
from archive.imports.reading.report import Summary
from archive.models import Article, ImportTask, Picture, PictureUse
from archive.models.catalogue.picture import exists
from archive.models.records.versions import version_model
from archive.text.headers.article_reader import ReadArticle
from archive.text.markup.pictures import EmbeddedPicture, pictures_in
from tests.editing.pictures.test_picture_headers import PASS, jpeg_with, png
from tests.imports.batching import do, import_path, previewed, undone
from tests.imports.conftest import BODY, HEADER, actions, reasons, run
from tests.pictures import picture_file
from tests.text.formats.word_files import paragraph, picture, word_file

pytestmark = pytest.mark.django_db

BLUE, RED = picture_file((600, 400), kind="PNG", colour="#336699"), picture_file((60, 40), kind="PNG", colour="#993333")
QUAY = "Two ferries at a “quay” & no crew"
MORE = "The crew wait for a pilot who retired in spring (Harbour Letter, March 4)."


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def report_with(content: bytes, words: str = QUAY, more: str = MORE, title: str = "Ferries Idle") -> bytes:
    return word_file(
        paragraph(title, "Title"),
        paragraph(HEADER),
        paragraph(BODY, more=picture(words)),
        paragraph("At noon", "caption"),
        paragraph(more),
        pictures=[("rId8", content)],
    )


def test_a_picture_is_kept_and_shown_where_it_stood(folder):
    (report,) = run(folder({"a.docx": report_with(BLUE)}))
    assert (report.action, report.pictures) == ("create", 1)
    assert "picture" not in reasons(report)
    article, kept = Article.objects.get(), Picture.objects.get()
    assert (kept.article, kept.alternative_text, kept.caption) == (article, QUAY, "At noon")
    assert kept.name == "a.docx, picture 1"
    assert pictures_in(article.body) == [kept.address]
    assert exists(kept.address)
    assert '</p>\n<figure id="p2"><img' in article.body
    assert "<figcaption>At noon</figcaption></figure>" in article.body


def test_the_same_file_makes_nothing_twice(folder):
    run(folder({"a.docx": report_with(BLUE)}))
    body = Article.objects.get().body
    assert actions(run(folder({"a.docx": report_with(BLUE)}))) == {"a.docx": "unchanged"}
    run(folder({"a.docx": report_with(BLUE, more=f"{MORE} He is well.")}))
    assert Picture.objects.count() == 1
    assert Article.objects.get().body == body.replace(MORE, f"{MORE} He is well.")


def test_a_dry_run_decodes_no_picture(folder, monkeypatch):
    run(folder({"a.docx": report_with(BLUE)}))
    monkeypatch.setattr(embedded_pictures, "encode_isolated", None)
    files = {"a.docx": report_with(BLUE, title="Ferries Wait"), "b.docx": report_with(RED, title="Toll Doubled")}
    reports = run(folder(files), dry_run=True)
    assert {report.file: (report.action, report.pictures) for report in reports} == {
        "a.docx": ("update", 1),
        "b.docx": ("create", 1),
    }
    summary = Summary()
    for report in reports:
        summary.add(report)
    assert summary.sentence(dry_run=True).startswith("2 files: 1 to be created, 1 to be updated, 2 pictures in them")
    assert Picture.objects.count() == 1


def test_a_file_with_another_picture_brings_that(folder):
    run(folder({"a.docx": report_with(BLUE)}))
    run(folder({"a.docx": report_with(RED)}))
    assert pictures_in(Article.objects.get().body) == [Picture.objects.order_by("pk").last().address]
    assert Picture.objects.count() == 2


def test_a_picture_that_an_editor_took_out_stays_out_while_the_file_says_the_same_of_the_text(folder):
    run(folder({"a.docx": report_with(BLUE)}))
    article = Article.objects.get()
    article.set_body(f"<p>{BODY}</p><p>{MORE}</p>")
    article.save()
    (report,) = run(folder({"a.docx": report_with(BLUE, title="Ferries Wait")}))
    article.refresh_from_db()
    assert (report.action, article.title, pictures_in(article.body)) == ("update", "Ferries Wait", [])


def test_a_picture_that_cannot_be_decoded_is_left_out_and_said(folder):
    (report,) = run(folder({"a.docx": report_with(BLUE[:200])}))
    assert report.action == "create"
    assert f"Left out: the picture “{QUAY}”. It is damaged" in reasons(report)
    article = Article.objects.select_related("origin").get()
    assert "<img" not in article.body
    assert "At noon" in article.body
    assert not Picture.objects.exists()
    assert "Left out: the picture" in article.origin.problems[0]["reason"]


@pytest.mark.parametrize(
    ("content", "why"),
    [(png(1, 50_000_000), "20,000 are the most of a side"), (jpeg_with(PASS, 1_500), "passes")],
    ids=["sides", "scans"],
)
def test_a_picture_over_a_bound_is_left_out_and_the_text_comes_in(folder, content, why):
    (report,) = run(folder({"a.docx": report_with(content)}))
    assert report.action == "create"
    assert why in reasons(report)
    assert MORE in html.unescape(Article.objects.get().body)


def test_pictures_of_a_document_have_their_time_together(folder, monkeypatch):
    monkeypatch.setattr(embedded_pictures, "MAX_DOCUMENT_SECONDS", 0.0)
    (report,) = run(folder({"a.docx": report_with(BLUE)}))
    assert report.action == "create"
    assert "which is all that those of one document may" in reasons(report)


def test_pictures_of_a_document_are_bounded_together(folder, monkeypatch):
    monkeypatch.setattr(embedded_pictures, "MAX_PIXELS", 600 * 400 - 1)
    (report,) = run(folder({"a.docx": report_with(BLUE)}))
    assert "million pixels together" in reasons(report)
    assert not Picture.objects.exists()


def test_the_desk_says_how_many_there_are_before_and_takes_them_then(settings, tmp_path):
    settings.BATCHES_ROOT = tmp_path / "batches"
    batch = previewed({"a.docx": report_with(BLUE)})
    assert batch.records.get().facts["pictures"] == 1
    assert not Picture.objects.exists()
    do(batch, ImportTask.IMPORT)
    assert pictures_in(Article.objects.get().body) == [Picture.objects.get().address]


def test_an_import_that_is_undone_leaves_a_picture_only_as_long_as_its_article_can_be_brought_back(folder):
    batch = import_path(folder({"a.docx": report_with(BLUE)}))
    assert undone(batch) == {"a.docx": "withdrawn"}
    assert Picture.objects.get().article is None
    assert not PictureUse.objects.exists()
    version_model(Article).objects.all().delete()
    call_command("clean_pictures", days=0, verbosity=0)
    assert not Picture.objects.exists()


def test_an_update_that_is_undone_shows_the_picture_from_before(folder):
    import_path(folder({"a.docx": report_with(BLUE)}))
    before = pictures_in(Article.objects.get().body)
    batch = import_path(folder({"a.docx": report_with(RED)}))
    assert undone(batch) == {"a.docx": "restored"}
    call_command("clean_pictures", days=0, verbosity=0)
    assert pictures_in(Article.objects.get().body) == before
    assert [exists(address) for address in before] == [True]


def test_what_is_not_encoded_is_compared_by_its_alternative_text():
    embedded = EmbeddedPicture(BLUE, QUAY)
    markup = f'<figure><img alt="Two ferries at a “quay” &amp; no crew" src="{embedded.place}"></figure>'
    encoded = encode_picture(BLUE)
    body = markup.replace(str(embedded.place), f"/media/{encoded.sha256[:32]}/600x400.png")
    read = ReadArticle(body_html=markup, pictures=[embedded])
    assert with_stored_addresses(read, body).body_html == body
    assert with_stored_addresses(read, "<p>None</p>").body_html == markup

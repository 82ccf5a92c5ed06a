"""What is not published where it comes from is read by nobody: every format with every status, from file to page."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from archive.models import Article, ImportBatch, ImportTask, Source
from tests.imports.batching import do, previewed
from tests.text.formats.word_files import paragraph, word_file

pytestmark = pytest.mark.django_db

HEADER = "Publication: Harbour Letter Volume: 1 Issue: 7"
SECRET = "Quillmarsh"  # a word of all that is not published
PUBLIC_TITLES = {"Public text", "Public post", "Public row", "Public line", "Public set"}
WORDS = ["draft", "private", "pending", "future", "scheduled", "trash", "members", "withdrawn", "embargoed", "brewing"]


def text(label, title):
    return f"{title}\n\n{HEADER}\n{label}\n\nThe ferries of {SECRET} stood idle for a third day.\n"


def front(line, title):
    head = f"publication: Harbour Letter\nvolume: 1\nissue: 7\ntitle: {title}\n{line}"
    return f"---\n{head}\n---\n\nThe ferries of {SECRET} stood idle for a third day.\n"


def page(line, title):
    meta = f'<meta name="post-status" content="{line}">'
    return (
        f"<html><head>{meta}</head><body><article><h1>{title}</h1><p>{HEADER}</p><p>In {SECRET}.</p></article></html>"
    )


def row(number, title, status, place=SECRET):
    return f"{number},Harbour Letter,1,7,{title},The ferries of {place} stood idle.,{status}\n"


def line(number, title, place=SECRET, **status):
    issue = {"publication": "Harbour Letter", "volume": 1, "issue": 7}
    return json.dumps({"id": number, **issue, "title": title, "text": f"At {place} they stood idle.", **status}) + "\n"


def post(number, title, status="publish", kind="post", more="", place=SECRET):
    return (
        f"<item><title>{title}</title><content:encoded>&lt;p>{HEADER}&lt;/p>&lt;p>At {place} they stood "
        f"idle.&lt;/p></content:encoded><wp:post_id>{number}</wp:post_id><wp:status>{status}</wp:status>"
        f"<wp:post_type>{kind}</wp:post_type>{more}</item>"
    )


def export(*posts):
    return (
        '<rss xmlns:wp="https://wordpress.org/export/1.2/" xmlns:content="https://purl.org/rss/1.0/modules/content/">'
        f"<channel>{''.join(posts)}</channel></rss>"
    )


def jats(number, title, status, place=SECRET):
    meta = f"<custom-meta><meta-name>status</meta-name><meta-value>{status}</meta-value></custom-meta>"
    return (
        f"<article><front><journal-meta><journal-title>Harbour Letter</journal-title></journal-meta><article-meta>"
        f"<article-id>hl-{number}</article-id><title-group><article-title>{title}</article-title></title-group>"
        f"<volume>1</volume><issue>7</issue><custom-meta-group>{meta}</custom-meta-group></article-meta></front>"
        f"<body><p>At {place} they stood idle.</p></body></article>"
    )


POSTS = [
    *(post(10 + n, f"Hidden post {n}", status=word) for n, word in enumerate([*WORDS, "auto-draft", "inherit", ""])),
    *(
        post(40 + n, f"Hidden type {n}", kind=kind)
        for n, kind in enumerate(["page", "nav_menu_item", "wp_block", "wp_template", "wp_navigation", "story", ""])
    ),
    post(60, "Hidden post with a password", more="<wp:post_password>x</wp:post_password>"),
    post(61, "Hidden post to come", more="<wp:post_date>2999-01-01 08:00:00</wp:post_date>"),
]
STATEMENTS = [
    *(f"status: {word}" for word in WORDS), "draft: true", "published: false", "visibility: paid",
    "embargo: 2999-01-01",
]  # fmt: skip
FLAGS = [
    {"draft": True}, {"published": False}, {"is_published": 0}, {"visibility": "paid"}, {"audience": "only_paid"},
    {"published_at": None}, {"embargo": "2999-01-01"}, {"stage": "Under Review"}, {"withdrawn": True},
]  # fmt: skip
FILES: dict[str, str | bytes] = {
    "public.txt": text("Status: published", "Public text").replace(SECRET, "Port Varda"),
    **{f"hidden-{n}.txt": text(label.capitalize(), f"Hidden text {n}") for n, label in enumerate(STATEMENTS)},
    **{f"hidden-{n}.md": front(label, f"Hidden note {n}") for n, label in enumerate(STATEMENTS)},
    "to-come.md": front("date: 2999-01-01", "Hidden note to come"),
    "over.md": front("expiryDate: 2004-01-01", "Hidden note of the past"),
    "_drafts/a.md": front("layout: post", "Hidden note in a folder"),
    "_posts/2999-01-01-a.md": front("layout: post", "Hidden note by its name"),
    **{f"hidden-{n}.html": page(word, f"Hidden page {n}") for n, word in enumerate(WORDS[:-1])},
    "hidden.docx": word_file(
        paragraph("Hidden document", "Title"), paragraph(HEADER), paragraph("Status: Draft"), paragraph(f"In {SECRET}.")
    ),
    "posts.xml": export(post(1, "Public post", place="Port Varda"), *POSTS),
    "rows.csv": "id,publication,volume,issue,title,text,status\n"
    + row(1, "Public row", "published", "Port Varda")
    + "".join(row(2 + n, f"Hidden row {n}", word) for n, word in enumerate([*WORDS, ""])),
    "lines.jsonl": line(1, "Public line", "Port Varda", status="published")
    + "".join(line(2 + n, f"Hidden line {n}", status=word) for n, word in enumerate(WORDS))
    + "".join(line(50 + n, f"Hidden flag {n}", **flag) for n, flag in enumerate(FLAGS)),
    "set.xml": "<set>"
    + jats(1, "Public set", "published", "Port Varda")
    + "".join(jats(2 + n, f"Hidden article {n}", word) for n, word in enumerate(WORDS))
    + "</set>",
}


@pytest.fixture
def folder(tmp_path, settings):
    settings.BATCHES_ROOT = tmp_path / "batches"
    Source.objects.create(name="Interfax")
    for name, content in FILES.items():
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / "texts"


def imported(path, **options):
    """What an import prints as JSON; it fails for what it does not understand."""
    out, err = io.StringIO(), io.StringIO()
    with suppress(CommandError):
        call_command("import_articles", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def reports(path, **options):
    return [json.loads(each) for each in imported(path, json=True, **options)[0].splitlines()]


ADDRESSES = [
    "/", "/feed.atom", "/sitemap.xml", "/harbour-letter/", "/harbour-letter/feed.atom", "/harbour-letter/v1/i7/",
    "/harbour-letter/v1/i7.xml", f"/search/?q={SECRET}", f"/search.json?q={SECRET}", f"/search.atom?q={SECRET}",
    f"/search.csv?q={SECRET}", f"/search/suggest.json?q={SECRET[:5].lower()}", "/search/?q=hidden",
    "/search.json?q=idle",
]  # fmt: skip


def test_nothing_of_it_is_read_by_anybody(folder, client):
    imported(folder)
    assert set(Article.objects.values_list("title", flat=True)) == PUBLIC_TITLES
    for address in ADDRESSES:
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        shown = body.decode().replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "")
        assert "Hidden" not in shown, address
        assert f"of {SECRET}" not in shown, address
    assert client.get(f"/search.json?q={SECRET}").json()["count"] == 0
    assert client.get("/search.json?q=idle").json()["count"] == len(PUBLIC_TITLES)
    for article in ("hidden-text-0", "hidden-note-0", "hidden-post-0", "hidden-row-0", "hidden-line-0"):
        assert client.get(f"/harbour-letter/v1/i7/{article}/").status_code == 404
    assert client.get("/harbour-letter/v1/i7/public-post/").status_code == 200


def test_every_record_that_is_left_out_is_said_with_what_to_do(folder):
    said = reports(folder, dry_run=True)
    left_out = [one for one in said if (one["title"] or "").startswith("Hidden") or "_" in one["file"].split("#")[0]]
    assert left_out
    assert {one["action"] for one in left_out} == {"skip", "refuse"}
    for one in left_out:
        problem = next(each for each in one["problems"] if each["reason"].startswith("Left out: "))
        assert problem["remedy"]
        assert one["citations"] == []
    posts = " ".join(each["reason"] for one in said if one["file"] == "posts.xml" for each in one["problems"])
    for what in ("drafts (2: post-10, post-20)", "pages (1: post-40)", "not known, “brewing” (1: post-19)", "“story”"):
        assert what in posts


def test_values_that_are_not_understood_are_refused_and_the_others_are_not_failures(folder):
    _, err = imported(folder / "hidden-0.md")
    assert "hidden-0.md: line 6: Left out: by “status: draft” it is not published. Publish it there" in err
    assert ImportBatch.objects.latest("pk").records.get().action == "skip"
    with pytest.raises(CommandError, match="1 of them failed"):
        call_command("import_articles", str(folder / "hidden-9.md"), stdout=io.StringIO(), stderr=io.StringIO())
    out = io.StringIO()
    call_command("import_articles", str(folder / "hidden-0.md"), stdout=out, stderr=io.StringIO())
    assert out.getvalue() == "1 file: 1 left out (not published).\n"


def test_the_desk_says_the_same_as_the_command_and_imports_none_of_it(folder, tmp_path, admin_client):
    path = tmp_path / "texts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    said = {one["file"]: (one["action"], one["problems"]) for one in reports(path, dry_run=True)}
    batch = previewed({"texts.zip": path.read_bytes()})
    assert {each.file: (each.action, each.problems) for each in batch.records.all()} == said
    shown = admin_client.get(
        reverse("admin:archive_importbatch_change", args=[batch.pk]) + "?kind=skip"
    ).content.decode()
    assert "it is not published" in shown
    do(batch, ImportTask.IMPORT)
    assert set(Article.objects.values_list("title", flat=True)) == PUBLIC_TITLES


def test_an_export_of_drafts_alone_is_reported(folder, tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(export(post(1, "Hidden post", status="draft")))
    (whole,) = reports(path)
    assert (whole["file"], whole["action"]) == ("a.xml", "read")
    assert whole["problems"][0]["reason"] == "Left out: drafts (1: post-1)."


def test_a_folder_of_drafts_is_one_by_whatever_name_it_is_imported(folder, tmp_path):
    path = tmp_path / "blog.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_drafts/a.md", FILES["_drafts/a.md"])
    for each in (folder / "_drafts", folder / "_drafts" / "a.md", path):
        assert [one["action"] for one in reports(each)] == ["skip"]
    assert not Article.objects.exists()


def test_an_article_that_became_a_draft_stays_as_it_is(folder):
    (folder / "a.md").write_text(front("draft: false", "Public note"))
    imported(folder / "a.md")
    (folder / "a.md").write_text(front("draft: true", "Hidden note"))
    (one,) = reports(folder / "a.md")
    assert one["action"] == "skip"
    assert "withdraw it here" in one["problems"][0]["remedy"]
    assert Article.objects.get().title == "Public note"

"""Folders of Markdown: pictures beside the texts, and what is told once for all of them."""

import io

import pytest
from PIL import Image

from archive.models import Article, Picture, Source
from tests.imports.conftest import actions, reasons, run

pytestmark = pytest.mark.django_db

FRONT = "---\npublication: Harbour Letter\nvolume: 1\nissue: 7\ntitle: {title}\nlayout: post\n---\n"
TEXT = "The ferries of Port Varda stood idle for a third day.\n\n![Two ferries]({address})\n"


@pytest.fixture(autouse=True)
def sources(db):
    Source.objects.create(name="Interfax")


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 150)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("text", "address", "place"),
    [
        ("1.md", "img/a.png", "img/a.png"),
        ("posts/1.md", "/img/a.png", "static/img/a.png"),
        ("posts/1.markdown", "../img/a%20b.png", "img/a b.png"),
        ("posts/1.md", "a.png", "posts/1/a.png"),
    ],
)
def test_a_picture_beside_the_text_becomes_the_article_s(folder, text, address, place):
    reports = run(folder({text: FRONT.format(title="Idle") + TEXT.format(address=address), place: picture()}))
    assert actions(reports)[text] == "create"
    assert Picture.objects.get().alternative_text == "Two ferries"
    assert "<img " in Article.objects.get().body
    assert run(folder({text: FRONT.format(title="Idle") + TEXT.format(address=address), place: picture()}))[0].action


@pytest.mark.parametrize("address", ["../../secret.png", "/etc/passwd", "b.png", "a.txt"])
def test_nothing_outside_of_the_folder_is_read(folder, address):
    (report, *_) = run(folder({"posts/1.md": FRONT.format(title="Idle") + TEXT.format(address=address)}))
    assert "not found beside the text" in reasons(report)
    assert not Picture.objects.exists()


def test_what_no_field_takes_is_told_once_for_all_files(folder):
    files = {f"{number}.md": FRONT.format(title=f"Idle {number}") + "The ferries stood idle." for number in range(3)}
    *files_reports, last = run(folder(files))
    assert [report.problems for report in files_reports[1:]] == [[], []]
    assert "layout (3)" in reasons(last)
    assert last.action == "read"


def test_nothing_is_told_again_when_nothing_changed(folder):
    path = folder({"1.md": FRONT.format(title="Idle") + "The ferries stood idle."})
    run(path)
    assert actions(run(path)) == {"1.md": "unchanged"}

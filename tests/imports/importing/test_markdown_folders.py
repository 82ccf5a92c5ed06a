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


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_drawing_beside_the_text_is_left_out_with_what_to_do(folder, dry_run):
    files = {"posts/1.md": FRONT.format(title="Idle") + TEXT.format(address="a.svg"), "posts/a.svg": SVG}
    (report, *_) = run(folder(files), dry_run=dry_run)
    assert report.action == "create"
    assert "SVG drawing, which can hold scripts. Export it as PNG" in reasons(report)
    assert not Picture.objects.exists()


def test_a_picture_of_its_name_stands_in_for_a_drawing(folder):
    text = FRONT.format(title="Idle") + TEXT.format(address="a.svg")
    (report, *_) = run(folder({"posts/1.md": text, "posts/a.svg": SVG, "posts/a.png": picture()}))
    assert (report.action, Picture.objects.count()) == ("create", 1)
    assert "Left out" not in reasons(report)


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


@pytest.mark.parametrize("dry_run", [True, False])
def test_two_posts_of_one_title_are_two_articles(folder, dry_run):
    texts = {"a": "The ferries stood idle.", "b": "The bridge was shut.", "c": "The ferries stood idle.\n"}
    files = {f"{name}.md": FRONT.format(title="Open thread") + text for name, text in texts.items()}
    reports = run(folder(files), dry_run=dry_run)
    assert [actions(reports)[name] for name in files] == ["create", "create", "refuse"]
    assert "a.md has the same title and another text" in reasons(reports[1])
    if not dry_run:
        assert {*Article.objects.values_list("slug", flat=True)} == {"open-thread", "open-thread-2"}
        assert [report.action for report in run(folder(files))][:2] == ["unchanged", "unchanged"]

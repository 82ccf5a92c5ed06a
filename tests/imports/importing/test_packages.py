"""JATS with pictures beside it, in a folder or zip file; authors that are none; import and dry run say the same."""

import zipfile

import pytest

from archive.models import Article, Author, Source
from tests.imports.conftest import actions, run
from tests.pictures import picture_file

pytestmark = pytest.mark.django_db

FIGURE = '<fig><label>Fig. 1</label><caption><p>Two ferries</p></caption><graphic xlink:href="nw.g001.tif"/></fig>'


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    Source.objects.create(name="Interfax")


def jats(body="<p>The ferries stood idle.</p>", contributor=""):
    return (
        '<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><journal-meta><journal-title-group>'
        "<journal-title>Harbour Letter</journal-title></journal-title-group></journal-meta><article-meta>"
        f"<title-group><article-title>Ferries</article-title></title-group>{contributor}"
        f"<volume>1</volume><issue>7</issue></article-meta></front><body>{body}</body></article>"
    )


@pytest.mark.parametrize("is_zip", [False, True])
def test_pictures_of_a_package_come_with_its_article(tmp_path, is_zip):
    files = {"nw.xml": jats(f"<p>Idle.</p>{FIGURE}").encode(), "nw.g001.png": picture_file(kind="PNG")}
    folder = tmp_path / "package"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    if is_zip:
        with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        folder = tmp_path / "package.zip"
    assert actions(run(folder, dry_run=True))["nw.xml"] == "create"
    assert actions(run(folder)) == {"nw.g001.png": "skip", "nw.xml": "create"}
    article = Article.objects.get()
    (picture,) = article.pictures.all()
    assert picture.alternative_text == "Fig. 1 Two ferries"
    assert str(picture.address) in article.body
    assert actions(run(folder))["nw.xml"] == "unchanged"


def test_a_changed_article_of_a_package_keeps_its_pictures(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "nw.g001.png").write_bytes(picture_file(kind="PNG"))
    (folder / "nw.xml").write_text(jats(f"<p>Idle.</p>{FIGURE}"))
    run(folder)
    article = Article.objects.get()
    article.standfirst = "An editor’s words."
    article.save()
    (folder / "nw.xml").write_text(jats(f"<p>Idle again.</p>{FIGURE}"))
    assert actions(run(folder))["nw.xml"] == "update"
    article.refresh_from_db()
    assert ("Idle again." in article.body, "<img " in article.body) == (True, True)
    assert article.pictures.count() == 1


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_unsigned_article_has_no_author(tmp_path, dry_run):
    anonymous = '<contrib-group><contrib contrib-type="author"><anonymous/></contrib></contrib-group>'
    (tmp_path / "a.xml").write_text(jats(contributor=anonymous))
    (report,) = run(tmp_path / "a.xml", dry_run=dry_run)
    assert report.action == "create"
    assert not Author.objects.exists()

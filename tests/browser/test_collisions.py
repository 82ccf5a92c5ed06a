"""Two editors collide, and nervous ones close the tab while typing: in a browser, and nothing is lost."""

from __future__ import annotations

import os
import time

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from archive.models import Article, AutosaveDraft, Topic, versions_of
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE, follow, look_as, sign_in, write_markup
from tests.factories import ArticleFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PARAGRAPHS = (
    "The pier of Port Varda is old, and the ferries stood idle for a third day.",
    "The harbour office is shut.",
    "Nobody would say why, and the tide tables are wrong besides.",
    "The council meets on Thursday.",
    "Two boats were seen off the mole.",
    "The light burns.",
)
PAUSE = 2_100  # milliseconds, after which what was typed is kept


@pytest.fixture
def open_as(open_page, member):
    """`open_as("ana", "/admin/…")`: the page in an editor's browser, with a clock that can be put forward."""
    return lambda name, path, **kind: open_page(path, by=member("Editors", name), clock=True, **kind)


@pytest.fixture
def article(db):
    return ArticleFactory(title="Ferries stand idle", paragraphs=PARAGRAPHS, authors=["Ana Brod"], topics=["Harbours"])


def change(article: Article) -> str:
    return f"/admin/archive/article/{article.pk}/change/"


def retype(page, old: str, new: str) -> None:
    """Change some words of the text."""
    write_markup(page, page.input_value("#id_body").replace(old, new))


def kept(page, said: str = "Kept at") -> None:
    """Let the pause pass after which what was typed is kept, and wait until its writer is told."""
    page.clock.fast_forward(PAUSE)
    page.locator(".unsaved-state", has_text=said).wait_for()


def arrived(page) -> None:
    """Wait until what a page sent as it went is kept: nobody is told of it."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        if AutosaveDraft.objects.exists():
            return
        page.wait_for_timeout(50)
    pytest.fail("nothing was kept")


def look(page, name: str) -> None:
    """Put a picture of the page into the folder that SCREENSHOTS names, if any."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_two_editors_collide_and_both_are_kept(open_as, article):
    ana, bor = open_as("ana", change(article)), open_as("bor", change(article))
    retype(ana, "is old", "is new")
    retype(bor, "is shut", "was shut by order")
    bor.fill("#id_title", "Ferries sink")
    ana.fill("#id_title", "Ferries sail")
    follow(ana, "[name=_save] >> nth=0")
    follow(bor, "[name=_save] >> nth=0")
    assert "Somebody saved this article while you wrote" in bor.inner_text("#content h1")
    bor.check("input[name='_choice-title'][value=yours]")
    follow(bor, "button[value=save]")
    row = Article.objects.get()
    assert (row.title, "is new" in row.body, "was shut by order" in row.body) == ("Ferries sink", True, True)
    assert [one.made_by for one in versions_of(Article, article.pk)] == ["bor", "ana", ""]


def test_tab_that_is_closed_while_typing_loses_nothing(open_as, article):
    page = open_as("ana", change(article))
    page.fill("#id_title", "Ferries sa")
    page.locator("#id_title").press_sequentially("il")
    page.close(run_before_unload=True)  # at once: before the pause after which it would be kept
    again = open_as("ana", "/admin/")
    arrived(again)
    again.goto(again.base_address + change(article))
    follow(again, "text=Restore it")
    assert again.input_value("#id_title") == "Ferries sail"


def test_form_that_is_only_looked_at_keeps_nothing(open_as, article):
    page = open_as("ana", change(article))
    page.click("#id_title")
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.clock.fast_forward(60_000)
    page.goto(f"{page.base_address}/admin/", wait_until="networkidle")
    assert "POST" not in sent
    assert not AutosaveDraft.objects.exists()


def test_work_is_offered_compared_and_taken_up(open_as, article):
    page = open_as("ana", change(article))
    retype(page, "is old", "is new")
    kept(page)
    page.goto(page.base_address + change(article))
    follow(page, "text=Show differences")
    assert page.locator(".version-text ins", has_text="new").count() == 1
    follow(page, "text=Restore it")
    assert "is new" in page.input_value("#id_body")
    follow(page, "[name=_save] >> nth=0")
    assert ("is new" in Article.objects.get().body, AutosaveDraft.objects.count()) == (True, 0)


def test_work_is_discarded(open_as, article):
    page = open_as("ana", change(article))
    page.fill("#id_title", "Ferries sail")
    kept(page)
    page.goto(page.base_address + change(article))
    follow(page, "text=Discard")
    assert page.locator("text=You have unsaved work").count() == 0


def test_topic_chosen_by_the_admins_widget_is_kept(open_as, article):
    Topic.objects.create(name="Weather")
    page = open_as("ana", change(article))
    page.click(".field-topics .select2-selection")
    page.keyboard.type("Weath")
    page.click(".select2-results__option:has-text('Weather')")
    kept(page)
    assert len(AutosaveDraft.objects.get().fields["topics"]) == 2


def test_session_that_ends_while_typing_loses_nothing(open_as, article):
    page = open_as("ana", change(article))
    page.fill("#id_title", "Ferries sail")
    kept(page)
    Session.objects.all().delete()
    page.fill("#id_title", "Ferries sail again")
    kept(page, "You are signed out")
    sign_in(page, User.objects.get(username="ana"))
    follow(page, "[name=_save] >> nth=0")
    assert Article.objects.get().title == "Ferries sail again"


def test_form_sent_after_the_session_ended_is_offered_after_sign_in(open_as, article):
    User.objects.create_user("ana", password="ferries at dawn", is_staff=True)
    page = open_as("ana", change(article))
    Session.objects.all().delete()
    page.fill("#id_title", "Ferries sail")
    follow(page, "[name=_save] >> nth=0")
    page.fill("#id_username", "ana")
    page.fill("#id_password", "ferries at dawn")
    follow(page, "[type=submit]")
    follow(page, "text=Restore it")
    assert page.input_value("#id_title") == "Ferries sail"


def test_who_writes_is_told_that_another_saved(open_as, article):
    page = open_as("ana", change(article))
    other = open_as("bor", change(article))
    other.fill("#id_title", "Ferries sink")
    follow(other, "[name=_save] >> nth=0")
    page.fill("#id_caption", "The pier")
    kept(page, "bor changed this article")


def test_without_scripts_the_form_saves_and_collides_all_the_same(open_as, article):
    ana, bor = open_as("ana", change(article), scripts=False), open_as("bor", change(article), scripts=False)
    for page, words in ((ana, "Ana's"), (bor, "Bor's")):
        page.fill("#id_caption", words)
        follow(page, "[name=_save] >> nth=0")
    bor.check("input[name='_choice-caption'][value=yours]")
    follow(bor, "button[value=save]")
    assert Article.objects.get().caption == "Bor's"


def test_version_is_brought_back(open_as, article):
    page = open_as("ana", change(article))
    retype(page, "is old", "is new")
    follow(page, "[name=_save] >> nth=0")
    page.goto(page.base_address + change(article))
    follow(page, "text=History")
    follow(page, "text=Bring back…")
    follow(page, "button:has-text('Bring this version back')")
    assert "is old" in Article.objects.get().body


def test_axe_finds_nothing(open_as, article):
    found = []
    ana = open_as("ana", change(article), bypass_csp=True)
    bor = open_as("bor", change(article), bypass_csp=True)

    def check(page, name: str) -> None:
        for width, scheme in ((390, "dark"), (1280, "light")):
            look_as(page, width, scheme)
            look(page, f"{name}-{width}-{scheme}")
            found.extend((name, width, each) for each in violations(page, "#container"))
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((name, width, "wider than the screen"))

    retype(ana, "is old", "is new")
    ana.fill("#id_title", "Ferries sail")
    retype(ana, "The light burns.", "The light burns, and so does the mole.")
    follow(ana, "[name=_save] >> nth=0")
    bor.fill("#id_title", "Ferries sink")
    retype(bor, "is old, and the ferries", "was old; ferries")
    retype(bor, "The council meets on Thursday.", "The council met on Thursday.")
    kept(bor, "ana changed this article")
    follow(bor, "[name=_save] >> nth=0")
    check(bor, "conflict")
    follow(bor, "button[value=save]")
    check(bor, "conflict-without-choices")
    bor.goto(bor.base_address + change(article))
    look(bor, "form")
    ana.goto(ana.base_address + change(article))
    look(ana, "others")
    follow(bor, "text=Show differences")
    check(bor, "unsaved")
    ana.goto(f"{ana.base_address}/admin/archive/article/{article.pk}/history/")
    check(ana, "history")
    follow(ana, "text=Bring back…")
    check(ana, "restore")
    gone = ArticleFactory(title="A breakwater is built", paragraphs=PARAGRAPHS, authors=["Ana Brod", "Bor Cvek"])
    gone.delete()
    ana.goto(f"{ana.base_address}/admin/archive/article/deleted/")
    check(ana, "deleted")
    follow(ana, "text=A breakwater is built")
    check(ana, "deleted-article")
    assert found == []

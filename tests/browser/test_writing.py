"""A writer's hour in a browser: Word's markup pasted, a picture uploaded, the page watched beside the form, saved."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from archive.models import Article, Picture, Status
from tests.browser.axe import violations
from tests.browser.conftest import follow, look_as, show_markup
from tests.factories import ArticleFactory
from tests.pictures import picture_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = (
    "<html><head><style>p.MsoNormal {margin:0}</style></head><body><!--StartFragment-->"
    "<p class=MsoNormal style='margin:0'>The <b>ferries</b> stood.<o:p></o:p></p>"
    "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Nets</p>"
    "<table><tr><td>Year</td><td>Boats</td></tr></table><!--EndFragment--></body></html>"
)
PASTE = """([html, text]) => {
  const given = new DataTransfer();
  if (html) given.setData("text/html", html);
  given.setData("text/plain", text);
  const area = document.querySelector("#id_body");
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def article(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return ArticleFactory(status=Status.DRAFT, title="Ferries")


@pytest.fixture
def desk(article, open_page):
    """`desk(width=390)`: a browser with the article's form open, of one who may do everything, its text as markup.

    `as_read=True` leaves the text as it is read.
    """
    boss = User.objects.create_superuser("boss")

    def opened(*, as_read=False, **how):
        page = open_page(f"/admin/archive/article/{article.pk}/change/", by=boss, **how)
        if not as_read:
            show_markup(page)
        return page

    return opened


def body(page) -> str:
    return page.locator("#id_body").input_value()


def test_what_word_puts_on_the_clipboard_is_cleaned_and_said(desk):
    page = desk()
    page.evaluate(PASTE, [WORD, "The ferries stood."])
    page.locator(".writing-report", has_text="Taken out: ").wait_for()
    assert "<p>The <b>ferries</b> stood.</p>\n<ul><li>Nets</li></ul>\n<table>" in body(page)
    assert "Word’s classes" in page.inner_text(".writing-report")
    assert "1 empty paragraph" in page.inner_text(".writing-report")
    page.keyboard.press("Control+z")
    assert "Nets" not in body(page)


def test_pasted_screenshot_opens_the_dialog_with_it(desk):
    page = desk()
    page.evaluate(
        """() => {
          const given = new DataTransfer();
          given.items.add(new File([new Uint8Array([1])], "screen.png", { type: "image/png" }));
          const pasted = new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true });
          document.querySelector("#id_body").dispatchEvent(pasted);
        }"""
    )
    dialog = page.locator("dialog[open]")
    assert dialog.locator("[name=file]").evaluate("field => field.files[0].name") == "screen.png"
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_a_word_of_a_page_is_pasted_into_its_line(desk):
    page = desk()
    page.fill("#id_body", "<p>The quay")
    page.evaluate(PASTE, ["<span style='color:red'>was <i>idle</i></span>", "was idle"])
    page.locator(".writing-report", has_text="Taken out: ").wait_for()
    assert body(page) == "<p>The quaywas <i>idle</i>"


def test_picture_is_uploaded_in_place_and_seen_beside_the_form(desk, article):
    page = desk(as_read=True)
    page.click("[data-opens=preview]")
    frame = page.frame_locator(".writing-preview iframe")
    frame.locator("h1", has_text="Ferries").wait_for()
    page.click("[data-tool=picture]")
    dialog = page.locator("dialog[open]")
    dialog.locator("[type=submit]").click()
    assert "Choose the picture" in dialog.locator("[role=alert]").inner_text()
    dialog.locator("[name=file]").set_input_files(
        {"name": "ferry.png", "mimeType": "image/png", "buffer": picture_file((900, 600))}
    )
    dialog.locator("[name=alternative_text]").fill("Two ferries in fog")
    dialog.locator("[name=caption]").fill("At dawn")
    dialog.locator("[type=submit]").click()
    image = frame.locator(".body figure img")
    image.wait_for()
    expect(image).to_have_js_property("complete", True)
    expect(image).not_to_have_js_property("naturalWidth", 0)
    assert frame.locator("figcaption").inner_text() == "At dawn"
    follow(page, "[name=_save] >> nth=0")
    assert page.locator(".messagelist .success").is_visible()
    assert Picture.objects.get().article == article
    assert "Two ferries in fog" in Article.objects.get().body


def test_preview_follows_the_typing_and_saves_nothing(desk, article):
    page = desk()
    page.click("[data-opens=preview]")
    frame = page.frame_locator(".writing-preview iframe")
    frame.locator("h1", has_text="Ferries").wait_for()
    page.fill("#id_title", "Ferries at Last")
    frame.locator("h1", has_text="Ferries at Last").wait_for()
    assert Article.objects.get().title == "Ferries"


def test_preview_opens_in_a_tab_of_its_own_without_scripts(desk):
    page = desk(scripts=False)
    page.fill("#id_title", "Ferries at Last")
    with page.context.expect_page() as opened:
        page.click("text=Preview")
    assert opened.value.locator("h1").inner_text() == "Ferries at Last"


def test_toolbar_is_one_stop_and_marks_up(desk):
    page = desk()
    page.fill("#id_body", "nets\nropes")
    page.locator("#id_body").press("Control+a")
    page.locator("#id_body").press("Control+Alt+8")
    assert "<ul>\n<li>nets</li>\n<li>ropes</li>\n</ul>" in body(page)
    page.fill("#id_body", "quay")
    page.locator("#id_body").press("Control+a")
    page.locator("#id_body").press("Control+i")
    assert body(page) == "<em>quay</em>"
    page.locator("#id_body").press("Shift+Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.mark") == "h3"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.mark") == "picture"
    assert page.locator(".writing-tools button[tabindex='0']").count() == 1


def test_form_is_accessible_with_preview_and_dialog_open(desk):
    page = desk(width=1280, bypass_csp=True)
    page.click("[data-opens=preview]")
    page.frame_locator(".writing-preview iframe").locator("h1", has_text="Ferries").wait_for()
    page.click("[data-mark=picture]")
    for width, scheme in ((1280, "light"), (390, "dark")):
        look_as(page, width, scheme)
        assert violations(page, ".writing") == []
        assert violations(page, "dialog[open]") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

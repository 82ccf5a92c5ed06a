"""The editor of a body in a browser: what is stored comes back as it was, and what is written is stored."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from archive.models import Article, Status
from archive.text.markup.paragraphs import with_anchors
from archive.text.markup.sanitiser import plain_text, sanitise
from tests.browser.axe import violations
from tests.browser.conftest import follow, look_as
from tests.derivation import derive
from tests.factories import ArticleFactory
from tests.markup_samples import BODIES, OF_OTHER_ORDER, RandomMarkup

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTED = (
    '<p id="p1">Nets<sup id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup> and ropes'
    '<sup id="fnref-2"><a href="#fn-2" role="doc-noteref">2</a></sup></p>\n<p id="p2">The end</p>\n'
    '<section id="p3" role="doc-endnotes"><ol><li id="fn-1">Of hemp.</li><li id="fn-2">Of wire.</li></ol></section>'
)
TABLE = (
    '<table id="p1"><caption>Boats</caption><thead><tr><th scope="col">Year</th><th scope="col">Boats</th></tr></thead>'
    "<tbody><tr><td>1996</td><td>12</td></tr></tbody></table>"
)
WORD = (
    "<html><body><!--StartFragment--><p class=MsoNormal style='margin:0'>The <b>ferries</b> stood.<a href='#_ftn1' "
    "name='_ftnref1'><span class=MsoFootnoteReference>[1]</span></a><o:p></o:p></p>"
    "<div><p class=MsoFootnoteText><a href='#_ftnref1' name='_ftn1'>[1]</a> Of the council.</p></div>"
    "<!--EndFragment--></body></html>"
)
CARET = """([words, start]) => {
  const text = document.querySelector(".writing-body");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    text.focus();
    const [node, end] = [walker.currentNode, at + words.length];
    getSelection().setBaseAndExtent(node, start ? at : end, node, end);
    return;
  }
  throw new Error(`no ${words}`);
}"""
PASTE = """([html, text]) => {
  const given = new DataTransfer();
  if (html) given.setData("text/html", html);
  given.setData("text/plain", text);
  const pasted = new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true });
  document.querySelector(".writing-body").dispatchEvent(pasted);
}"""
# The markup of each body when it is opened and not touched, and when every block of it is written anew.
LINE_END = re.compile(r"(?<!>)\n")  # inside of a text, where it is a blank
ROUND_TRIP = """bodies => {
  const { read, written } = document.querySelector(".writing").editor;
  return bodies.map((body) => { const { doc } = read(body); return [written(doc), written(doc, { afresh: true })]; });
}"""


@pytest.fixture
def desk(open_page, settings, tmp_path):
    """`desk("<p>Nets</p>")`: a browser with the form of an article that has this body, of one who may do everything."""
    settings.MEDIA_ROOT = tmp_path
    boss = User.objects.create_superuser("boss")

    def opened(body: str = "<p>Nets</p>", **how) -> Page:
        article = ArticleFactory(status=Status.DRAFT, title="Ferries")
        article.body = ""
        article.set_body(body)
        article.save()
        derive(article)
        page = open_page(f"/admin/archive/article/{article.pk}/change/", by=boss, **how)
        if how.get("scripts", True):
            page.locator(".writing-body").wait_for()
        return page

    return opened


def put_caret(page: Page, words: str, *, select: bool = False) -> None:
    """Put the caret behind some words of the text, or select them."""
    page.evaluate(CARET, [words, select])


def markup(page: Page) -> str:
    return page.evaluate("document.querySelector('.writing').editor.markup()")


def saved(page: Page) -> str:
    follow(page, "[name=_continue] >> nth=0")
    return Article.objects.get().body


def test_what_is_stored_comes_back_as_it_was(desk):
    page = desk()
    bodies = [sanitise(body) for body in BODIES]
    for body, (untouched, afresh) in zip(bodies, page.evaluate(ROUND_TRIP, bodies), strict=True):
        assert untouched == body
        assert sanitise(afresh) == LINE_END.sub(" ", body)
    others = [sanitise(body) for body in OF_OTHER_ORDER]
    for body, (untouched, afresh) in zip(others, page.evaluate(ROUND_TRIP, others), strict=True):
        assert untouched == body
        assert plain_text(sanitise(afresh)) == plain_text(body)


def test_random_bodies_come_back_as_they_were(desk):
    page = desk()
    writer = RandomMarkup(seed=5)
    bodies = [with_anchors(sanitise(writer.body())) for _ in range(200)]
    for body, (untouched, afresh) in zip(bodies, page.evaluate(ROUND_TRIP, bodies), strict=True):
        assert untouched == body
        assert in_one_order(sanitise(afresh)) == in_one_order(body)


def in_one_order(html: str) -> str:
    """Take out the elements that may stand inside one another in either order, alike to readers."""
    return re.sub(r"</?(?:em|strong|b|i|sup|sub|cite|q|small|s|code|span|a)(?: [^>]*)?>", "", html)


def test_saving_an_untouched_article_changes_nothing(desk):
    page = desk(NOTED + "\n" + "<p>Double  blanks\nand a line</p>")
    before = Article.objects.get()
    page.locator(".writing-body").click()
    saved(page)
    after = Article.objects.get()
    assert after.body == before.body


def test_typing_is_stored_and_keeps_anchors(desk):
    page = desk('<p id="p1">Nets and ropes</p>\n<p id="p2">Boats</p>')
    put_caret(page, "Nets")
    page.keyboard.press("Enter")
    page.keyboard.type("or lines")
    assert markup(page) == '<p id="p1">Nets</p>\n<p>or lines and ropes</p>\n<p id="p2">Boats</p>'
    put_caret(page, "Nets")
    page.keyboard.press("Delete")
    assert markup(page) == '<p id="p1">Netsor lines and ropes</p>\n<p id="p2">Boats</p>'
    page.keyboard.press("Control+z")
    assert saved(page) == '<p id="p1">Nets</p>\n<p id="p3">or lines and ropes</p>\n<p id="p2">Boats</p>'


def test_paragraph_that_moves_keeps_its_anchor_and_a_copy_has_none(desk):
    page = desk('<p id="p1">Nets</p>\n<p id="p2">Ropes</p>\n<p id="p3">Boats</p>')
    put_caret(page, "Nets", select=True)
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    assert [line[:10] for line in markup(page).split("\n")[:3]] == ['<p id="p1"', '<p id="p2"', '<p id="p3"']
    assert markup(page).count('id="p1"') == 1


def test_keys_mark_up(desk):
    page = desk("<p>Nets</p>\n<p>Ropes of hemp</p>")
    put_caret(page, "Ropes", select=True)
    page.keyboard.press("Control+i")
    page.keyboard.press("Control+Alt+8")
    put_caret(page, "Nets")
    page.keyboard.press("Control+Alt+2")
    assert markup(page) == '<h2 id="p1">Nets</h2>\n<ul id="p2"><li><em>Ropes</em> of hemp</li></ul>'
    put_caret(page, "hemp")
    page.keyboard.press("Enter")
    page.keyboard.type("Wire")
    page.keyboard.press("Control+]")
    assert markup(page).endswith("<li><em>Ropes</em> of hemp<ul><li>Wire</li></ul></li></ul>")


def test_toolbar_is_one_stop_and_its_menu_is_used_by_keys(desk):
    page = desk()
    put_caret(page, "Nets")
    page.keyboard.press("Alt+F10")
    assert page.evaluate("document.activeElement.dataset.tool") == "style"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert markup(page) == '<h2 id="p1">Nets</h2>'
    page.keyboard.press("Alt+F10")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.tool") == "help"
    assert page.locator(".writing-bar button[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    assert page.locator("dialog[open] dt", has_text="Alt+F10").count() == 1


def test_footnotes_are_numbered_by_their_places(desk):
    page = desk(NOTED)
    put_caret(page, "Nets")
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("First of all.")
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("!")
    expected = NOTED.replace("fn-2", "fn-3").replace("fnref-2", "fnref-3").replace(">2<", ">3<")
    expected = expected.replace("fn-1", "fn-2").replace("fnref-1", "fnref-2").replace(">1<", ">2<")
    first = '<sup id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup>'
    expected = expected.replace("Nets", f"Nets{first}!").replace("<ol>", '<ol><li id="fn-1">First of all.</li>')
    assert markup(page) == expected
    put_caret(page, "Nets")
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    assert markup(page) == NOTED


def test_reference_and_note_lead_to_each_other(desk):
    page = desk(NOTED)
    page.click(".writing-body sup >> nth=1")
    page.keyboard.type(" Or rope.")
    page.click(".note-back >> nth=1")
    page.keyboard.type("!")
    assert "Of wire. Or rope.</li>" in markup(page)
    assert "</sup>!</p>" in markup(page)


def test_footnote_that_is_cut_and_pasted_goes_with_its_reference(desk):
    page = desk(NOTED)
    put_caret(page, "Nets")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+x")
    assert "Of hemp" not in markup(page)
    put_caret(page, "The end")
    page.keyboard.press("Control+v")
    assert '<li id="fn-1">Of wire.</li><li id="fn-2">Of hemp.</li>' in markup(page)
    assert 'The end<sup id="fnref-2"><a href="#fn-2" role="doc-noteref">2</a></sup></p>' in markup(page)


def test_table_is_changed_by_its_tools(desk):
    page = desk(TABLE)
    put_caret(page, "12")
    page.keyboard.press("Control+Alt+ArrowDown")
    page.keyboard.press("Control+Alt+ArrowRight")
    put_caret(page, "1996")
    page.click("[data-tool=header]")
    assert markup(page) == (
        '<table id="p1"><caption>Boats</caption><thead><tr><th scope="col">Year</th><th scope="col">Boats</th>'
        '<th scope="col"></th></tr></thead><tbody><tr><th scope="row">1996</th><td>12</td><td></td></tr>'
        "<tr><td></td><td></td><td></td></tr></tbody></table>"
    )
    page.keyboard.press("Tab")
    page.keyboard.type("13")
    assert "<td>13</td>" in markup(page)


def test_what_word_puts_on_the_clipboard_is_cleaned_with_its_footnotes(desk):
    page = desk("<p>Before</p>")
    put_caret(page, "Before")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, [WORD, "The ferries stood."])
    expect(page.locator(".writing-report")).to_contain_text("Taken out: ")
    assert "<p>The <b>ferries</b> stood.<sup" in markup(page)
    assert '<section role="doc-endnotes"><ol><li id="fn-1">Of the council.</li></ol></section>' in markup(page)
    page.keyboard.press("Control+z")
    assert markup(page) == '<p id="p1">Before</p>'


def test_link_is_chosen_among_the_articles_of_the_archive(desk):
    page = desk("<p>See there</p>")
    other = ArticleFactory(title="A breakwater is built")
    put_caret(page, "there", select=True)
    page.keyboard.press("Control+k")
    page.fill("dialog[open] [name=q]", "breakwater")
    page.click("dialog[open] .writing-found button")
    page.click("dialog[open] [type=submit]")
    assert markup(page) == f'<p id="p1">See <a href="/a/{other.pk}/">there</a></p>'


def test_language_of_a_passage_and_of_a_paragraph(desk):
    page = desk("<p>Nets and rete</p>")
    for words, code in (("rete", "it"), ("", "he")):
        put_caret(page, words or "Nets", select=bool(words))
        page.keyboard.press("Control+Alt+l")
        page.fill("dialog[open] [name=lang]", code)
        page.click("dialog[open] [type=submit]")
    assert markup(page) == '<p id="p1" lang="he" dir="rtl">Nets and <span lang="it">rete</span></p>'
    assert saved(page) == markup(page)


def test_citations_are_marked_and_decided_beside_the_text(desk):
    page = desk("<p>It sank (Varda Courier, October 9).</p>\n<p>Nets</p>")
    put_caret(page, "Nets")
    page.keyboard.type(" (Lethmark Wire, October 10).")
    page.locator(".writing-side summary", has_text="Citations").click()
    expect(page.locator(".writing-cite")).to_have_text(["Varda Courier", "Lethmark Wire"])
    expect(page.locator(".writing-read-as")).to_have_count(2)
    assert "not saved yet" in page.locator(".writing-read-as").last.inner_text()
    page.get_by_role("button", name="Reject: (Varda Courier").click()
    expect(page.locator(".writing-cite")).to_have_text(["Lethmark Wire"])
    page.locator(".writing-list button", has_text="(Lethmark Wire").click()
    page.keyboard.type("Port Journal")
    saved(page)
    rows = Article.objects.get().citations.in_text_order().values_list("name", "status")
    assert list(rows) == [("Varda Courier", "rejected"), ("Port Journal", "found")]


def test_what_readers_would_miss_is_listed_and_found(desk):
    page = desk('<h3>Deep</h3>\n<p>See <a href="/a/1/">here</a>, Привіт усім</p>\n<table><tr><td>a</td></tr></table>')
    page.locator(".writing-side summary", has_text="Check").click()
    entries = page.locator(".writing-list li")
    expect(entries).to_have_count(4)
    assert "leaves out a level" in entries.nth(0).inner_text()
    entries.nth(1).locator("button").click()
    page.keyboard.type("the tide tables")
    expect(entries).to_have_count(3)


def test_words_are_found_and_replaced(desk):
    page = desk("<p>Nets and <em>nets</em></p>\n<ul><li>nets</li></ul>")
    put_caret(page, "and")
    page.keyboard.press("Control+f")
    page.fill(".writing-find [name=find]", "nets")
    expect(page.locator(".writing-find [role=status]")).to_have_text("3 found")
    page.check(".writing-find [name=case]")
    page.fill(".writing-find [name=replace]", "ropes")
    page.click(".writing-find [data-find=all]")
    assert markup(page) == '<p id="p1">Nets and <em>ropes</em></p>\n<ul id="p2"><li>ropes</li></ul>'


def test_markup_is_one_key_away_and_cleaned_on_the_way_back(desk):
    page = desk("<p>Nets</p>")
    put_caret(page, "Nets")
    page.keyboard.type(" and ropes")
    page.keyboard.press("Control+Shift+e")
    assert page.input_value("#id_body") == '<p id="p1">Nets and ropes</p>'
    page.fill("#id_body", "Nets\n\nBoats <script>alert(1)</script>and <u onclick=x>more</u>")
    page.locator("#id_body").press("Control+Shift+e")
    expect(page.locator(".writing-body p")).to_have_text(["Nets", "Boats and more"])
    assert "Taken out" in page.inner_text(".writing-report")
    page.locator(".writing-body").press("Control+Shift+e")
    page.reload()
    assert page.locator("#id_body").is_visible()


def test_what_the_editor_cannot_hold_is_shown_and_stays(desk):
    page = desk()
    kept = "<table><tbody><tr><td>Nets</td></tr></tbody><caption>Boats</caption></table>"
    page.keyboard.press("Tab")
    page.locator("[data-tool=source]").click()
    page.fill("#id_body", f"<p>Ropes</p>\n{kept}")
    page.click(".writing-to-text")
    assert page.inner_text(".kept-block") == kept
    put_caret(page, "Ropes")
    page.keyboard.type("!")
    assert markup(page) == f"<p>Ropes!</p>\n{kept}"


def test_text_box_is_all_there_is_without_scripts(desk):
    page = desk("<p>Nets</p>", scripts=False)
    page.fill("#id_body", "Ropes\n\nBoats")
    assert saved(page).startswith('<p id="p2">Ropes</p>\n<p id="p3">Boats</p>')


def test_editor_is_accessible(desk):
    page = desk(NOTED + "\n" + TABLE.replace("p1", "p4"), width=1280, bypass_csp=True)
    put_caret(page, "1996")
    page.keyboard.press("Control+f")
    for summary in page.locator(".writing-side summary").all():
        summary.click()
    for width, scheme in ((1280, "light"), (390, "dark")):
        look_as(page, width, scheme)
        assert violations(page, ".writing") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    put_caret(page, "1996")
    for keys in ("Control+k", "Control+Alt+c", "Control+Alt+l", "Control+/"):
        page.keyboard.press(keys)
        assert violations(page, "dialog[open]") == []
        page.keyboard.press("Escape")

"""Footnotes: their markup, and how they are found in HTML of any origin."""

import lxml.html
import pytest

from archive.text.markdown.markdown import rendered_markdown
from archive.text.markup.annotate import block_text
from archive.text.markup.footnote_links import collect_footnotes
from archive.text.markup.footnotes import blanked_noterefs, endnotes, noteref, references_in, with_backlinks
from archive.text.markup.html_tree import parsed_fragment
from archive.text.markup.paragraphs import blocks, with_anchors
from archive.text.markup.sanitiser import plain_text, sanitise

BODY = f"<p>The pier{noteref(1)} opened.</p>\n" + endnotes(["It had <em>no</em> end (Interfax, March 1)."])


def collected(markup):
    root = parsed_fragment(markup)
    collect_footnotes(root)
    return sanitise(lxml.html.tostring(root, encoding="unicode"))


def test_the_sanitiser_keeps_footnotes():
    assert sanitise(BODY) == BODY


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ('<p>a<sup id="fnref-x">1</sup></p>', "<p>a<sup>1</sup></p>"),
        ('<p><sup id="fnref-1">1</sup><sup id="fnref-1">2</sup></p>', '<p><sup id="fnref-1">1</sup><sup>2</sup></p>'),
        ('<ol><li id="fn-1">a</li></ol>', "<ol><li>a</li></ol>"),
        ('<section role="main"><p>a</p></section>', "<p>a</p>"),
        ('<p><a href="#x" role="button">a</a></p>', '<p><a href="#x">a</a></p>'),
        ('<section role="doc-endnotes"><p>a</p></section>', "<p>a</p>"),
        ("Sources" + endnotes(["a"]), "<p>Sources</p>\n" + endnotes(["a"])),
        ("<p>Sources <em>of</em>" + endnotes(["a"]), "<p>Sources <em>of</em></p>\n" + endnotes(["a"])),
        (endnotes(["a"]) * 2, endnotes(["a"]) + "\n" + endnotes(["a"]).replace(' id="fn-1"', "")),
    ],
)
def test_ids_and_roles_of_other_forms_are_cut(markup, clean):
    assert sanitise(markup) == clean


def test_the_numbers_in_the_text_are_no_words_of_it():
    assert plain_text(BODY) == "The pier opened.\n\nIt had no end (Interfax, March 1)."


def test_offsets_count_the_numbers_as_blanks():
    (first, _) = blocks(BODY)
    assert first.text == "The pier opened."
    assert block_text(blanked_noterefs(first.html)) == "The pier  opened."


def test_footnotes_are_one_block_with_an_anchor():
    anchored = with_anchors(BODY)
    assert [(block.anchor, block.tag) for block in blocks(anchored)] == [("p1", "p"), ("p2", "section")]
    assert sanitise(anchored) == anchored


def test_links_lead_back_to_each_reference():
    body = f"<p>a{noteref(1)} b{noteref(1, 2)}</p>"
    shown = with_backlinks(endnotes(["Note."]), references_in(body))
    assert shown.count('role="doc-backlink"') == 2
    assert 'href="#fnref-1"' in shown
    assert 'href="#fnref-1-2"' in shown
    assert with_backlinks(endnotes(["Note."]), {}) == endnotes(["Note."])


NOTE = f"<p>A ford{noteref(1)} opened.</p>\n{endnotes(['Its keeper said so.'])}"
ORIGINS = {
    "Word": """<p>A ford<sup><a href="#footnote-1" id="footnote-ref-1">[1]</a></sup> opened.</p>
        <ol><li id="footnote-1"><p>Its keeper said so. <a href="#footnote-ref-1">↑</a></p></li></ol>""",
    "block editor": """<p>A ford<sup data-fn="6f" class="fn"><a href="#6f" id="6f-link">1</a></sup> opened.</p>
        <ol class="wp-block-footnotes"><li id="6f">Its keeper said so. <a href="#6f-link">↩︎</a></li></ol>""",
    "Word, saved as a page": """<div><p>A ford<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a> opened.</p></div><hr>
        <div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> Its keeper said so.</p></div>""",
    "encyclopedia": """<p>A ford<sup id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup> opened.</p><h2>Notes</h2>
        <ol><li id="cite_note-1"><b><a href="#cite_ref-1">^</a></b> Its keeper said so.</li></ol>""",
    "kramdown": """<p>A ford<sup id="fnref:a"><a href="#fn:a" class="footnote">1</a></sup> opened.</p>
        <div class="footnotes"><ol><li id="fn:a">
        <p>Its keeper said so. <a href="#fnref:a" class="reversefootnote">&#8617;</a></p></li></ol></div>""",
    "roles": """<p>A ford<a href="#n" role="doc-noteref">see note</a> opened.</p>
        <aside id="n" role="doc-footnote">Its keeper said so.</aside>""",
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_footnotes_of_any_origin(origin):
    assert collected(ORIGINS[origin]) == NOTE


@pytest.mark.parametrize(
    "markup",
    [
        '<p>See <a href="#top">the top</a> and <a href="#2">2</a>.</p><p id="top">x</p>',
        '<p><a href="#1">1</a></p><h2 id="1">One</h2><p>x</p>',
        '<ol><li id="fn1"><a href="#fn1">1</a> a note that is about itself</li></ol>',
    ],
)
def test_other_links_are_no_footnotes(markup):
    assert "doc-" not in collected(markup)


def test_notes_of_markdown():
    html = rendered_markdown("A ford[^a] and a pier[^b], that ford[^a].\n\n[^a]: One.\n[^b]: Two.\n\nMore.").html
    assert html.startswith(
        f"<p>A ford{noteref(1)} and a pier{noteref(2)}, that ford{noteref(1, 2)}.</p>\n<p>More.</p>\n"
    )
    assert plain_text(html).endswith("One.\n\nTwo.")


@pytest.mark.parametrize(
    "text", ["See the paper (Quay Wire, February 27). More.", "In 27. spring it rose.", "2004 was dry."]
)
def test_numbers_within_a_note_stay(text):
    html = rendered_markdown(f"A ford[^a].\n\n[^a]: {text}").html
    assert plain_text(html).endswith(text)


def test_hostile_notes_take_linear_time():
    many = "".join(f'<sup><a href="#n">{n % 9}</a></sup>' for n in range(3_000))
    nested = "<span>" * 200 + "<sup></sup>" * 3_000 + "</span>" * 200
    root = parsed_fragment(f'<p>{many}</p><div id="n">{nested}x</div>')
    assert collect_footnotes(root) == 1
    assert lxml.html.tostring(root).count(b"doc-noteref") == 3_000

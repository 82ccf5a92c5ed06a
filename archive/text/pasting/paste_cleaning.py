"""Paste cleaning: pasted text from Word, a web page or a text editor as a body's markup, with a report of cuts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from archive.text.markup.allowed_tags import TAGS
from archive.text.markup.footnote_links import collect_footnotes
from archive.text.markup.html_tokens import MAX_MARKUP, MarkupTooDeep, MarkupTooLarge
from archive.text.markup.html_tree import parsed_document
from archive.text.markup.paragraphs import without_highest_mark
from archive.text.markup.pictures import read_address
from archive.text.markup.sanitiser import html_from_pasted, looks_like_html, sanitise
from archive.text.pasting.word_processor_html import in_plain_html, without_hidden

MAX_PASTED = 4 * MAX_MARKUP  # characters; Word writes five for each of the text
# Query parameters with which sites track readers from page to page.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_cid|mc_eid|igshid|_openstat|wt_mc", re.I)
# Exceptions in clean markup: links into the document that it was copied from, and links with trackers.
_NEEDS_CLEANING = re.compile(
    rf'href="(?:#(?!p\d|fn-\d+" role="doc-noteref")|[^"]*[?;&](?:{_TRACKING.pattern})=)|<thead><tr><td', re.I
)
_WORD_CLASS = re.compile(r"\bMso\w+")
_NOT_COMMENTS = re.compile(r"\s*(?:StartFragment|EndFragment|\[if|\[endif|highest p\d+)|.*\bxml\b", re.I | re.S)
_XML_DECLARATION = re.compile(r"<\?xml[^<>]*+>", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SAFE_LINK = re.compile(r"https?:|mailto:|[^:]*(?:[/?#]|$)", re.I)
# Elements cut with their content, in an editor's words: singular and plural.
_WHOLES = {
    "script": ("script", "scripts"), "style": ("style sheet", "style sheets"), "link": ("style sheet", "style sheets"),
    "iframe": ("embedded page", "embedded pages"), "object": ("embedded object", "embedded objects"),
    "embed": ("embedded object", "embedded objects"), "svg": ("drawing (SVG)", "drawings (SVG)"),
    "math": ("formula", "formulas"), "video": ("video", "videos"), "audio": ("recording", "recordings"),
    "canvas": ("drawing", "drawings"), "textarea": ("form field", "form fields"),
    "input": ("form field", "form fields"), "select": ("form field", "form fields"), "button": ("button", "buttons"),
    "noscript": ("part without scripts", "parts without scripts"), "template": ("hidden part", "hidden parts"),
}  # fmt: skip
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li")
_PART_OF_PAGE = frozenset(
    ("html", "body", "head", "meta", "title", "span", "font", "div", "p", "h1", "h5", "h6", "section", "article",
     "main", "header", "footer", "aside", "nav", "address", "center", "dl", "dt", "dd", "pre", "form", "fieldset",
     "details", "summary", "colgroup", "col", "ins", "del", "strike", "u", "base", "source", "picture", "label", "tt",
     "big", "mark", "var", "kbd", "samp", "time", "wbr", "dfn", "option", "nobr")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A body's markup, the things cut from it ("3 scripts"), and the errors that prevent saving it."""

    html: str
    removed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def clean_pasted(text: str) -> Cleaned:
    """Clean pasted text: plain text, Word's or Google Docs' markup, or a web page's.

    Word's lists become lists, its footnotes and a page's those of the article (`archive.text.markup.footnotes`), styles
    of emphasis or quotation the corresponding elements; the sanitiser decides what else remains. Clean markup is
    unchanged. `wrong` names pictures of the archive that lack alternative text: cutting them would lose them. Raises
    MarkupTooLarge or MarkupTooDeep.
    """
    if not looks_like_html(text):
        return Cleaned(html_from_pasted(text))
    if len(text) > MAX_PASTED:
        raise MarkupTooLarge(f"The text has {len(text):,} characters with its markup; {MAX_PASTED:,} are the most.")
    if len(text) <= MAX_MARKUP and _is_clean(text):
        return Cleaned(without_highest_mark(text).strip())
    body = _parsed(text)
    if body is None:
        return Cleaned("")
    cut: Counter[tuple[str, str]] = Counter()
    wrong = _count_cuts(body, cut)
    hidden, notes = without_hidden(body)
    cut["hidden part", "hidden parts"] += hidden
    cut["comment in the margin", "comments in the margin"] += notes
    collect_footnotes(body)
    in_plain_html(body)
    _without_trackers(body, cut)
    inside = lxml.html.tostring(body, encoding="unicode")
    removed = [f"{number:,} {one if number == 1 else many}" for (one, many), number in cut.items() if number]
    return Cleaned(sanitise(inside), removed, wrong)


def _is_clean(text: str) -> bool:
    """Return whether cleaning would change nothing, as for most stored bodies."""
    try:
        return not _NEEDS_CLEANING.search(text) and sanitise(text) == without_highest_mark(text).strip()
    except (MarkupTooLarge, MarkupTooDeep):
        return False  # it may be within the limits once it is cleaned


def _parsed(text: str) -> HtmlElement | None:
    """Return the <body> of markup, however little of a page it is; None of nothing. Raises MarkupTooDeep."""
    page, deep = parsed_document(_CONTROLS.sub("", _XML_DECLARATION.sub("", text)))
    if page is None:
        return None
    if deep is not None:
        raise MarkupTooDeep("The text nests too many elements inside one another. Paste it as plain text.")
    body = page.find("body")
    return page if body is None else body


def _count_cuts(body: HtmlElement, cut: Counter[tuple[str, str]]) -> list[str]:
    """Count the elements to be cut, the most significant first; return errors of the pictures that would remain."""
    wrong: list[str] = []
    for element in body.getroottree().iter():
        if not isinstance(element.tag, str):
            is_comment = element.tag is etree.Comment and not _NOT_COMMENTS.match(element.text or "")
            cut["hidden comment", "hidden comments"] += is_comment
            continue
        if element.tag in _WHOLES:
            cut[_WHOLES[element.tag]] += element.tag != "link" or element.get("rel", "").lower() == "stylesheet"
        elif element.tag == "img":
            wrong += _picture(element, cut)
        elif element.tag not in TAGS and element.tag not in _PART_OF_PAGE and ":" not in element.tag:
            name = f"<{element.tag[:20]}>"
            cut[f"{name} element (its text was kept)", f"{name} elements (their text was kept)"] += 1
        _attributes(element, cut)
        if element.tag in _BLOCKS and not "".join(element.itertext()).strip() and element.find(".//img") is None:
            cut["empty paragraph", "empty paragraphs"] += 1
    return wrong


def _attributes(element: HtmlElement, cut: Counter[tuple[str, str]]) -> None:
    cut["element’s own formatting (style)", "elements’ own formatting (styles)"] += bool(
        element.get("style", "").strip()
    )
    cut["of Word’s classes", "of Word’s classes"] += bool(_WORD_CLASS.search(element.get("class", "")))
    handlers = sum(name.startswith("on") for name in element.keys())  # noqa: SIM118 (an element iterates its children)
    cut["script in an attribute (onclick and its like)", "scripts in attributes (onclick and their like)"] += handlers
    address = element.get("href", "").strip() if element.tag == "a" else ""
    if address and not _SAFE_LINK.match(address):
        kind = address.partition(":")[0][:20].lower()
        cut[f"link that starts with {kind}:", f"links that start with {kind}:"] += 1


def _picture(image: HtmlElement, cut: Counter[tuple[str, str]]) -> list[str]:
    """Count a picture to be cut; return errors of one that would remain."""
    address = image.get("src", "").strip()
    if read_address(address):
        if image.get("alt", "").strip():
            return []
        return [
            f'The picture {address.rpartition("/")[2]} ({address}) has no alternative text. Say in its alt="…" what it '
            "shows, for readers who cannot see it."
        ]
    sides = [re.sub(r"px$", "", image.get(side, "").strip()) for side in ("width", "height")]
    if "0" in sides or sides == ["1", "1"]:
        cut["tracking picture", "tracking pictures"] += 1
    elif address.lower().startswith(("data:", "file:", "blob:", "cid:")):
        cut["pasted picture (upload it to show it)", "pasted pictures (upload them to show them)"] += 1
    else:
        cut["picture from elsewhere (upload it to show it)", "pictures from elsewhere (upload them to show them)"] += 1
    return []


def _without_trackers(body: HtmlElement, cut: Counter[tuple[str, str]]) -> None:
    """Remove tracking parameters from links."""
    for link in body.iter("a"):
        before, mark, rest = link.get("href", "").partition("?")
        query, fragment_mark, fragment = rest.partition("#")
        parameters = query.split("&")
        remaining = [each for each in parameters if not _TRACKING.fullmatch(each.partition("=")[0])]
        if len(remaining) < len(parameters):
            cut["link’s tracking code (utm and its like)", "links’ tracking codes (utm and their like)"] += 1
            link.set("href", f"{before}{mark if remaining else ''}{'&'.join(remaining)}{fragment_mark}{fragment}")

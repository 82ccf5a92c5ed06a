"""Markdown bodies as HTML: CommonMark with tables and footnotes, the HTML in it sanitised, pictures taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import lxml.html
from lxml import etree
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from archive.text.markdown.components import without_components
from archive.text.markdown.templates import without_comments, without_templates
from archive.text.markup.figures import figure_markup
from archive.text.markup.footnote_links import collect_footnotes
from archive.text.markup.html_tree import drop_trees, parsed_fragment
from archive.text.markup.picture_links import MAX_LINKS, link_picture
from archive.text.markup.pictures import EmbeddedPicture, read_address
from archive.text.markup.sanitiser import MAX_MARKUP, MarkupTooLarge, sanitise

MAX_MARKDOWN = 200_000  # characters; about 30,000 words
MAX_BRACKETS = 10_000  # "[": the parser looks for the end of a link from each, 20 deep
MAX_PICTURES = 100
MAX_PICTURE_BYTES = 60 * 1024 * 1024  # of one article

FindPicture = Callable[[str], bytes | None]  # the bytes of a picture beside the text, by its address in the text

# The parser is stateless between texts. It limits nesting to 20 by default; the sanitiser takes what it makes.
_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
_MEDIA = ("iframe", "video", "audio", "object", "embed", "script", "style", "form", "svg", "canvas")


@dataclass(slots=True)
class MarkdownBody:
    """A rendered body: sanitised HTML, the pictures in it that came with the text, and what was left out.

    `missing` are addresses of pictures that are neither on the web nor beside the text; `media` counts recordings,
    frames and scripts; `templates` are the tags of site generators ("figure", "highlight").
    """

    html: str = ""
    pictures: list[EmbeddedPicture] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    media: Counter[str] = field(default_factory=Counter)
    templates: list[str] = field(default_factory=list)


def rendered_markdown(source: str, find_picture: FindPicture | None = None) -> MarkdownBody:
    """Render CommonMark with tables and footnotes ("[^1]"): "**Zvolna** fell" → "<p><strong>Zvolna</strong> fell</p>".

    HTML in it is kept as far as the sanitiser allows, comments and the tags of site generators are removed. Pictures on
    the web become links, as in web pages; those that `find_picture` finds come with the article.

    Raises MarkupTooLarge for sources beyond MAX_MARKDOWN, or that render to more than MAX_MARKUP, and MarkupTooDeep.
    """
    if len(source) > MAX_MARKDOWN:
        raise MarkupTooLarge(f"The text has {len(source):,} characters; {MAX_MARKDOWN:,} are the most that is read.")
    if source.count("[") > MAX_BRACKETS:
        raise MarkupTooLarge(f"The text has more than {MAX_BRACKETS:,} square brackets, with which links begin.")
    source, components = without_components(without_comments(source))
    source, templates = without_templates(source)
    body = MarkdownBody(templates=templates + components)
    environment: dict[str, object] = {}
    tokens = _PARSER.parse(source, environment)
    if sum(map(_attribute_length, tokens)) > MAX_MARKUP:
        raise MarkupTooLarge(
            f"The addresses of its links have more than {MAX_MARKUP:,} characters, written out at each."
        )
    markup = _PARSER.renderer.render(tokens, _PARSER.options, environment)
    if len(markup) > MAX_MARKUP:
        raise MarkupTooLarge(f"The text has more than {MAX_MARKUP:,} characters with its markup.")
    if not any(sign in markup for sign in ("<img", "<!--", "footnote", 'href="#', *(f"<{name}" for name in _MEDIA))):
        body.html = sanitise(markup)
        return body
    root = parsed_fragment(markup)
    if root is None:
        return body
    _take_media(root, body)
    collect_footnotes(root)
    _take_pictures(root, body, find_picture)
    body.html = sanitise(lxml.html.tostring(root, encoding="unicode"))
    return body


def _attribute_length(token: Token) -> int:
    """Return the length of all attributes in a token: a long address may be referred to at each word."""
    own = sum(len(str(value)) for value in token.attrs.values())
    return own + sum(map(_attribute_length, token.children or ()))


def _take_media(root: HtmlElement, body: MarkdownBody) -> None:
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    media = list(root.iter(*_MEDIA))
    body.media.update(each.tag for each in media)
    drop_trees(root, media)


def _take_pictures(root: HtmlElement, body: MarkdownBody, find_picture: FindPicture | None) -> None:
    """Replace each picture by that of the article, or by a link to it on the web; list those that are missing."""
    left, links = MAX_PICTURE_BYTES, 0
    for image in [*root.iter("img")]:
        address = (image.get("src") or image.get("data-src") or "").strip()
        if read_address(address) and (image.get("alt") or "").strip():
            continue  # the archive's own, as in its exports
        is_on_web = _is_on_web(address)
        if is_on_web:
            image.set("src", f"https:{address}" if address.startswith("//") else address)
            links += 1
            if links > MAX_LINKS or not link_picture(image, root, ""):
                body.missing.append(address)
        content = None if is_on_web or not find_picture or len(body.pictures) >= MAX_PICTURES else find_picture(address)
        if content is not None and len(content) <= left:
            left -= len(content)
            _embed(image, content, body)
            continue
        if not is_on_web:
            body.missing.append(address)
        _drop(image)


def _is_on_web(address: str) -> bool:
    try:
        return address.startswith("//") or urlsplit(address).scheme in ("http", "https")
    except ValueError:  # "http://["
        return False


def _embed(image: HtmlElement, content: bytes, body: MarkdownBody) -> None:
    name = (image.get("src") or "").rpartition("/")[2].partition("?")[0]
    words = " ".join((image.get("alt") or image.get("title") or name.rpartition(".")[0] or name).split())
    parent = image.getparent()
    alone = (
        parent is not None
        and parent.tag == "p"
        and len(parent) == 1
        and not f"{parent.text or ''}{image.tail or ''}".strip()
    )
    caption = " ".join((image.get("title") or "").split()) if alone else ""
    picture = EmbeddedPicture(content, words[:300], caption[:300])
    body.pictures.append(picture)
    if alone and parent is not None and parent.getparent() is not None:
        figure = lxml.html.fragment_fromstring(figure_markup(picture.place, picture.alternative_text, picture.caption))
        figure.tail = parent.tail
        parent.getparent().replace(parent, figure)
        return
    for name in list(image.attrib):
        del image.attrib[name]
    image.set("src", str(picture.place))
    image.set("alt", picture.alternative_text)


def _drop(image: HtmlElement) -> None:
    """Take out a picture; the text behind it stays."""
    if image.getparent() is not None:
        image.drop_tree()

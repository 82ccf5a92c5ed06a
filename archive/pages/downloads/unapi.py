"""unAPI: the formats of the article that a page names, for reference managers (Zotero asks it before all else)."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from django.http import Http404, HttpRequest, HttpResponse

from archive.exports.articles.record import records
from archive.exports.articles.registry import Describes, find_format
from archive.exports.jats_body import clean
from archive.models import Article
from archive.pages.addresses.url_resolution import article_with_id
from archive.pages.caching.cached_page import cached_page

XML = "application/xml; charset=utf-8"
# Names that clients know → suffixes.
OFFERED = {"ris": "ris", "bibtex": "bib", "csl": "csl.json", "jats": "xml"}
MULTIPLE_CHOICES, NOT_ACCEPTABLE = 300, 406
_PERMANENT = re.compile(r"/a/([0-9]{1,18})/", re.ASCII)


@cached_page
def unapi(request: HttpRequest) -> HttpResponse:
    """Return the formats there are, those of an id, or an article in a format. Raises Http404 for another id."""
    asked, name = request.GET.get("id", ""), request.GET.get("format", "")
    if not asked:
        return HttpResponse(_formats(""), content_type=XML)
    found = article_with_id(_pk_of(asked, request))
    if not name:
        return HttpResponse(_formats(asked), content_type=XML, status=MULTIPLE_CHOICES)
    chosen = find_format(OFFERED.get(name, ""), Describes.ARTICLE)
    if chosen is None:
        sentence = f"There is no such format; there are {', '.join(OFFERED)}.\n"
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=NOT_ACCEPTABLE)
    rows = records(Article.objects.published().filter(pk=found.pk), request.build_absolute_uri)
    pieces = (
        piece.encode() if isinstance(piece, str) else piece for piece in chosen.write(rows, request.build_absolute_uri)
    )
    return HttpResponse(b"".join(pieces), content_type=chosen.content_type)


def _pk_of(identifier: str, request: HttpRequest) -> int:
    """Return the id in an article's permanent URL. Raises Http404 for any other."""
    match = _PERMANENT.fullmatch(identifier.removeprefix(request.build_absolute_uri("/")[:-1]))
    if match is None:
        raise Http404("The id of an article is its permanent URL, which ends in /a/4711/.")
    return int(match[1])


def _formats(identifier: str) -> str:
    of = f" id={quoteattr(clean(identifier))}" if identifier else ""
    rows = ((name, find_format(suffix, Describes.ARTICLE)) for name, suffix in OFFERED.items())
    lines = "".join(
        f'<format name="{name}" type="{one.content_type.partition(";")[0]}"/>' for name, one in rows if one is not None
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<formats{of}>{lines}</formats>\n'

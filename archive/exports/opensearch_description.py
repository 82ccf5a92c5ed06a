"""OpenSearch description (version 1.1), with which browsers and feed readers offer the search."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

MAX_SHORT_NAME = 16
MAX_LONG_NAME = 48


def description(name: str, *, page: str, atom: str, json: str, suggest: str, itself: str) -> str:
    """Return the description as XML; the URLs have their host, and no query."""
    urls = (
        ("text/html", f"{page}?q={{searchTerms}}&page={{startPage?}}", "results"),
        ("application/atom+xml", f"{atom}?q={{searchTerms}}&page={{startPage?}}", "results"),
        ("application/json", f"{json}?q={{searchTerms}}&page={{startPage?}}", "results"),
        ("application/x-suggestions+json", f"{suggest}?q={{searchTerms}}", "suggestions"),
        ("application/opensearchdescription+xml", itself, "self"),
    )
    lines = (
        f"<Url type={quoteattr(kind)} rel={quoteattr(relation)} template={quoteattr(template)}/>"
        for kind, template, relation in urls
    )
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
            f"<ShortName>{escape(name[:MAX_SHORT_NAME])}</ShortName>",
            f"<LongName>{escape(name[:MAX_LONG_NAME])}</LongName>",
            f"<Description>{escape(f'Search the articles of {name}')}</Description>",
            *lines,
            '<Query role="example" searchTerms="harbour"/>',
            "<InputEncoding>UTF-8</InputEncoding>",
            "<OutputEncoding>UTF-8</OutputEncoding>",
            "</OpenSearchDescription>",
            "",
        )
    )

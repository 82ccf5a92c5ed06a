"""XML vocabularies that are not read: recognised by their root element, each with what to do about it."""

from __future__ import annotations

from archive.text.formats.namespaces import local

_AS_JATS = "Export it as JATS XML; each article with its text, volume and issue."
_OF_LINES = "It says where lines stand, and not which article they belong to."
_VIA_TEXT = "Make a text (.txt, .html) of each article, with a header line above it, and import those."

# By the root's name: what it is, and what to do.
_ROOTS = {
    "mets": ("METS, which describes scanned pages", f"Its text is in the ALTO or TEI files beside it. {_VIA_TEXT}"),
    "alto": ("ALTO, the recognised text of one scanned page", f"{_OF_LINES} {_VIA_TEXT}"),
    "PcGts": ("PAGE, the recognised text of one scanned page", f"{_OF_LINES} {_VIA_TEXT}"),
    "TEI": ("TEI", "Convert it to JATS or HTML with TEI’s own stylesheets (teigarage.tei-c.org), and import that."),
    "TEI.2": ("TEI (P4)", "Convert it to JATS or HTML with TEI’s own stylesheets, and import that."),
    "teiCorpus": ("a corpus in TEI", "Convert it to JATS or HTML with TEI’s own stylesheets, and import that."),
    "html": ("a web page", "Give it the ending .html, and import it again."),
    "book": ("a book (BITS or DocBook)", f"Convert it with pandoc to .docx or .html. {_VIA_TEXT}"),
    "PubmedArticleSet": ("a list of PubMed, which has abstracts only", "Get the articles from PubMed Central as JATS."),
    "doi_batch": ("a deposit for Crossref, which has no texts", _AS_JATS),
    "collection": ("MARC, library records without texts", _VIA_TEXT),
    "modsCollection": ("MODS, library records without texts", _VIA_TEXT),
    "mods": ("MODS, a library record without text", _VIA_TEXT),
    "ead": ("EAD, a finding aid of an archive", _VIA_TEXT),
    "nitf": ("NITF, a news agency’s format", _VIA_TEXT),
    "NewsML": ("NewsML, a news agency’s format", _VIA_TEXT),
    "newsItem": ("NewsML-G2, a news agency’s format", _VIA_TEXT),
    "document": ("an XML document of Word", "Save it in Word as .docx, and import that."),
    "wordDocument": ("an XML document of Word", "Save it in Word as .docx, and import that."),
    "package": ("an XML document of Word", "Save it in Word as .docx, and import that."),
    "urlset": ("a site map, which lists addresses", "Save the pages that it lists, and import those."),
    "sitemapindex": ("a site map, which lists addresses", "Save the pages that it lists, and import those."),
    "opml": ("OPML, a list of feeds", "Save the feeds that it lists, and import those."),
    "svg": ("a drawing (SVG)", "Pictures come in with a document that shows them."),
    "mediawiki": ("an export of MediaWiki", "Save each article as a web page, and import those."),
    "plist": ("a property list", _VIA_TEXT),
}  # fmt: skip
_OJS = (
    "OJS’s own export (Native XML)",
    "It has no readable texts of articles, only files packed in it. Export JATS with OJS’s JATS plugin, or the galleys "
    "as HTML or PDF; a table of the articles (CSV) with a column “file” that names each one’s page says the rest.",
)


def vocabulary_of(root: str) -> tuple[str, str] | None:
    """Return what an XML file is and what to do about it, by its root element's qualified name; None for others.

    "{http://www.tei-c.org/ns/1.0}TEI" → ("TEI", "Convert it …").
    """
    name, namespace = local(root), root.partition("}")[0].casefold()
    if "pkp.sfu.ca" in namespace or (name in ("articles", "issues", "issue") and "pkp" in namespace):
        return _OJS
    if "opendocument" in namespace:
        return "a flat OpenDocument text", "Save it in LibreOffice as .docx, and import that."
    return _ROOTS.get(name)

"""Short readings of texts, for tables of forms and what is read."""

from archive.text.citations import CitationStyle, Setting, read_citations
from archive.text.names.source_names import KnownSources

KNOWN = KnownSources.from_names(
    {
        name: name.casefold()
        for name in (
            "Interfax", "Reuters", "AFP", "dpa", "BNS", "K92", "N1", "Beta", "Dnevnik", "Koha", "Kerpress.ru",
            "Rossiyskaya Gazeta", "Izvestia", "Moscow News",
        )
    }
)  # fmt: skip


def names_and_days(text, **setting):
    """Return what the mentions of a text say, paragraphs parted by "|": ["DSG 1981-03-14", "LN"]."""
    return [
        " ".join(filter(None, (mention.name, _days(mention))))
        for citation in reading(text, **setting).citations
        for mention in citation.mentions
    ]


def reading(text, *, year=1999, style=None, **setting):
    return read_citations(text.split("|"), Setting(year=year, known=KNOWN, style=style or CitationStyle(), **setting))


def _days(mention):
    if mention.first_day is None:
        return None
    first, last = mention.first_day.isoformat(), mention.last_day.isoformat()
    if mention.precision == "year":
        return first[:4]
    if mention.precision == "month":
        return first[:7]
    return first if first == last else f"{first}/{last}"

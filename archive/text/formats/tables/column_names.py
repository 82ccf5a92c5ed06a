"""Names of columns in the tables of other systems, and the field that each fills.

Spreadsheets, Janeway, OJS, Omeka, DSpace, Zotero, Scopus, Substack, Beehiiv and Wix; beside them the labels of texts
(`archive.text.headers.header_fields.LABELS`).
"""

from __future__ import annotations

import re

from archive.text.headers.header_labels import LABELS

GIVEN, MIDDLE, FAMILY, SUFFIX = "author given", "author middle", "author family", "author suffix"
AUTHOR_PARTS = (GIVEN, MIDDLE, FAMILY, SUFFIX)  # fields of one author's name in several columns

_NAMES = {
    **dict.fromkeys(("id", "record", "record id", "post id", "article id", "identifier", "guid", "uid", "key",
                     "janeway id", "submission id", "article identifier", "eid"), "id"),
    **dict.fromkeys(("body", "text", "content", "full text", "fulltext", "article text", "body html", "html", "article",
                     "item type metadata text", "transcription", "content html", "plain content"), "body"),
    **dict.fromkeys(("post title", "article title", "name", "web title"), "title"),
    **dict.fromkeys(("author name", "author names", "creator", "creators", "writer", "contributor author",
                     "author full names", "author full name"), "authors"),
    **dict.fromkeys(("given name", "author given name", "author given names", "author first name", "first name",
                     "author firstname", "firstname", "forename"), GIVEN),
    **dict.fromkeys(("author middle name", "middle name", "author middlename", "middlename"), MIDDLE),
    **dict.fromkeys(("family name", "author family name", "author surname", "author last name", "last name",
                     "author lastname", "lastname", "surname"), FAMILY),
    **dict.fromkeys(("author suffix", "name suffix"), SUFFIX),
    **dict.fromkeys(("post date", "pub date", "day", "issue pub date", "issue publication date", "date issued",
                     "issued", "published date"), "date"),
    **dict.fromkeys(("publication title", "journal title", "publication name", "source title", "journal title override",
                     "journal name", "magazine", "newspaper", "ispartof", "relation ispartof"), "publication"),
    **dict.fromkeys(("volume number", "volume no", "issue volume", "citation volume",
                     "relation ispartofvolume"), "volume"),
    **dict.fromkeys(("issue no", "number of issue", "issue numbers", "citation issue",
                     "relation ispartofissue"), "number"),
    **dict.fromkeys(("excerpt", "lead", "article abstract", "abstract note", "description abstract",
                     "web subtitle"), "standfirst"),
    **dict.fromkeys(("topic names", "tag", "keyword", "subject", "author keywords", "manual tags",
                     "content tags"), "topics"),
    **dict.fromkeys(("address", "web address", "identifier uri", "doi url form", "url published"), "url"),
    **dict.fromkeys(("language iso",), "language"),
    **dict.fromkeys(("art no", "article no", "elocationid", "e location id"), "elocation"),
    **dict.fromkeys(("file", "filename", "file name", "file path", "filepath", "text file", "html file", "page file",
                     "document file", "full text file", "file import identifier", "file attachments"), "file"),
    # German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Ukrainian
    **dict.fromkeys(("titel", "überschrift", "titre", "título", "titulo", "titolo", "tytuł", "заголовок", "название",
                     "назва"), "title"),
    **dict.fromkeys(("autor", "autoren", "verfasser", "auteur", "auteurs", "autores", "autore", "autori", "autorzy",
                     "автор", "авторы", "автори"), "authors"),
    **dict.fromkeys(("datum", "erscheinungsdatum", "date de publication", "fecha", "data publikacji", "дата"), "date"),
    **dict.fromkeys(("band", "jahrgang", "tome", "volumen", "deel", "jaargang", "tom", "rocznik", "том"), "volume"),
    **dict.fromkeys(("heft", "nummer", "ausgabe", "numéro", "numero", "número", "fascicule", "zeszyt", "numer", "номер",
                     "выпуск", "випуск"), "number"),
    **dict.fromkeys(("texte", "texto", "testo", "tekst", "volltext", "inhalt", "texte intégral", "текст"), "body"),
    **dict.fromkeys(("zeitschrift", "zeitung", "revue", "revista", "rivista", "tijdschrift",
                     "czasopismo", "журнал", "газета"), "publication"),
    **dict.fromkeys(("schlagwörter", "schlagworte", "mots clés", "palabras clave", "parole chiave", "palavras chave",
                     "trefwoorden", "słowa kluczowe", "ключевые слова", "ключові слова"), "topics"),
    **dict.fromkeys(("zusammenfassung", "résumé", "resumen", "riassunto", "resumo", "samenvatting", "streszczenie",
                     "аннотация", "анотація"), "standfirst"),
    **dict.fromkeys(("sprache", "langue", "idioma", "lingua", "taal", "język", "язык", "мова"), "language"),
    **dict.fromkeys(("datei", "dateiname", "fichier", "archivo", "arquivo", "bestand", "plik", "файл"), "file"),
}  # fmt: skip
# They are a date where no other column is one.
_YEARS = frozenset(("publication year", "year"))
_PREFIX = re.compile(r"^(?:dublin core|dcterms|dc|bibo|prism|schema|oaire)\s*[.: ]\s*")
_LANGUAGE = re.compile(r"\s*\[[a-z]{0,3}(?: ?[a-z]{2})?\]$")
_AUTHOR_NUMBER = re.compile(r"\s*\(author (\d{1,3})\)$|\s+(\d{1,2})$")


def bare_key(key: str) -> str:
    """Return a normalised name without what systems add: "dc.title[en us]" → "title", "dublin core:title" → "title"."""
    bare = _PREFIX.sub("", _LANGUAGE.sub("", key))
    return " ".join(re.sub(r"[.:()]", " ", bare).split())


def author_number(key: str) -> str:
    """Return the number of the author whom a column is about: "given name (author 2)" → "2"; "" without one."""
    match = _AUTHOR_NUMBER.search(key)
    return (match[1] or match[2]) if match else ""


def field_by_name(key: str, several: frozenset[str]) -> str | None:
    """Return the field of a normalised column name; None for an unknown one.

    A number at the end ("author 2") counts for the fields in `several`.
    """
    for each in dict.fromkeys((key, bare_key(key))):
        if found := LABELS.get(each) or _NAMES.get(each) or ("date" if each in _YEARS else None):
            return found
    found = None
    for each in dict.fromkeys((_AUTHOR_NUMBER.sub("", key), bare_key(_AUTHOR_NUMBER.sub("", key)))):
        found = found or LABELS.get(each) or _NAMES.get(each)
    return found if found in several else None


def strength(key: str) -> int:
    """Return how well a name says its field, 0 to 2, for two columns of one field: a year is a weak date.

    "author full names" of Scopus goes before its "authors", and "issue pub date" before a bare "year".
    """
    if key in _YEARS:
        return 0
    return 2 if key in ("author full names", "author full name", "issue pub date", "issue date") else 1

"""Labels of header lines and keys of front matter, and the field that each fills."""

from __future__ import annotations

_ENGLISH = {
    "publication": ("publication", "periodical", "journal", "serial"),
    "volume": ("volume", "vol"),
    "number": ("issue", "number", "no", "issue number"),
    "date": ("date", "published", "publication date", "date published", "issue date"),
    "title": ("title", "headline"),
    "authors": ("author", "authors", "by", "byline", "written by", "compiled by"),
    "topics": ("topic", "topics", "tags", "keywords", "category", "categories", "subjects"),
    "url": ("url", "link", "source url", "permalink", "original"),
    "standfirst": ("standfirst", "subtitle", "subheading", "summary", "abstract", "deck"),
    "caption": ("caption", "photo caption", "image caption", "picture"),
    "language": ("language", "lang", "locale"),
    "elocation": ("elocation id", "elocation", "article number"),
}
# German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Ukrainian, Turkish, Arabic. Words that begin
# lines of English texts ("Data: …") are left out.
_OTHER_LANGUAGES = {
    "publication": (
        "publikation", "zeitschrift", "zeitung", "revue", "revista", "rivista", "tijdschrift", "czasopismo",
        "издание", "журнал", "газета", "видання", "часопис", "dergi", "gazete", "المجلة", "الصحيفة",
    ),
    "volume": ("band", "jahrgang", "tome", "tomo", "volumen", "jaargang", "tom", "rocznik", "том", "cilt", "المجلد"),
    "number": (
        "heft", "nummer", "ausgabe", "nr", "numéro", "número", "numero", "numer", "zeszyt", "номер", "выпуск",
        "випуск", "sayı", "العدد",
    ),
    "date": (
        "datum", "erschienen", "fecha", "дата", "опубликовано", "опубліковано", "tarih", "التاريخ",
        "date de publication",
    ),
    "title": (
        "titel", "überschrift", "titre", "título", "titolo", "tytuł", "заголовок", "название", "назва", "başlık",
        "العنوان",
    ),
    "authors": (
        "autor", "autoren", "autorin", "verfasser", "auteur", "auteurs", "autora", "autores", "autore", "autori",
        "autorzy", "автор", "авторы", "автори", "yazar", "yazarlar", "الكاتب", "المؤلف",
    ),
    "topics": (
        "themen", "schlagwörter", "schlagworte", "thèmes", "mots clés", "temas", "palabras clave", "argomenti",
        "tematy", "темы", "теги", "ключевые слова", "теми", "ключові слова", "konular", "المواضيع", "الموضوعات",
    ),
    "standfirst": (
        "untertitel", "vorspann", "zusammenfassung", "chapeau", "résumé", "resumen", "sommario", "resumo",
        "samenvatting", "аннотация", "подзаголовок", "анотація", "підзаголовок", "özet", "ملخص",
    ),
    "caption": ("bildunterschrift", "légende", "pie de foto", "didascalia", "подпись", "підпис"),
    "language": ("sprache", "langue", "idioma", "lingua", "taal", "język", "язык", "мова", "dil", "اللغة"),
}  # fmt: skip
LABELS = {label: field for labels in (_OTHER_LANGUAGES, _ENGLISH) for field, names in labels.items() for label in names}

"""Titles: telling headings from sentences, reducing capitals, and provisional titles."""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_TITLE = 300  # characters; a longer line is a paragraph
MAX_PROVISIONAL = 80

# Words that remain lower-case in English titles, and so do not show whether a line is a title.
SMALL_WORDS = frozenset(
    ("a", "an", "and", "as", "at", "but", "by", "for", "from", "if", "in", "into", "is", "nor", "of", "off",
     "on", "onto", "or", "over", "per", "so", "than", "that", "the", "to", "up", "upon", "via", "vs", "with",
     "yet", "only", "are", "its", "it", "not", "amid", "among", "between", "against", "toward", "towards",
     "through", "about", "after", "before", "be", "under", "without", "within", "during", "since", "until",
     "across", "behind", "beyond", "around", "near", "like", "their", "his", "her", "new", "more", "out",
     "down", "will", "can", "does", "has", "when", "de", "la", "le", "von", "van", "al", "el", "bin", "ibn",
     "s", "t")
)  # fmt: skip
_STAY_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on", "or", "over",
     "per", "than", "the", "to", "via", "vs", "with", "upon", "de", "la", "von", "van")
)  # fmt: skip

# Abbreviations that are lost in a title in capitals, and that the text below it may not repeat.
_ABBREVIATIONS = frozenset(
    ("US", "USA", "UN", "EU", "UK", "NATO", "OSCE", "CIS", "USSR", "IMF", "UAE", "NGO", "NGOS", "AIDS", "OPEC",
     "ASEAN", "UNESCO", "UNICEF", "WTO", "EBRD", "TV", "AP", "AFP", "BBC", "CNN", "CIA", "FBI", "KGB", "FSB",
     "GRU", "UFO", "CEO")
)  # fmt: skip

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TOKEN_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”’\"')\]]*\s+(?=[“‘\"'(\[]?[A-ZÀ-ÖØ-ÞЀ-Я0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Maj|Lt|Capt|Sgt|Sen|Rep|Gov|St|Jr|Sr|No|Nos|vs|Inc|Ltd|Co|Corp|[A-Z])|\.[A-Z])\.$"
)
_PARENTHESIS = re.compile(r"\s*\([^()]{0,200}\)")


def is_in_capitals(text: str) -> bool:
    """Return whether a line is in capitals: "TALKS BREAK FOR CONSULTATIONS." An abbreviation alone ("NATO") is not."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) >= 6 and sum(map(str.isupper, letters)) >= 0.92 * len(letters)


def is_heading(text: str) -> bool:
    """Return whether a line is a heading: in capitals, or with all words but small ones capitalised.

    "Oil Could Flow Through Third Countries.", "“Afghan Variant” for Chechnya?", "…Kazakhstan, Uzbekistan:" are
    headings; "Talks broke off on July 16." and a parenthesis are not.
    """
    if not text or len(text) > MAX_TITLE or text[0] in "([" or "\n" in text:
        return False
    if is_in_capitals(text):
        return True
    words = _TOKEN_WORD.findall(text)
    counting = [word for word in words if word.lower().rstrip(".") not in SMALL_WORDS]
    return len(counting) >= 2 and words[0][0].isupper() and all(word[0].isupper() for word in counting)


def readable_title(printed: str, text_below: str = "") -> str:
    """Return a title for display: capitals reduced, a heading's full stop removed, blanks collapsed.

    Cataloguers transcribe the words of a title but not its typography. In a title set in capitals every word but
    small ones is capitalised; abbreviations, and names with capitals inside, are spelled as in the text below it:
    "GAZETTE’S NTV AND OSCE TRADE BLOWS." → "Gazette’s NTV and OSCE Trade Blows".
    """
    title = " ".join(printed.split())
    if is_in_capitals(title):
        title = _reduced(title, text_below[:30_000])
    if title.endswith(".") and not title.endswith("..") and not _ABBREVIATED.search(title):
        title = title[:-1].rstrip()
    return title


def _reduced(title: str, text_below: str) -> str:
    spellings: dict[str, set[str]] = {}
    wanted = {word.lower() for word in _WORD.findall(title)}
    for word in _WORD.findall(text_below):
        if word.lower() in wanted:
            spellings.setdefault(word.lower(), set()).add(word)
    pieces: list[str] = []
    at = 0
    for match in _WORD.finditer(title):
        between = title[at : match.start()]
        opens = not pieces or re.search(r"[:.?!…–—]\s*[“\"'‘]?$", between) is not None
        pieces += [between, _spelled(match.group(), spellings.get(match.group().lower(), set()), opens)]
        at = match.end()
    return "".join(pieces) + title[at:]


def _spelled(word: str, spellings: set[str], opens: bool) -> str:
    """Return one word of a title in capitals, spelled as in the text or by the rules of English titles."""
    if not word.isupper():
        return word
    lower = word.lower()
    if lower in _STAY_SMALL and not opens:
        return lower
    if word in _ABBREVIATIONS or (len(word) > 1 and set(word) <= set("IVX") and not spellings):
        return word
    inner = [
        spelling for spelling in spellings if spelling not in (lower, lower.capitalize()) and not spelling.isupper()
    ]
    if inner and lower not in spellings:
        return min(inner)
    stem, mark, ending = word.partition("’")
    if (spellings and all(map(str.isupper, spellings)) and len(word) > 1) or not set(stem) & set(
        "AEIOUYÄÖÜÉÈÀИАЕОУЫЭЮЯ"
    ):
        return stem + mark + ending.lower() if len(stem) > 1 else word
    return word[0] + word[1:].lower()


def provisional_title(paragraphs: Sequence[str]) -> str:
    """Return a title for a text without one: its first sentence, cut between words at 80 characters.

    Parentheses are left out: "The talks in Zvolna paused for three days (Agency, July 16) so that…" → "The talks in
    Zvolna paused for three days so that…". "Untitled" for a text without words.
    """
    for paragraph in paragraphs:
        text = " ".join(_PARENTHESIS.sub("", paragraph[:2_000]).split()).lstrip(".•–—- ")
        if any(character.isalnum() for character in text):
            return _cut(_first_sentence(text))
    return "Untitled"


def _first_sentence(text: str) -> str:
    for end in _SENTENCE_END.finditer(text):
        sentence = text[: end.start()]
        if end.start() >= 20 and not _ABBREVIATED.search(sentence):
            closing = text[end.start() : end.end()].strip()
            return sentence + closing
    return text


def _cut(sentence: str) -> str:
    if len(sentence) <= MAX_PROVISIONAL:
        return sentence[:-1] if sentence.endswith(".") and not sentence.endswith("..") else sentence
    cut = sentence[:MAX_PROVISIONAL]
    return (cut.rpartition(" ")[0] or cut[:-1]).rstrip(" ,;:–—-(“\"'‘") + "…"

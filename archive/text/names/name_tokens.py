"""Tokens of a list of authors: whether one is initials, a single name, a whole name, or one with its initials last.

A suffix stands behind a token's name after a NUL: "Ivo Marsh\\x00, Jr.".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from archive.text.names.author_terms import SUFFIXES
from archive.text.names.personal_names import PARTICLES

EDGES = " \t\r,;.:*"
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # scripts that write names without blanks

_INITIAL = r"[^\W\d_](?:h|u)?"
# "G.N.", "F. A.", "J.-P.", "Yu.", also without full stops where they are few: "GN".
_INITIALS = re.compile(rf"(?:{_INITIAL}\.[\s-]*){{1,5}}(?:[^\W\d_])?|[^\W\d_](?:[\s-][^\W\d_]){{0,3}}")
_LETTERS = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯЁ]{1,3}(?:-[A-ZÀ-ÖØ-ÞА-ЯЁ])?")
# "d'Orvel", "l’Hôpital", "al-Rashid", "ash-Sharif": a particle joined to a name.
_JOINED = re.compile(r"[a-z]{1,3}['’\-](?=\w)")


def is_suffix(word: str) -> bool:
    """Return whether a word is the suffix of a name: "Jr.", "III"; but "JR", which are initials, is none."""
    return word.casefold().strip(".,") in SUFFIXES and word not in ("JR", "SR")


def is_initials(token: str) -> bool:
    bare = token.partition("\x00")[0]
    return bool(_INITIALS.fullmatch(bare) or _LETTERS.fullmatch(bare)) and bare[:1].isupper()


def is_single(token: str) -> bool:
    """Return whether a token is one word, particles and suffixes aside: a family name ("van Gogh", "King Jr.")."""
    words = [word for word in token.partition("\x00")[0].split() if word not in PARTICLES]
    return len(words[:-1] if len(words) > 1 and is_suffix(words[-1]) else words) == 1 and not UNSPACED.search(token)


def is_person(token: str) -> bool:
    """Return whether a token looks like a whole name, given and family: two to seven capitalised words."""
    words = token.partition("\x00")[0].split()
    names = [word for word in words if word.casefold() not in PARTICLES]
    return 2 <= len(words) <= 7 and len(names) >= 1 and all(_is_name_word(word) for word in names)


def is_whole_name(text: str) -> bool:
    """Return whether a text has at least two words of a name, particles and suffixes aside: "Anna Vale"."""
    words = [word for word in text.split() if word.casefold() not in PARTICLES and not is_suffix(word)]
    return is_person(text) and len(words) > 1


def _is_name_word(word: str) -> bool:
    word = _JOINED.sub("", word, count=1) if _JOINED.match(word) else word
    first = word.lstrip("“\"'(")[:1]
    return first.isupper() or (first.isalpha() and not unicodedata.name(first, "").startswith(("LATIN", "CYRILLIC")))


def family_and_initials(token: str) -> tuple[str, str] | None:
    """Split a name with its initials last: "Vale AN", "van der Meer J", "Иванов И. И."; None for others."""
    words = token.partition("\x00")[0].split()
    last = words[-1] if words else ""
    cut = len(words) - 1
    if "." in last:
        while cut > 1 and "." in words[cut - 1] and is_initials(words[cut - 1]):
            cut -= 1
    family = words[:cut]
    if not any(map(_has_small, family)) or is_suffix(last):
        return None
    if _LETTERS.fullmatch(last) or ("." in last and is_initials(last) and "." not in "".join(family)):
        return " ".join(family), " ".join(words[cut:])
    return None


def _has_small(word: str) -> bool:
    return word[:1].isupper() and any(letter.islower() for letter in word)


def are_initials_last(tokens: list[str]) -> bool:
    """Return whether names have their initials last: all of two, nearly all of more."""
    number = sum(1 for token in tokens if family_and_initials(token))
    return len(tokens) > 1 and (number == len(tokens) or (len(tokens) > 4 and number >= 0.8 * len(tokens)))


def is_given(token: str) -> bool:
    """Return whether a token can only be given names: initials, or a name with an initial at its end ("Ernest M.")."""
    words = token.partition("\x00")[0].split()
    return is_initials(token) or (len(words) > 1 and not is_suffix(words[-1]) and is_initials(words[-1]))


# Names as the archive writes them


def inverted(family: str, given: str) -> str:
    """Join an inverted name: ("Vale", "A.N.") → "A.N. Vale"; a suffix of either part comes last."""
    family, _, own = family.partition("\x00")
    given, _, suffix = given.partition("\x00")
    words = family.split()
    if len(words) > 1 and is_suffix(words[-1]):  # "Marsh Jr., Ivo"
        family, own = " ".join(words[:-1]), written_suffix(words[-1].casefold().strip("."))
    return f"{_dotted(given)} {family}{suffix or own}".strip(" ,;")


def natural(token: str) -> str:
    """Return a name with its given names first: "Vale AN" → "A.N. Vale"; whole names as they are."""
    _, _, suffix = token.partition("\x00")
    if parts := family_and_initials(token):
        return f"{_dotted(parts[1])} {parts[0]}{suffix}"
    return finished(token)


def finished(token: str) -> str:
    """Return a name without the marks around it; a full stop that belongs to it stays."""
    bare, _, suffix = token.partition("\x00")
    keep: Callable[[str], str] = (
        (lambda text: text.strip(" \t,;:*")) if _ends_in_initial(bare) else (lambda text: text.strip(EDGES))
    )
    return f"{keep(bare)}{suffix}"


def written_suffix(key: str) -> str:
    """Return a suffix as it follows a name: "jr" → ", Jr.", "iii" → " III"."""
    return f", {key.capitalize()}." if key in ("jr", "sr", "jnr", "snr") else f" {key.upper()}"


def _ends_in_initial(token: str) -> bool:
    """Return whether the last full stop belongs to the name: "Anna V.", "Ivo Marsh Jr.", "Harbour Co."."""
    last = token.split()[-1] if token.split() else ""
    return last.endswith(".") and (len(last) <= 3 or last.count(".") > 1)


def _dotted(given: str) -> str:
    """Give initials their full stops: "AN" → "A.N.", "J-P" → "J.-P."; other names unchanged."""
    given = given.strip(" \t,;:*")
    if "." not in given and (_LETTERS.fullmatch(given) or re.fullmatch(r"[^\W\d_](?:[\s-][^\W\d_])*", given)):
        return re.sub(r"([^\W\d_])", r"\1.", given)
    return given

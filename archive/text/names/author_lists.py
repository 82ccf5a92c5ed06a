"""Author lists: the people and bodies in one text, whatever separates and orders their names.

The one owner of this rule, for by-lines, cells of tables, metadata of pages and exports alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from archive.text.names.author_terms import BODY_LINKS, BODY_WORDS, DEGREES, ET_AL, ROLES, SUFFIXES
from archive.text.names.personal_names import PARTICLES

MAX_LIST = 100_000  # characters; the author lists of large collaborations have some 60,000
MAX_DOUBTS = 5

_HARD = re.compile(r"\s*(?:[;|\n；、•]|\s·\s)\s*")
_AND = re.compile(r",?\s+(?:and(?!\s+others)|with|und|et(?!\s+al)|и(?!\s+др)|та(?!\s+ін))\s+|\s*,?\s*[&＆]\s*", re.I)
_COMMA = re.compile(r"\s*[,，،]\s*")
_BY = re.compile(r"(?:(?:written )?by|автор)\s*:?\s+(?=\S)", re.I)
_CONTACT = re.compile(r"\s?[(<\[]?(?<![^\s()<>\[\],;])[^\s()<>\[\],;@]+@[^\s()<>\[\],;]+[)>\]]?")
_MARKS = re.compile(r"(?<=[^\W\d_])[\d*†‡§¶]+(?=\s|$)|^[\d*†‡§¶]+\s*")
_LIFE = re.compile(r"(?:b\. |ca?\. )?\d{4}\s*[-–]?\s*(?:\d{4})?\.?")
_LIFE_IN_PARENTHESES = re.compile(r"\s*\((?:(?:b\. |ca?\. )?\d{4}\s*[-–]?\s*(?:\d{4})?|\d{5,})\)")
_ROLE = re.compile(rf",\s*(?:{'|'.join(sorted(ROLES, key=len, reverse=True))})\.?(?=\s*(?:,|;|$|\sand\s))", re.I)
_INITIAL = r"[^\W\d_](?:h|u)?"
# "G.N.", "F. A.", "J.-P.", "Yu.", also without full stops where they are few: "GN".
_INITIALS = re.compile(rf"(?:{_INITIAL}\.[\s-]*){{1,5}}(?:[^\W\d_])?|[^\W\d_](?:[\s-][^\W\d_]){{0,3}}")
_LETTERS = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯЁ]{1,3}(?:-[A-ZÀ-ÖØ-ÞА-ЯЁ])?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EDGES = " \t\r,;.:*"


@dataclass(slots=True)
class AuthorList:
    """Names of a list in order, given names first, without repeats; and each doubt of how it was to be read."""

    names: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        if name:
            self.names.append(name)

    def doubt(self, reason: str) -> None:
        if len(self.doubts) < MAX_DOUBTS and reason not in self.doubts:
            self.doubts.append(reason)


def read_author_list(text: str) -> AuthorList:
    """Split a list of authors.

    "Anna Vale, Ivo Marsh, Jr., and Lea Oak" → three; "Vale, Anna; Marsh, Ivo" and "Vale, A.N., Marsh, I." and
    "Vale AN, Marsh I" → two each, given names first; "Vale, Anna" → one; "Ministry of Ports, Roads and Canals" → one.
    Degrees and roles after a name are no part of it. Where a comma may separate two names or the parts of one, the
    likelier reading is returned with a doubt. Forms of BibTeX, MLA, APA, Vancouver, Scopus and library catalogues.
    """
    found = AuthorList()
    lines = _HARD.split(text[:MAX_LIST].replace("\x00", "").strip())
    pieces = [piece for line in lines if (piece := _cleaned(line))]
    for piece in pieces:
        _read_piece(piece, found, is_one=len(pieces) > 1)
    found.names = list(dict.fromkeys(found.names))
    return found


def _cleaned(piece: str) -> str:
    piece = _CONTACT.sub("", " ".join(piece.split()))
    piece = _ROLE.sub("", _LIFE_IN_PARENTHESES.sub("", piece))
    return _BY.sub("", piece, count=1).strip() if _BY.match(piece) else piece.strip(" \t,;")


def _read_piece(piece: str, found: AuthorList, *, is_one: bool) -> None:
    """Read what stands between semicolons, or a whole list without them.

    `is_one` says that semicolons separate the names, so that a comma in one inverts it.
    """
    if _is_body(piece) and _read_body(piece, found):
        return
    parts = [_commas(part) for part in _AND.split(piece) if part.strip(_EDGES)]
    if len(parts) > 1 and all(len(part) == 2 and part[1][:1].isupper() for part in parts):
        is_one = True  # BibTeX: "Vale, Anna and Marsh, Ivo"
    if is_one:
        for part in parts:
            _read_single(part, found)
        return
    _read_parts(parts, found)


def _read_parts(parts: list[list[str]], found: AuthorList) -> None:
    """Read a list in which "and" separates the last name from the others, so that no name goes across it."""
    together = [name for part in parts for name in part]
    kept = _without_et_al(together, found)
    is_paired = _pairs(kept) == "" and len(kept) > 2 and all(len(part) % 2 == 0 for part in parts)
    if len(parts) < 2 or is_paired or _are_vancouver(kept):
        _read_mixed(kept, found)
        return
    are_families = any(len(part) == 1 and _is_single(part[0]) for part in parts)
    for part in (_without_et_al(part, found) for part in parts):
        if are_families and not any(map(_is_given, part)):
            _read_in_turn(part, found, are_whole=True)
        else:
            _read_mixed(part, found)


def _commas(text: str) -> list[str]:
    """Split at commas; suffixes are joined to the name before them, degrees and dates left out."""
    names: list[str] = []
    for raw in _COMMA.split(text):
        token = _MARKS.sub("", raw.strip())
        key = token.strip(_EDGES).casefold().replace(".", "")
        if not key or (names and (_LIFE.fullmatch(raw.strip()) or _is_degree(token, key, names[-1]))):
            continue
        if names and key in SUFFIXES and (_is_person(names[-1]) or _is_given(names[-1]) or not _is_initials(token)):
            names[-1] += f"\x00{_suffix(key)}"
        else:
            names.append(_without_degrees(token.strip(" \t,;:*")))
    return names


def _is_degree(token: str, key: str, before: str) -> bool:
    """Return whether a token is a degree: "M.A." is one after a whole name or initials, else initials."""
    if key not in DEGREES:
        return False
    if len(key) > 2:
        return True
    bare = token.strip(_EDGES).replace(".", "")
    return bare.isupper() and (_is_person(before) or _is_given(before))  # "Ma" and "Do" are names


def _suffix(key: str) -> str:
    return f", {key.capitalize()}." if key in ("jr", "sr", "jnr", "snr") else f" {key.upper()}"


def _without_degrees(token: str) -> str:
    """Take degrees off the end of a name: "Anna Vale PhD" → "Anna Vale"; most two-letter ones may be initials."""
    words = token.split()
    while (
        len(words) > 2 and (key := words[-1].casefold().replace(".", "")) in DEGREES and (len(key) > 2 or key == "md")
    ):
        words.pop()
    return " ".join(words)


# --- Bodies -----------------------------------------------------------------------------------------------------------


def _is_body(text: str) -> bool:
    return any(word in BODY_WORDS for word in _words(text))


def _words(text: str) -> list[str]:
    return [word.strip(".,()“”\"'").casefold() for word in text.split()]


def _read_body(piece: str, found: AuthorList) -> bool:
    """Read a piece that names a body; return False where people and bodies can be told apart by commas."""
    tokens = _COMMA.split(piece)
    first_body = next(place for place, token in enumerate(tokens) if _is_body(token))
    people = tokens[:first_body]
    if any(not _is_person(token) for token in people):
        return False
    rest = tokens[first_body:]
    if len(rest) == 1 and not people:
        left, _, right = rest[0].partition(" and ")
        are_two = not _enumerates(rest[0]) if _is_body(left) else _is_person(left)
        if are_two and _is_body(right):
            found.add(_finished(left))
            found.add(_finished(right))
        else:
            found.add(_finished(piece))
        return True
    for person in people:
        found.add(_finished(person))
    _add_bodies(rest, found)
    return True


def _enumerates(text: str) -> bool:
    """Return whether a body is named by what it is for: "Ministry of Ports", in which "and" joins nouns."""
    return any(word in BODY_LINKS for word in _words(text))


def _add_bodies(tokens: list[str], found: AuthorList) -> None:
    """Add bodies and people that commas separate; what a body is for stays with it."""
    body = [tokens[0]]
    last_and = max((place for place, token in enumerate(tokens) if " and " in f" {token} "), default=0)
    for place, token in enumerate(tokens[1:], start=1):
        plain = _AND.sub("", f" {token} ") if token.casefold().startswith("and ") else token
        is_within = _enumerates(body[0]) and place <= last_and
        if _is_body(plain) or (_is_person(plain.strip()) and not is_within):
            found.add(_finished(", ".join(body)))
            body = [plain.strip()]
        else:
            if _is_person(plain.strip()):
                found.doubt(f"“{', '.join(tokens)[:80]}” was read as the name of one body.")
            body.append(token)
    found.add(_finished(", ".join(body)))


# --- People -----------------------------------------------------------------------------------------------------------


def _is_initials(token: str) -> bool:
    bare = token.partition("\x00")[0]
    return bool(_INITIALS.fullmatch(bare) or _LETTERS.fullmatch(bare)) and bare[:1].isupper()


def _is_single(token: str) -> bool:
    """Return whether a token is one word, particles aside: a family name ("van Gogh"), or a given one."""
    words = [word for word in token.partition("\x00")[0].split() if word not in PARTICLES]
    return len(words) == 1 and not _UNSPACED.search(token)


def _is_person(token: str) -> bool:
    """Return whether a token looks like a whole name, given and family: two to six capitalised words."""
    words = token.partition("\x00")[0].split()
    names = [word for word in words if word.casefold() not in PARTICLES]
    return 2 <= len(words) <= 7 and len(names) >= 1 and all(_is_name_word(word) for word in names)


# "d'Orvel", "l’Hôpital", "al-Rashid", "ash-Sharif": a particle joined to a name.
_JOINED = re.compile(r"[a-z]{1,3}['’\-](?=\w)")


def _is_name_word(word: str) -> bool:
    word = _JOINED.sub("", word, count=1) if _JOINED.match(word) else word
    first = word.lstrip("“\"'(")[:1]
    return first.isupper() or (first.isalpha() and not unicodedata.name(first, "").startswith(("LATIN", "CYRILLIC")))


def _is_vancouver(token: str) -> bool:
    """Return whether a token has its initials last: "Vale AN", "van der Meer J", "Иванов И.И."."""
    words = token.partition("\x00")[0].split()
    last = words[-1] if words else ""
    if (
        len(words) < 2
        or not any(map(_has_small, words[:-1]))
        or (last.casefold() in SUFFIXES and last not in ("JR", "SR"))
    ):
        return False
    return bool(_LETTERS.fullmatch(last)) or ("." in last and _is_initials(last) and "." not in "".join(words[:-1]))


def _are_vancouver(tokens: list[str]) -> bool:
    """Return whether names have their initials last: all of two, nearly all of more."""
    number = sum(map(_is_vancouver, tokens))
    return len(tokens) > 1 and (number == len(tokens) or (len(tokens) > 4 and number >= 0.8 * len(tokens)))


def _has_small(word: str) -> bool:
    return word[:1].isupper() and any(letter.islower() for letter in word)


def _can_invert(family: str, given: str) -> bool:
    if len(given) > 3 and given.isalpha() and given.isupper() and not family.isupper():
        return False  # two agencies: "Xinhua, TASS"
    return _is_initials(given) or _is_single(given) or (_is_person(given) and not _is_body(given))


def _is_given(token: str) -> bool:
    """Return whether a token can only be given names: initials, or a name with an initial at its end ("Ernest M.")."""
    bare = token.partition("\x00")[0]
    return _is_initials(token) or (len(bare.split()) > 1 and _is_initials(bare.split()[-1]))


def _read_single(tokens: list[str], found: AuthorList) -> None:
    """Read one name between semicolons, whose comma inverts it."""
    is_name = len(tokens) == 2 and tokens[1][:1].isupper() and len(tokens[1].split()) <= 4 and not _is_body(tokens[1])
    if is_name or (len(tokens) == 2 and _can_invert(*tokens)):
        found.add(_inverted(*tokens))
    elif len(tokens) == 1:
        found.add(_natural(tokens[0]))
    elif len(tokens) % 2 == 0 and all(_is_given(given) for given in tokens[1::2]):
        _read_mixed(tokens, found)
    elif tokens:
        found.doubt(f"“{', '.join(tokens)[:80]}” has more parts than a name has.")
        found.add(_inverted(*tokens[:2]) if _is_single(tokens[0]) and _can_invert(*tokens[:2]) else _natural(tokens[0]))


def _read_mixed(tokens: list[str], found: AuthorList) -> None:
    """Read a list whose commas separate names, or the parts of inverted names, or both."""
    if _are_vancouver(tokens):
        for token in tokens:
            if not _is_vancouver(token):
                found.doubt(f"“{token[:60]}” in a list of authors may be no name.".replace("\x00", ""))
            found.add(_natural(token))
        return
    if len(tokens) == 1 and re.search(r"\s\S\Z", tokens[0]) and _is_vancouver(tokens[0]):
        found.doubt(f"“{tokens[0]}” may be a family name with initials.")
        found.add(_finished(tokens[0]))
        return
    style = _pairs(tokens)
    if style is not None:
        if style:
            found.doubt(style)
        for family, given in zip(tokens[::2], tokens[1::2], strict=True):
            found.add(_inverted(family, given))
        return
    _read_in_turn(tokens, found)


def _pairs(tokens: list[str]) -> str | None:
    """Return "" for tokens that are certainly pairs of family and given names, a doubt for likely ones, else None."""
    families, givens = tokens[::2], tokens[1::2]
    if not tokens or len(tokens) % 2 or any(map(_is_initials, families)) or any(map(_UNSPACED.search, tokens)):
        return None
    if all(map(_is_given, givens)) and not any(map(_is_vancouver, families)):
        return ""
    if not all(_can_invert(*pair) for pair in zip(families, givens, strict=True)):
        return None
    shown = f"“{', '.join(tokens)[:80]}”".replace("\x00", "")
    if len(tokens) == 2:
        if all(map(_is_single, tokens)):
            return ""
        # "García Márquez, Gabriel", "Vale, Anna Maria": one name that is inverted, rather than two.
        is_one = _is_single(families[0]) != _is_single(givens[0])
        return f"{shown} was read as one name, family name first." if is_one else None
    is_regular = all(map(_is_single, families)) or all(map(_is_single, givens))
    return f"{shown} was read as {len(families)} names, family names first." if is_regular else None


def _read_in_turn(tokens: list[str], found: AuthorList, *, are_whole: bool = False) -> None:
    """Read names one after another: whole ones, and inverted ones where initials or a given name follow.

    `are_whole` says that no name is inverted: "Vale, Marsh and Oak" are three family names.
    """
    place = 0
    while place < len(tokens):
        token, after = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else ""
        is_first_of_mla = (
            not are_whole and place == 0 and len(tokens) > 2 and _is_single(token) and bool(after) and _is_single(after)
        )
        if after and (_is_given(after) or is_first_of_mla) and not _is_initials(token):
            found.add(_inverted(token, after))
            if not _is_given(after):
                found.doubt(f"“{token}, {after}” was read as one name, family name first.".replace("\x00", ""))
            place += 2
            continue
        if not _is_person(token) and (are_whole or len(tokens) > 1) and not _UNSPACED.search(token):
            found.doubt(f"“{token[:60]}” in a list of authors may be no name.".replace("\x00", ""))
        found.add(_natural(token))
        place += 1


def _without_et_al(tokens: list[str], found: AuthorList) -> list[str]:
    """Drop "et al.", with a doubt; it stands alone or behind the last name."""
    kept = []
    for token in tokens:
        bare = re.sub(r"\s+(?:et al|and others|u\. ?a|и др|та ін)\.?$", "", token)
        if bare != token or token.strip(_EDGES).casefold() in ET_AL:
            found.doubt("The list names only its first authors (“et al.”).")
            bare = "" if token.strip(_EDGES).casefold() in ET_AL else bare
        kept.append(bare)
    return [token for token in kept if token]


def _inverted(family: str, given: str) -> str:
    """Join an inverted name: ("Vale", "A.N.") → "A.N. Vale"; a suffix of either part comes last."""
    family, _, own = family.partition("\x00")
    given, _, suffix = given.partition("\x00")
    words = family.split()
    if len(words) > 1 and (key := words[-1].casefold().strip(".")) in SUFFIXES:  # "Marsh Jr., Ivo"
        family, own = " ".join(words[:-1]), _suffix(key)
    return f"{_dotted(given)} {family}{suffix or own}".strip(" ,;")


def _natural(token: str) -> str:
    """Return a name with its given names first: "Vale AN" → "A.N. Vale"; whole names as they are."""
    bare, _, suffix = token.partition("\x00")
    if _is_vancouver(token):
        family, _, given = bare.rpartition(" ")
        return f"{_dotted(given)} {family}{suffix}"
    return _finished(token)


def _finished(token: str) -> str:
    bare, _, suffix = token.partition("\x00")
    keep: Callable[[str], str] = (
        (lambda text: text.strip(" \t,;:*")) if _ends_in_initial(bare) else (lambda text: text.strip(_EDGES))
    )
    return f"{keep(bare)}{suffix}"


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

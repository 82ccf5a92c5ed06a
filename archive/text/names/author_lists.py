"""Author lists: the people and bodies in one text, whatever separates and orders their names.

The one owner of this rule, for by-lines, cells of tables, metadata of pages and exports alike.
"""

from __future__ import annotations

import re

from archive.text.names.author_bodies import read_body
from archive.text.names.author_terms import AGENCIES, DEGREES, ET_AL, ROLES, SUFFIXES, is_body
from archive.text.names.found_names import AuthorList
from archive.text.names.name_tokens import (
    EDGES,
    UNSPACED,
    are_initials_last,
    family_and_initials,
    finished,
    inverted,
    is_given,
    is_initials,
    is_person,
    is_single,
    is_whole_name,
    natural,
    written_suffix,
)

MAX_LIST = 100_000  # characters; the author lists of large collaborations have some 60,000

_HARD = re.compile(r"\s*(?:[;|\n；、•]|\s[·/]\s|(?<=[\u3400-\u9fff])・(?=[\u3400-\u9fff]))\s*")
_AND = re.compile(
    r",?\s+(?:and(?!\s+others)|with|und|et(?!\s+al)|и(?!\s+др)|та(?!\s+ін)|и|και|și|og|och|oraz|és)\s+|\s*,?\s*[&＆]\s*",
    re.I,
)
# Words for "and" that names hold too, "Ortega y Gasset": they part two whole names only.
_SHORT_AND = re.compile(r"\s+(?:y|e|i|a|en|ja|ve|в|і|й|د|و)\s+")
_COMMA = re.compile(r"\s*[,，،]\s*")
_BY = re.compile(r"(?:(?:written )?by|автор)\s*:?\s+(?=\S)", re.I)
_CONTACT = re.compile(r"\s?[(<\[]?(?<![^\s()<>\[\],;])[^\s()<>\[\],;@]+@[^\s()<>\[\],;]+[)>\]]?")
# Markdown, in the front matter of blogs.
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()\s]{0,500}\)")
_ORCID = re.compile(r",?\s*\(?(?:https?://orcid\.org/|ORCID:?\s*)?\d{4}-\d{4}-\d{4}-\d{3}[\dX]\)?", re.I)
_MARKS = re.compile(r"(?<=[^\W\d_])[\d*†‡§¶¹²³⁰-⁹]+(?=\s|$)|^[\d*†‡§¶¹²³⁰-⁹]+\s*")
_LIFE = re.compile(r"(?:b\. |ca?\. )?\d{4}\s*[-–]?\s*(?:\d{4})?\.?")
_LIFE_IN_PARENTHESES = re.compile(r"\s*\((?:(?:b\. |ca?\. )?\d{4}\s*[-–]?\s*(?:\d{4})?|\d{5,})\)")
_ROLES = "|".join(sorted(ROLES, key=len, reverse=True))
_ROLE = re.compile(rf",\s*(?:{_ROLES}|special (?:to|for) [^,;]{{1,60}})\.?(?=\s*(?:,|;|$|\sand\s))", re.I)
_ROLE_IN_PARENTHESES = re.compile(rf"\s*\((?:{_ROLES})\.?\)", re.I)
# At the end of a name: "Anna Vale (University of Tesk)"; a nickname stands within.
_BEHIND = re.compile(r"(?<=[^\W_.])\.?\s*\(([^()]{2,200})\)(?=\s*(?:[,;]|$|\s(?:and|und|et|y|и|та)\s|&))")


def read_author_list(text: str) -> AuthorList:
    """Split a list of authors.

    "Anna Vale, Ivo Marsh, Jr., and Lea Oak" → three; "Vale, Anna; Marsh, Ivo" and "Vale, A.N., Marsh, I." and
    "Vale AN, Marsh I" → two each, given names first; "Vale, Anna" → one; "Ministry of Ports, Roads and Canals" → one.
    Degrees and roles after a name are no part of it. Where a comma may separate two names or the parts of one, the
    likelier reading is returned with a doubt. Forms of BibTeX, MLA, APA, Vancouver, Scopus and library catalogues.
    """
    found = AuthorList()
    lines = _HARD.split(text[:MAX_LIST].replace("\x00", "").strip())
    pieces = [piece for line in lines if (piece := _cleaned(line, found))]
    for piece in pieces:
        _read_piece(piece, found, is_one=len(pieces) > 1)
    found.names = list(dict.fromkeys(found.names))
    return found


def _cleaned(piece: str, found: AuthorList) -> str:
    """Take off what is no name: addresses, ORCID iDs, years of life, roles, affiliations in parentheses."""
    piece = _CONTACT.sub("", _LINK.sub(r"\1", " ".join(piece.split())))
    piece = _LIFE_IN_PARENTHESES.sub("", _ROLE_IN_PARENTHESES.sub("", _ORCID.sub("", piece)))
    piece = _ROLE.sub("", _without_affiliations(piece, found))
    return _BY.sub("", piece, count=1).strip() if _BY.match(piece) else piece.strip(" \t,;")


def _without_affiliations(piece: str, found: AuthorList) -> str:
    """Take off what stands in parentheses behind a name, and say so."""
    for match in _BEHIND.finditer(piece):
        found.doubt(f"“({match[1][:80]})” behind a name in the list of authors was left out.")
    return _BEHIND.sub("", piece)


def _read_piece(piece: str, found: AuthorList, *, is_one: bool) -> None:
    """Read what stands between semicolons, or a whole list without them.

    `is_one` says that semicolons separate the names, so that a comma in one inverts it.
    """
    if is_body(piece) and read_body(piece, found):
        return
    parts = [_commas(part) for part in _parted(piece, found) if part.strip(EDGES)]
    if len(parts) > 1 and all(len(part) == 2 and part[1][:1].isupper() for part in parts):
        is_one = True  # BibTeX: "Vale, Anna and Marsh, Ivo"
    if is_one:
        for part in parts:
            _read_single(part, found)
        return
    _read_parts(parts, found)


def _parted(piece: str, found: AuthorList) -> list[str]:
    """Split at the words for "and"; at those that names hold too, only between whole names: "Ana Vale y Ivo Marsh"."""
    parts = []
    for part in _AND.split(piece):
        match = _SHORT_AND.search(part)
        if match is None or not is_whole_name(part[match.end() :]) or not is_whole_name(_last(part[: match.start()])):
            parts.append(part)
            continue
        found.doubt(f"“{part[:80]}” was read as several names.")
        parts += [part[: match.start()], part[match.end() :]]
    return parts


def _last(text: str) -> str:
    return _COMMA.split(text)[-1]


def _read_parts(parts: list[list[str]], found: AuthorList) -> None:
    """Read a list in which "and" separates the last name from the others, so that no name goes across it."""
    together = [name for part in parts for name in part]
    kept = _without_et_al(together, found)
    is_paired = _pairs(kept) == "" and len(kept) > 2 and all(len(part) % 2 == 0 for part in parts)
    if len(parts) < 2 or is_paired or are_initials_last(kept):
        _read_mixed(kept, found)
        return
    are_families = any(len(part) == 1 and is_single(part[0]) for part in parts)
    for part in (_without_et_al(part, found) for part in parts):
        if are_families and not any(map(is_given, part)):
            _read_in_turn(part, found, are_whole=True)
        else:
            _read_mixed(part, found)


def _commas(text: str) -> list[str]:
    """Split at commas; suffixes are joined to the name before them, degrees and dates left out."""
    names: list[str] = []
    for raw in _COMMA.split(text):
        token = _MARKS.sub("", raw.strip())
        key = token.strip(EDGES).casefold().replace(".", "")
        if not key or (names and (_LIFE.fullmatch(raw.strip()) or _is_degree(token, key, names[-1]))):
            continue
        if names and key in SUFFIXES and (is_person(names[-1]) or is_given(names[-1]) or not is_initials(token)):
            names[-1] += f"\x00{written_suffix(key)}"
        else:
            names.append(_without_degrees(token.strip(" \t,;:*")))
    return names


def _is_degree(token: str, key: str, before: str) -> bool:
    """Return whether a token is a degree: "M.A." is one after a whole name or initials, else initials."""
    if key not in DEGREES:
        return False
    if len(key) > 2:
        return True
    bare = token.strip(EDGES).replace(".", "")
    return bare.isupper() and (is_person(before) or is_given(before))  # "Ma" and "Do" are names


def _without_degrees(token: str) -> str:
    """Take degrees off the end of a name: "Anna Vale PhD" → "Anna Vale"; most two-letter ones may be initials."""
    words = token.split()
    while (
        len(words) > 2 and (key := words[-1].casefold().replace(".", "")) in DEGREES and (len(key) > 2 or key == "md")
    ):
        words.pop()
    return " ".join(words)


# People


def _can_invert(family: str, given: str) -> bool:
    if family.casefold() in AGENCIES:
        return False  # "Reuters, AP"
    if len(given) > 3 and given.isalpha() and given.isupper() and not family.isupper():
        return False  # two agencies: "Xinhua, TASS"
    return is_initials(given) or is_single(given) or (is_person(given) and not is_body(given))


def _read_single(tokens: list[str], found: AuthorList) -> None:
    """Read one name between semicolons, whose comma inverts it."""
    is_name = len(tokens) == 2 and tokens[1][:1].isupper() and len(tokens[1].split()) <= 4 and not is_body(tokens[1])
    if is_name or (len(tokens) == 2 and _can_invert(*tokens)):
        found.add(inverted(*tokens))
    elif len(tokens) == 1:
        found.add(natural(tokens[0]))
    elif len(tokens) % 2 == 0 and all(is_given(given) for given in tokens[1::2]):
        _read_mixed(tokens, found)
    elif tokens:
        found.doubt(f"“{', '.join(tokens)[:80]}” has more parts than a name has.")
        found.add(inverted(*tokens[:2]) if is_single(tokens[0]) and _can_invert(*tokens[:2]) else natural(tokens[0]))


def _read_mixed(tokens: list[str], found: AuthorList) -> None:
    """Read a list whose commas separate names, or the parts of inverted names, or both."""
    if are_initials_last(tokens):
        for token in tokens:
            if not family_and_initials(token):
                found.doubt(f"“{token[:60]}” in a list of authors may be no name.".replace("\x00", ""))
            found.add(natural(token))
        return
    if len(tokens) == 1 and re.search(r"\s\S\Z", tokens[0]) and family_and_initials(tokens[0]):
        found.doubt(f"“{tokens[0]}” may be a family name with initials.")
        found.add(finished(tokens[0]))
        return
    style = _pairs(tokens)
    if style is not None:
        if style:
            found.doubt(style)
        for family, given in zip(tokens[::2], tokens[1::2], strict=True):
            found.add(inverted(family, given))
        return
    _read_in_turn(tokens, found)


def _pairs(tokens: list[str]) -> str | None:
    """Return "" for tokens that are certainly pairs of family and given names, a doubt for likely ones, else None."""
    families, givens = tokens[::2], tokens[1::2]
    if not tokens or len(tokens) % 2 or any(map(is_initials, families)) or any(map(UNSPACED.search, tokens)):
        return None
    if any(family.casefold() in AGENCIES for family in families):
        return None
    if all(map(is_given, givens)) and not any(map(family_and_initials, families)):
        return ""
    if not all(_can_invert(*pair) for pair in zip(families, givens, strict=True)):
        return None
    shown = f"“{', '.join(tokens)[:80]}”".replace("\x00", "")
    if len(tokens) == 2:
        if all(map(is_single, tokens)):
            return ""
        # "García Márquez, Gabriel", "Vale, Anna Maria": one name that is inverted, rather than two.
        is_one = is_single(families[0]) != is_single(givens[0])
        return f"{shown} was read as one name, family name first." if is_one else None
    is_regular = all(map(is_single, families)) or all(map(is_single, givens))
    return f"{shown} was read as {len(families)} names, family names first." if is_regular else None


def _read_in_turn(tokens: list[str], found: AuthorList, *, are_whole: bool = False) -> None:
    """Read names one after another: whole ones, and inverted ones where initials or a given name follow.

    `are_whole` says that no name is inverted: "Vale, Marsh and Oak" are three family names.
    """
    place = 0
    while place < len(tokens):
        token, after = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else ""
        is_first_of_mla = (
            not are_whole and place == 0 and len(tokens) > 2 and is_single(token) and bool(after) and is_single(after)
        )
        is_agency = token.casefold() in AGENCIES
        if after and (is_given(after) or is_first_of_mla) and not (is_initials(token) or is_agency):
            found.add(inverted(token, after))
            if not is_given(after):
                found.doubt(f"“{token}, {after}” was read as one name, family name first.".replace("\x00", ""))
            place += 2
            continue
        if not is_person(token) and (are_whole or len(tokens) > 1) and not UNSPACED.search(token):
            found.doubt(f"“{token[:60]}” in a list of authors may be no name.".replace("\x00", ""))
        found.add(natural(token))
        place += 1


def _without_et_al(tokens: list[str], found: AuthorList) -> list[str]:
    """Drop "et al.", with a doubt; it stands alone or behind the last name."""
    kept = []
    for token in tokens:
        bare = re.sub(r"\s+(?:et al|and others|u\. ?a|и др|та ін)\.?$", "", token)
        if bare != token or token.strip(EDGES).casefold() in ET_AL:
            found.doubt("The list names only its first authors (“et al.”).")
            bare = "" if token.strip(EDGES).casefold() in ET_AL else bare
        kept.append(bare)
    return [token for token in kept if token]

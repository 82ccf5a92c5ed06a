"""Known sources: lookup of outlets by name, in any case, quotes or spelling; and the authority file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from archive.text.names.normalisation import fold

AUTHORITY_FILE = Path(__file__).parents[2] / "authority" / "sources.toml"
KINDS = ("agency", "newspaper", "broadcaster", "website", "government", "other")
INSTITUTIONS = frozenset(("government", "other"))  # kinds of sources that are written about more often than cited

_SEPARATORS = re.compile(r"[\s\-/_]+")
_DROPPED = re.compile("[\"',.:;!*]+(?=\\s|$)|[\"'*]+")
_LEAD = re.compile(r"(?:https? )?(?:the |www\.)+(?=.)")
_LEAD_OF_ADDRESS = re.compile(r"https?://(?:www\.)?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Kinds of outlets, which texts add or leave out: "RTR television", "the Interfax news agency".
_GENERIC = _words(
    """
    agency agencies news newspaper newspapers daily weekly magazine journal television tv radio channel station
    website site web online portal service wire press paper broadcaster network program programme state official
    private independent public local regional national government blog bureau edition information channels
    editorial blog
    """
)
# Names of outlets that are also English words or other names; they count only in a dated parenthesis.
_PLAIN_WORDS = _words(
    """
    tiraspol grozny day time today trend focus mirror republic panorama dawn nation voice life army results
    profile version capital independent guardian observer economist monitor express sun star week expert
    business money power contact turan regnum ren hour world freedom truth work labor news facts events echo
    path century era fortune politics spectator mail telegraph standard herald tribune post times jutarnji
    azadliq ayna zerkalo respublika vek trud moment flux basa azg aravot haykakan delo beta who state kultura
    novosti politika danas vreme blic zeri tribuna center report bank ria russia georgia ukraine armenia belarus
    crimea chechnya dagestan caucasus government parliament president press media agency agencies television tv
    radio website
    """
) | {"russia today", "x"}
# Heads of collective sources: not one outlet, but a source nevertheless.
_COLLECTIVE = re.compile(
    r"(?:.*[\s-])?(?:agencies|agency|media|press|newspapers|newspaper|television|tv|radio|websites|website|web ?sites?|"
    r"sites|channels|channel|services|service|wires|dispatches|stations|outlets|reports|reporting|correspondents|"
    r"sources|blogs|blog|portals|portal|telegram|twitter|facebook|youtube|newswires|newsline|bulletin|releases|release)"
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """Outlet of the authority file. `country` is a two-letter ISO 3166 code, or "" if there is not one."""

    name: str
    other_names: tuple[str, ...] = ()
    kind: str = "other"
    country: str = ""
    homepage: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return all its spellings, the authorised one first."""
        return (self.name, *self.other_names)


@dataclass(frozen=True, slots=True)
class KnownSources:
    """Lookup table from names of sources to slugs; built once, used often. See `from_names`."""

    folded: Mapping[str, str] = field(default_factory=dict)
    spelled: Mapping[str, str] = field(default_factory=dict)
    institutions: frozenset[str] = frozenset()

    @classmethod
    def from_names(cls, names: Mapping[str, str], institutions: Iterable[str] = ()) -> KnownSources:
        """Build from {name: slug}; every spelling of a source is a name of its own.

        `institutions` are the slugs of sources that are not outlets (ministries, companies, alliances): in prose and
        in undated parentheses they are mostly the subject, so they do not count as sources there. Where the names of
        two sources differ in spelling habits only, fuzzy spelling finds neither.
        """
        folded = {folded_name(name): slug for name, slug in names.items()}
        folded.pop("", None)
        spelled: dict[str, str] = {}
        for name, slug in folded.items():
            key = respelled(name)
            spelled[key] = slug if spelled.get(key, slug) == slug else ""
        return cls(folded, {key: slug for key, slug in spelled.items() if slug}, frozenset(institutions))

    @classmethod
    def from_outlets(cls, outlets: Iterable[Outlet]) -> KnownSources:
        """Build from the outlets of an authority file; the slug is the folded name with hyphens."""
        slugs = {outlet: folded_name(outlet.name).replace(" ", "-") for outlet in outlets}
        return cls.from_names(
            {name: slug for outlet, slug in slugs.items() for name in outlet.names},
            {slug for outlet, slug in slugs.items() if outlet.kind in INSTITUTIONS},
        )

    def slug_of(self, name: str) -> str | None:
        """Return the slug of a source by a name or spelling: "Rossiskaya gazeta" → that of Rossiyskaya Gazeta."""
        key = folded_name(name)
        if not key:
            return None
        return self.folded.get(key) or self.spelled.get(respelled(key))

    def slug_without_generic_words(self, name: str) -> str | None:
        """Return the slug as `slug_of`, or without generic words and place: "RTR television", "Dawn [Karachi]"."""
        slug = self.slug_of(name)
        if slug is None:
            bare = _without_place(name)
            slug = self.slug_of(bare) if bare != name else None
        return slug or self._slug_of_core(name)

    def recognises(self, name: str) -> bool:
        """Return whether a name is known, with or without generic words and place."""
        return self.slug_without_generic_words(name) is not None

    def trusts_in_prose(self, name: str) -> bool:
        """Return whether a name is known and no plain word: in prose "Today" and "the Republic" are no sources."""
        first = name.split(" ", 1)[0]
        if not first or not (first[0].isupper() or first[0].isdigit() or "." in first or "-" in first):
            return False
        if folded_name(name) in _PLAIN_WORDS:
            return False
        slug = self.slug_without_generic_words(name)
        return slug is not None and ("." in name or slug not in self.institutions)

    def _slug_of_core(self, name: str) -> str | None:
        words = folded_name(_without_place(name)).split(" ")
        first, last = 0, len(words)
        while last - first > 1 and words[last - 1] in _GENERIC:
            last -= 1
            if slug := self.slug_of(" ".join(words[first:last])):
                return slug
        while last - first > 1 and words[first] in _GENERIC:
            first += 1
            if slug := self.slug_of(" ".join(words[first:last])):
                return slug
        return None


def _without_place(name: str) -> str:
    """Return "Channel One [Dushanbe]" and "Dawn (Karachi)" without the place."""
    for opening in "[(":
        place = name.find(opening)
        if place > 0:
            return name[:place].rstrip()
    return name


@lru_cache(maxsize=8192)
def folded_name(name: str) -> str:
    """Return a name without usual variations: case, accents, quotes, a leading "the" or "www.", hyphens for blanks.

    "The “Moscow Times”" → "moscow times", "ITAR-TASS" → "itar tass", "https://www.osce.org/" → "osce.org".
    """
    key = _LEAD_OF_ADDRESS.sub("", fold(name))
    key = _SEPARATORS.sub(" ", key.replace("&", " and "))
    key = _DROPPED.sub("", key).strip()
    return _LEAD.sub("", key, count=1) if _LEAD.match(key) else key


@lru_cache(maxsize=8192)
def respelled(folded: str) -> str:
    """Return a folded name without differences of transliteration; only for comparing.

    Rossiyskaya, Rossiiskaya, Rossiskaya and Rossijskaja gazeta give one key, as do Izvestia and Izvestiya, Novye and
    Noviye izvestiya, Ekho and Eho Moskvy, Kommersant and Komersant. Words of up to four letters are unchanged except
    "kh" in words of four: Jiji is not I, nor Bell Bel.
    """
    return " ".join(_respelled_word(word) for word in folded.split(" "))


_HABITS = (
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"i+"), "i"),
    (re.compile(r"ie"), "e"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"tz"), "ts"),
    (re.compile(r"(?<=[aeiou])ks"), "x"),
    (re.compile(r"([bcdfghklmnprstvz])\1"), r"\1"),
    (re.compile(r"(?:ei|e)$"), "e"),
)


_MAX_SHORT_WORD = 4


def _respelled_word(word: str) -> str:
    if "." in word:  # an address has only one spelling
        return word
    if len(word) <= _MAX_SHORT_WORD:
        return word.replace("kh", "h") if len(word) == _MAX_SHORT_WORD else word
    for habit, plain in _HABITS:
        word = habit.sub(plain, word)
    return word


def spelling_group(name: str) -> str:
    """Return the key shared by likely spellings of a name, at most 200 characters, for the review of unknown names.

    "Komersant Ukrainy" and "Kommersant Ukrainy" are one group; "" for a lost name.
    """
    return respelled(folded_name(name))[:200]


def is_collective(name: str) -> bool:
    """Return whether a name is collective: "Western agencies", "Russian & Western agencies", "local media"."""
    return len(name) < 80 and _COLLECTIVE.fullmatch(fold(name)) is not None


def load_authority(path: Path = AUTHORITY_FILE) -> list[Outlet]:
    """Return the outlets of an authority file, in its order.

    Raises KeyError for an outlet without a name and ValueError for a kind not in KINDS.
    """
    with path.open("rb") as file:
        tables = tomllib.load(file)["outlet"]
    return [_outlet(table) for table in tables]


def _outlet(table: Mapping[str, Any]) -> Outlet:
    kind = table.get("kind", "other")
    if kind not in KINDS:
        raise ValueError(f"{table['name']!r} has a kind that is not one of {', '.join(KINDS)}: {kind!r}")
    return Outlet(
        name=str(table["name"]),
        other_names=tuple(map(str, table.get("other_names", ()))),
        kind=str(kind),
        country=str(table.get("country", "")),
        homepage=str(table.get("homepage", "")),
    )

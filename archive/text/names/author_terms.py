"""Words that tell bodies from people, and what stands beside a name in a list of authors: suffixes, degrees, roles."""

from __future__ import annotations

# Parts of the names of bodies, in the languages of the periodicals seen. Compared in lower case.
BODY_WORDS = frozenset(
    ("academy", "administration", "agency", "alliance", "archive", "archives", "army", "assembly", "association",
     "authority", "bank", "board", "branch", "bureau", "cabinet", "center", "centre", "chamber", "church", "club",
     "collaboration", "collective", "college", "commission", "committee", "company", "confederation", "conference",
     "congress", "consortium", "cooperative", "corporation", "corps", "council", "court", "department", "desk",
     "directorate", "division", "editorial", "editors", "embassy", "faculty", "federation", "forum", "foundation",
     "fund", "government", "group", "hospital", "initiative", "institute", "institution", "laboratory", "league",
     "library", "ministry", "mission", "museum", "network", "newsroom", "observatory", "office", "organisation",
     "organization", "parliament", "party", "police", "press", "programme", "project", "radio", "school", "secretariat",
     "senate", "service", "services", "society", "staff", "survey", "syndicate", "task", "team", "trust", "union",
     "unit", "university", "workshop",
     "ltd", "inc", "gmbh", "llc", "plc",
     "agence", "comité", "conseil", "ministère", "rédaction", "société", "université",
     "akademie", "amt", "institut", "ministerium", "redaktion", "universität", "verband", "verein",
     "agencia", "comisión", "instituto", "ministerio", "redacción", "universidad", "ministero", "università",
     "министерство", "институт", "комитет", "университет", "агентство", "редакция", "академия", "союз", "общество",
     "міністерство", "інститут", "комітет", "університет", "агенція", "редакція")
)  # fmt: skip

# Those that are family names too: "Alonzo Church", "Robert W. Service".
_FAMILY_NAMES = frozenset(("bank", "board", "branch", "chamber", "church", "college", "court", "press", "service"))

# Words within the name of a body: "Ministry of Ports, Roads and Canals".
BODY_LINKS = frozenset(("of", "for", "on", "against", "de", "des", "du", "del", "della", "di", "für", "der", "по"))

# Endings of a personal name, without full stops.
SUFFIXES = frozenset(("jr", "sr", "jnr", "snr", "ii", "iii", "iv", "2nd", "3rd"))

# Degrees, orders and honours after a name, without full stops. They are no part of it.
DEGREES = frozenset(
    ("phd", "dphil", "md", "mbbs", "dvm", "dds", "dmd", "do", "jd", "llb", "llm", "lld", "dr", "ba", "bsc", "bs", "ma",
     "msc", "ms", "mba", "mph", "mpa", "mphil", "med", "edd", "dsc", "scd", "rn", "bsn", "msn", "frs", "frcp", "frcs",
     "facp", "facs", "obe", "mbe", "cbe", "esq", "esquire", "sj", "osb", "phdc", "mfa", "mlis", "mls", "drs",
     "dipl-ing", "ing", "psyd", "pharmd", "cpa", "ret", "hon")
)  # fmt: skip

# What follows a name in a by-line and is no name: "Anna Vale, staff writer".
ROLES = frozenset(
    ("staff writer", "staff reporter", "staff correspondent", "correspondent", "special correspondent", "reporter",
     "editor", "editors", "ed", "eds", "writer", "columnist", "contributor", "guest contributor", "translator", "trans",
     "photographer", "author", "special to the monitor")
)  # fmt: skip

ET_AL = frozenset(("et al", "et alii", "and others", "others", "u.a", "и др", "та ін"))

# Agencies that sign with one word, which is no family name.
AGENCIES = frozenset(
    ("reuters", "tass", "itar-tass", "afp", "ap", "upi", "dpa", "efe", "ansa", "apa", "anp", "pap", "ctk", "mti",
     "xinhua", "interfax", "unian", "ukrinform", "belta", "kyodo", "yonhap", "bbc", "cnn", "rfe/rl", "тасс", "рейтер",
     "интерфакс", "риа")
)  # fmt: skip


def is_body(text: str) -> bool:
    """Return whether a text has a word of the names of bodies: "Harbour Office"; "Alonzo Church" has one too."""
    return bool(_body_words(text))


def is_surely_body(name: str) -> bool:
    """Return whether a name is that of a body: "Sarnel Basin Commission", "Bank of Tesk"; not "Alonzo Church"."""
    words, found = name.split(), _body_words(name)
    may_be_person = found == [_bare(words[-1])] and found[0] in _FAMILY_NAMES and len(words) <= 3 if found else False
    return bool(found) and not may_be_person


def _body_words(text: str) -> list[str]:
    return [word for word in map(_bare, text.split()) if word in BODY_WORDS]


def _bare(word: str) -> str:
    return word.strip(".,()“”\"'").casefold()

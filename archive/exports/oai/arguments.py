"""Arguments of an OAI-PMH request, checked by the protocol; resumption tokens, which hold all of a list's state."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core import signing

PREFIXES = ("oai_dc", "jats")
SALT = "oai-pmh resumption token"
_LISTING = (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}))
# Verb → arguments that it requires, and those that it allows; a list goes on by `resumptionToken` alone.
VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset()),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": _LISTING,
    "ListRecords": _LISTING,
}
RESUMABLE = ("ListSets", "ListIdentifiers", "ListRecords")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class OaiError(Exception):
    """Error of the protocol, with its code: badVerb, badArgument, noRecordsMatch, …"""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list is of: a format, a set ("" for all), and the seconds from `since` to before `until`."""

    prefix: str
    set_spec: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Last record given of a list: its datestamp, its id, and how many were given with it."""

    second: datetime.datetime
    pk: int
    given: int


def check(asked: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the arguments, one value each. Raises OaiError for an unknown verb, or arguments not of it."""
    verbs = asked.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"Give one argument verb: {', '.join(VERBS)}.")
    verb = verbs[0]
    if repeated := sorted(name for name, values in asked.items() if len(values) != 1):
        raise OaiError("badArgument", f"Given more than once: {', '.join(repeated)}.")
    arguments = {name: values[0] for name, values in asked.items() if name != "verb"}
    required, allowed = VERBS[verb]
    if verb in RESUMABLE and "resumptionToken" in arguments:
        required, allowed = frozenset({"resumptionToken"}), frozenset()
    if unknown := sorted(arguments.keys() - required - allowed):
        raise OaiError("badArgument", f"{verb} does not take {', '.join(unknown)} here.")
    if missing := sorted(name for name in required if not arguments.get(name)):
        raise OaiError("badArgument", f"{verb} needs {', '.join(missing)}.")
    return {"verb": verb, **arguments}


def selection(arguments: Mapping[str, str]) -> Selection:
    """Return what a list is asked for. Raises OaiError for an unknown format, and dates that are none or contradict."""
    prefix, since, until = arguments["metadataPrefix"], arguments.get("from", ""), arguments.get("until", "")
    check_prefix(prefix)
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until must both be days, or both be seconds.")
    first, last = _first_second(since, "from"), _first_second(until, "until")
    if first and last and first > last:
        raise OaiError("badArgument", "from is later than until.")
    try:
        end = last and last + (datetime.timedelta(seconds=1) if "T" in until else datetime.timedelta(days=1))
    except OverflowError:
        end = None  # until the last day that there is
    return Selection(prefix, arguments.get("set", ""), first, end)


def check_prefix(prefix: str) -> None:
    """Raise OaiError for a format that records do not have."""
    if prefix not in PREFIXES:
        raise OaiError("cannotDisseminateFormat", f"There are the formats {', '.join(PREFIXES)}.")


def _first_second(text: str, name: str) -> datetime.datetime | None:
    if not text:
        return None
    form = "%Y-%m-%d" if _DAY.fullmatch(text) else "%Y-%m-%dT%H:%M:%SZ" if _SECOND.fullmatch(text) else ""
    try:
        return datetime.datetime.strptime(text, form).replace(tzinfo=datetime.UTC)
    except ValueError:
        raise OaiError("badArgument", f"{name} must be as 2004-10-26 or 2004-10-26T08:30:00Z.") from None


def resumption_token(verb: str, chosen: Selection, cursor: Cursor) -> str:
    """Return the token of the rest of a list. It is signed, so that nobody needs to check what it says again."""
    bounds = [moment and int(moment.timestamp()) for moment in (chosen.since, chosen.until, cursor.second)]
    return signing.dumps([verb, chosen.prefix, chosen.set_spec, *bounds, cursor.pk, cursor.given], salt=SALT)


def resume(verb: str, token: str) -> tuple[Selection, Cursor]:
    """Return what a token says. Raises OaiError for one that this archive did not make for the verb."""
    try:
        made_for, prefix, set_spec, *bounds, pk, given = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        made_for = None
    if made_for != verb:
        raise OaiError("badResumptionToken", "The token is none of this list. Start the harvest again.")
    since, until, second = (
        None if moment is None else datetime.datetime.fromtimestamp(moment, datetime.UTC) for moment in bounds
    )
    assert second is not None  # noqa: S101 (signed by us)
    return Selection(prefix, set_spec, since, until), Cursor(second, pk, given)

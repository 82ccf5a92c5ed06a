"""Answers of OAI-PMH as XML: the envelope, headers, and records as Dublin Core or JATS."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import tostring
from xml.sax.saxutils import escape, quoteattr

from archive.exports.articles.page_metadata import dublin_core
from archive.exports.articles.record import ArticleRecord, record, with_everything_described
from archive.exports.jats import article_element
from archive.exports.jats_body import clean
from archive.exports.oai import arguments, changes
from archive.exports.oai.arguments import Cursor, OaiError, Selection
from archive.exports.oai.changes import Change
from archive.models import Article

XSI = "http://www.w3.org/2001/XMLSchema-instance"
OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
# Prefix → schema and namespace. Articles of JATS have no namespace; repositories name this one for them.
FORMATS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
    "jats": (
        "https://jats.nlm.nih.gov/archiving/1.3/xsd/JATS-archivearticle1-3.xsd",
        "https://jats.nlm.nih.gov/archiving/1.3/",
    ),
}
NOT_OF_REQUEST = ("badVerb", "badArgument")
MAX_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Repository:
    """The archive as harvesters know it: name, base URL, host (in identifiers), contact; how full URLs are made."""

    name: str
    base_url: str
    host: str
    email: str
    absolute: Callable[[str], str]

    def identifier(self, pk: int) -> str:
        return f"oai:{self.host}:{pk}"

    def pk_of(self, identifier: str) -> int:
        """Return the id in an identifier. Raises OaiError for one of another repository."""
        start, digits = f"oai:{self.host}:", identifier.rpartition(":")[2]
        if not (identifier == start + digits and digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
            raise OaiError("idDoesNotExist", f"Identifiers here have the form {start}4711.")
        return int(digits)


def answer(asked: Mapping[str, Sequence[str]], repository: Repository) -> str:
    """Return the answer to a request, errors too."""
    moment = changes.settled_until()
    try:
        given = arguments.check(asked)
        content = VERBS[given["verb"]](given, repository)
    except OaiError as error:
        of_request = {} if error.code in NOT_OF_REQUEST else {name: values[0] for name, values in asked.items()}
        return _envelope(repository, moment, of_request, f'<error code="{error.code}">{_text(str(error))}</error>')
    return _envelope(repository, moment, given, f"<{given['verb']}>{content}</{given['verb']}>")


def _identify(given: Mapping[str, str], repository: Repository) -> str:
    return (
        f"<repositoryName>{_text(repository.name)}</repositoryName><baseURL>{_text(repository.base_url)}</baseURL>"
        f"<protocolVersion>2.0</protocolVersion><adminEmail>{_text(repository.email)}</adminEmail>"
        f"<earliestDatestamp>{_stamp(changes.earliest())}</earliestDatestamp>"
        "<deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
    )


def _list_metadata_formats(given: Mapping[str, str], repository: Repository) -> str:
    if "identifier" in given:
        _change(given["identifier"], repository)
    return "".join(
        f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{schema}</schema>"
        f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>"
        for prefix, (schema, namespace) in FORMATS.items()
    )


def _list_sets(given: Mapping[str, str], repository: Repository) -> str:
    if "resumptionToken" in given:
        raise OaiError("badResumptionToken", "The list of sets is given whole, without a token.")
    if not (sets := changes.sets()):
        raise OaiError("noSetHierarchy", "There is nothing to read yet, and so there are no sets.")
    return "".join(f"<set><setSpec>{spec}</setSpec><setName>{_text(name)}</setName></set>" for spec, name in sets)


def _get_record(given: Mapping[str, str], repository: Repository) -> str:
    change = _change(given["identifier"], repository)
    arguments.check_prefix(given["metadataPrefix"])
    return "".join(_records([change], given["metadataPrefix"], repository))


def _list_records(given: Mapping[str, str], repository: Repository) -> str:
    return _list(given, repository, _records)


def _list_identifiers(given: Mapping[str, str], repository: Repository) -> str:
    return _list(given, repository, _headers)


VERBS: dict[str, Callable[[Mapping[str, str], Repository], str]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListRecords": _list_records,
    "ListIdentifiers": _list_identifiers,
}

Writer = Callable[[Sequence[Change], str, Repository], Iterable[str]]


def _list(given: Mapping[str, str], repository: Repository, write: Writer) -> str:
    """Return a page of a list, with a token for the rest; the last page of several has an empty one."""
    chosen, cursor = _place(given)
    found, has_more = changes.changes(chosen, cursor)
    if not (found or cursor):
        raise OaiError("noRecordsMatch", "No record changed then in this set.")
    before = cursor.given if cursor else 0
    token = ""
    if has_more:
        after = Cursor(found[-1].second, found[-1].pk, before + len(found))
        token = arguments.resumption_token(given["verb"], chosen, after)
    ending = f'<resumptionToken cursor="{before}">{token}</resumptionToken>' if token or cursor else ""
    return "".join(write(found, chosen.prefix, repository)) + ending


def _place(given: Mapping[str, str]) -> tuple[Selection, Cursor | None]:
    if token := given.get("resumptionToken"):
        return arguments.resume(given["verb"], token)
    return arguments.selection(given), None


def _change(identifier: str, repository: Repository) -> Change:
    if change := changes.change_of(repository.pk_of(identifier)):
        return change
    raise OaiError("idDoesNotExist", f"There is no record {identifier}.")


def _described(found: Sequence[Change], repository: Repository) -> dict[int, ArticleRecord]:
    shown = Article.objects.published().filter(pk__in=[each.pk for each in found if not each.is_deletion])
    return {article.pk: record(article, repository.absolute) for article in with_everything_described(shown)}


def _headers(found: Sequence[Change], prefix: str, repository: Repository) -> Iterable[str]:
    described = _described(found, repository)
    for each in found:
        # One that was withdrawn meanwhile is listed as deleted at the end of the list.
        if each.is_deletion or each.pk in described:
            yield _header(each, described.get(each.pk), repository)


def _records(found: Sequence[Change], prefix: str, repository: Repository) -> Iterable[str]:
    described = _described(found, repository)
    for each in found:
        one = described.get(each.pk)
        if each.is_deletion:
            yield f"<record>{_header(each, None, repository)}</record>"
        elif one:
            content = WRITERS[prefix](one, repository)
            yield f"<record>{_header(each, one, repository)}<metadata>{content}</metadata></record>"


def _header(change: Change, one: ArticleRecord | None, repository: Repository) -> str:
    if one:
        topics = (f"topic:{topic.slug}" for topic in one.article.topics.all())
        specs = [f"publication:{one.article.issue.publication.slug}", *topics]
    else:
        specs = [f"publication:{change.path.split('/')[1]}"]
    sets = "".join(f"<setSpec>{spec}</setSpec>" for spec in specs)
    deleted = ' status="deleted"' if change.is_deletion else ""
    identifier = _text(repository.identifier(change.pk))
    return (
        f"<header{deleted}><identifier>{identifier}</identifier>"
        f"<datestamp>{_stamp(change.second)}</datestamp>{sets}</header>"
    )


def _dc(one: ArticleRecord, repository: Repository) -> str:
    facts = [*dublin_core(one), ("description", one.article.standfirst), ("relation", one.issue_page)]
    elements = "".join(f"<dc:{name}>{_text(value)}</dc:{name}>" for name, value in facts if value)
    return (
        f'<oai_dc:dc xmlns:oai_dc="{OAI_DC}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xsi:schemaLocation="{OAI_DC} {FORMATS["oai_dc"][0]}">{elements}</oai_dc:dc>'
    )


def _jats(one: ArticleRecord, repository: Repository) -> str:
    article = one.article
    element = article_element(article, article.byline(), list(article.topics.all()), repository.absolute)
    element.set("xmlns", "")  # out of the protocol's namespace: JATS has none
    return tostring(element, encoding="unicode")


WRITERS = {"oai_dc": _dc, "jats": _jats}


def _envelope(repository: Repository, moment: datetime.datetime, of_request: Mapping[str, str], content: str) -> str:
    attributes = "".join(f" {name}={quoteattr(clean(value))}" for name, value in of_request.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="{OAI}" xmlns:xsi="{XSI}" '
        f'xsi:schemaLocation="{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
        f"<responseDate>{_stamp(moment)}</responseDate>"
        f"<request{attributes}>{_text(repository.base_url)}</request>{content}</OAI-PMH>\n"
    )


def _stamp(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _text(text: str) -> str:
    return escape(clean(text))

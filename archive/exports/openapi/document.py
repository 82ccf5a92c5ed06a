"""The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), built from the addresses that there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archive.exports.openapi.schemas import SCHEMAS, Schema, schema_named

VERSION = "3.1.0"


@dataclass(frozen=True, slots=True)
class Parameter:
    """Parameter of addresses. `key` is its name among all parameters, where `name` alone is not unique."""

    name: str
    described: str
    example: str = ""
    where: str = "query"
    is_required: bool = False
    takes_several: bool = False
    key: str = ""

    @property
    def component(self) -> str:
        return self.key or self.name

    def as_object(self) -> Schema:
        """Return its Parameter Object."""
        one: Schema = {"type": "string"}
        schema = {"type": "array", "items": one} if self.takes_several else one
        described: Schema = {"name": self.name, "in": self.where, "description": self.described, "schema": schema}
        if self.is_required:
            described["required"] = True
        return described | ({"example": self.example} if self.example else {})


@dataclass(frozen=True, slots=True)
class Operation:
    """Address of data with what it answers. `schema` names that of a JSON document; "" for other types."""

    path: str
    name: str
    group: str
    summary: str
    media_type: str
    parameters: tuple[Parameter, ...] = ()
    schema: str = ""
    is_search: bool = False
    is_confirmed: bool = True
    """It has an ETag by which a client's copy is confirmed."""
    may_end_early: bool = False
    """It has so many entries at most, and says in a header where there are more."""


@dataclass(frozen=True, slots=True)
class Service:
    """What the document says of the site: its name, URL, and how often a network may search in a minute."""

    name: str
    url: str
    version: str
    searches_a_minute: int


def document(operations: Iterable[Operation], service: Service) -> dict[str, Any]:
    """Return the whole document of these operations."""
    listed = list(operations)
    parameters = {each.component: each.as_object() for one in listed for each in one.parameters}
    return {
        "openapi": VERSION,
        "info": {"title": service.name, "version": service.version, "description": _introduction(service)},
        "servers": [{"url": service.url}],
        "tags": [{"name": group} for group in dict.fromkeys(one.group for one in listed)],
        "paths": {one.path: {"get": _operation(one)} for one in listed},
        "components": {"schemas": SCHEMAS, "parameters": parameters, "responses": _RESPONSES, "headers": _HEADERS},
    }


def _introduction(service: Service) -> str:
    limit = (
        f"A network may search {service.searches_a_minute} times a minute; beyond that the answer is 429 with "
        "Retry-After. All else has no limit."
        if service.searches_a_minute
        else "There is no limit of the rate."
    )
    return (
        "All that this archive has published, for reading, without an account. Addresses of rows are given in the "
        f"documents; former ones redirect (301). Scripts of any site may read all of it (CORS). {limit}"
    )


def _operation(one: Operation) -> dict[str, Any]:
    content: Schema = {"schema": schema_named(one.schema)} if one.schema else {}
    found: Schema = {"description": one.summary, "content": {one.media_type: content}}
    told = {"ETag": one.is_confirmed, "X-Left-Off": one.may_end_early}
    found["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name, is_told in told.items() if is_told}
    errors = {"404": "NotFound", "503": "Unavailable"}
    errors |= {"304": "NotModified"} if one.is_confirmed else {}
    errors |= {"429": "TooMany"} if one.is_search else {"301": "Moved"} if "{" in one.path else {}
    errors |= {"410": "Gone"} if one.group in GROUPS_OF_TOMBSTONES else {}
    responses = {"200": found} | {code: {"$ref": f"#/components/responses/{name}"} for code, name in errors.items()}
    return {
        "operationId": one.name,
        "tags": [one.group],
        "summary": one.summary,
        "parameters": [{"$ref": f"#/components/parameters/{each.component}"} for each in one.parameters],
        "responses": dict(sorted(responses.items())),
    }


# Groups of addresses at which a withdrawn or deleted row leaves a tombstone.
GROUPS_OF_TOMBSTONES = frozenset({"Articles", "Issues"})

_HEADERS: dict[str, Schema] = {
    "ETag": {"description": "Names this state: send it as If-None-Match.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds until it is worth asking again.", "schema": {"type": "integer"}},
    "X-Left-Off": {"description": "Says that the list ends early, and where.", "schema": {"type": "string"}},
    "Location": {"description": "The address now.", "schema": {"type": "string"}},
}


def _response(described: str, *media_types: str, header: str = "") -> Schema:
    response: Schema = {"description": described}
    if media_types:
        response["content"] = {each: {"schema": {"type": "string"}} for each in media_types}
    if header:
        response["headers"] = {header: {"$ref": f"#/components/headers/{header}"}}
    return response


_RESPONSES: dict[str, Schema] = {
    "Moved": _response("The row has another address now.", header="Location"),
    "NotModified": _response("The client's copy is the present state.", header="ETag"),
    "NotFound": _response("Nothing that may be read is there, or no such page of a list.", "text/html"),
    "Gone": _response("It was withdrawn or deleted.", "text/html"),
    "TooMany": _response("Too many searches from this network.", "text/plain", header="Retry-After"),
    "Unavailable": _response(
        "Database or index cannot be read just now.", "text/plain", "text/html", header="Retry-After"
    ),
}


@dataclass(frozen=True, slots=True)
class Field:
    """Field of a JSON document in words: "page", "number", "Of the list; from 1."."""

    name: str
    type: str
    described: str


def fields_of(name: str) -> list[Field]:
    """Return the fields of a named schema for people to read; none of a list."""
    properties: dict[str, Schema] = SCHEMAS[name].get("properties", {})
    return [Field(field, _in_words(schema), schema.get("description", "")) for field, schema in properties.items()]


_FORMATS = {"uri": "URL", "date": "day", "date-time": "moment"}


def _in_words(schema: Schema) -> str:
    """Return the type of a schema in words: "text", "number or null", "list of Passage"."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_in_words(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(each or "(empty)" for each in schema["enum"])
    kinds: list[str] = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "array" in kinds:
        return f"list of {_in_words(schema['items'])}"
    if kinds == ["object"] and "properties" in schema:
        return ", ".join(schema["properties"])
    text = _FORMATS.get(schema.get("format", ""), "text")
    words: dict[str, str] = {"string": text, "integer": "number", "boolean": "true or false"}
    return " or ".join(words.get(kind, kind) for kind in kinds)

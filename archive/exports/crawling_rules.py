"""Rules for crawlers: robots.txt (RFC 9309) and the reservation of text and data mining (W3C TDMRep).

Crawlers may take every page once. Searches, facets and the desk are endless or nobody's: they are disallowed. Whether
texts may be used by AI is for the operator to say (the setting AI_USE).
"""

from __future__ import annotations

import json
from enum import StrEnum


class AiUse(StrEnum):
    """What AI may use the texts for: everything; finding and quoting them for a reader's question; nothing."""

    OPEN = "open"
    SEARCH = "search"
    RESERVED = "reserved"


# As their operators document them: those that collect texts to train models, and those that answer readers' questions.
TRAINING_CRAWLERS = (
    "AI2Bot", "Amazonbot", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot", "cohere-training-data-crawler",
    "Diffbot", "Google-Extended", "GPTBot", "meta-externalagent", "omgili",
)  # fmt: skip
ANSWERING_CRAWLERS = (
    "ChatGPT-User", "Claude-SearchBot", "Claude-User", "DuckAssistBot", "meta-externalfetcher", "MistralAI-User",
    "OAI-SearchBot", "Perplexity-User", "PerplexityBot",
)  # fmt: skip
# The longest rule counts: pages of a list are allowed, other queries are facets.
DISALLOWED = ("/admin/", "/search/", "/search.", "/*?")
ALLOWED = ("/*?page=",)
_SIGNALS = {
    AiUse.OPEN: "search=yes, ai-input=yes, ai-train=yes",
    AiUse.SEARCH: "search=yes, ai-input=yes, ai-train=no",
    AiUse.RESERVED: "search=yes, ai-input=no, ai-train=no",
}


def robots_txt(use: AiUse, sitemap: str) -> str:
    """Return robots.txt with the full URL of the sitemap."""
    lines = ["User-agent: *", f"Content-Signal: {_SIGNALS[use]}"]
    lines += [f"Disallow: {path}" for path in DISALLOWED]
    lines += [f"Allow: {path}" for path in ALLOWED]
    if refused := refused_crawlers(use):
        lines += ["", *(f"User-agent: {name}" for name in refused), "Disallow: /"]
    return "\n".join([*lines, "", f"Sitemap: {sitemap}", ""])


def refused_crawlers(use: AiUse) -> tuple[str, ...]:
    """Return the names of the crawlers that may take nothing."""
    if use is AiUse.OPEN:
        return ()
    return TRAINING_CRAWLERS if use is AiUse.SEARCH else (*TRAINING_CRAWLERS, *ANSWERING_CRAWLERS)


def is_reserved(use: AiUse) -> bool:
    """Return whether the rights to mine texts are reserved, as TDMRep has it: for training at least."""
    return use is not AiUse.OPEN


def tdmrep_json(use: AiUse) -> str:
    """Return the file `/.well-known/tdmrep.json`: one rule for the whole site."""
    return json.dumps([{"location": "/", "tdm-reservation": int(is_reserved(use))}])

"""What MDX adds to Markdown (Docusaurus, Astro, Next.js): modules, components and comments of JSX.

They are code of the site. Components keep what is between their tags, as shortcodes do, and a component that shows a
picture becomes one.
"""

from __future__ import annotations

import re

from archive.text.markdown.code_spans import changed_outside_code
from archive.text.markdown.templates import PICTURE_TAGS, figure_of_tag

_NAMES = r"(?:[\w$*]+(?:\s+as\s+\w+)?|\{[^{}\n]*+\})"
_IMPORT = re.compile(
    rf"^import\s+(?:{_NAMES}(?:\s*,\s*{_NAMES})?\s+from\s+)?(?P<quote>['\"])[^'\"\s]+(?P=quote);?[ \t]*$", re.M
)
_EXPORT = re.compile(r"^export\s+(?:const|let|var|default|function|async)\b(?:[^\n]++\n?+)++", re.M)
_COMMENT = re.compile(r"\{/\*(?:[^*]++|\*(?!/\}))*+\*/\}")
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][\w.]*+)(?=[\s/>])"
    r"(?P<inside>(?:[^<>{}]++|\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\})*+)>"
)
_COMPONENT = re.compile(r"[A-Z]\w*[a-z][\w.]*")  # <BR> and <P> are HTML
_REQUIRED = re.compile(r"=\{\s*(?:require\()?\s*(['\"`])([^'\"`{}\n]+)\1\s*\)?(?:\.default)?\s*\}")
_EXPRESSION = re.compile(r"[\s]+[\w:-]+=\{(?:[^{}]++|\{[^{}]*+\})*+\}")
_SIGNS = re.compile(r"<[A-Z]|=\{|\{/\*")


def without_modules(text: str) -> str:
    """Return Markdown without lines that import and export code, its other lines numbered as before."""
    if "import " not in text and "export " not in text:
        return text

    def blank(code: re.Match[str]) -> str:
        return "\n" * code[0].count("\n")

    return changed_outside_code(text, lambda source: _EXPORT.sub(blank, _IMPORT.sub(blank, source)))


def without_components(source: str) -> tuple[str, list[str]]:
    """Return Markdown without the tags of components, outside of its code, and their names each time they stand there.

    `<Tabs>Text</Tabs>` → "Text"; `<img src={require('./a.png').default} width={9} />` → `<img src="./a.png" />`.
    """
    names: list[str] = []
    if not _SIGNS.search(source):
        return source, names
    changed = changed_outside_code(
        source, lambda part: _TAG.sub(lambda tag: _instead(tag, names), _COMMENT.sub("", part))
    )
    return changed, names


def _instead(tag: re.Match[str], names: list[str]) -> str:
    inside = _EXPRESSION.sub("", _REQUIRED.sub(r'="\2"', tag["inside"]))
    if not _COMPONENT.fullmatch(tag["name"]):
        return f"<{tag['end']}{tag['name']}{inside}>"
    if tag["end"]:
        return ""
    names.append(tag["name"][:40])
    return figure_of_tag(inside) if tag["name"].lower().endswith(PICTURE_TAGS) else ""

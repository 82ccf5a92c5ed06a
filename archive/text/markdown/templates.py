"""Template tags in Markdown: Hugo's and Zola's shortcodes, Liquid of Jekyll and Eleventy.

They stand for what a site generator makes of them, so that the words in them are no text of the article; blocks that
they open and close keep what is inside. Pictures are the exception: a "figure" tag is a picture.
"""

from __future__ import annotations

import re
from html import escape

from archive.text.markdown.code_spans import CODE, changed_outside_code

_TAG = re.compile(
    r"\{\{[<%]\s*+(?P<hugo>/?\s*+[\w./-]++)(?P<of_hugo>(?:[^{}>%]++|[>%](?!\}\}))*+)[>%]\}\}"
    r"|\{%-?\s*+(?P<liquid>[\w.-]++)(?P<of_liquid>(?:[^{}%]++|%(?!\}))*+)%\}"
    r"|\{\{-?\s*+(?P<value>[\w.]++)(?P<of_value>[^{}]*+)\}\}"
    r"|^\{:[^{}\n]*+\}[ \t]*+$|\{:\s*+[.#][^{}\n]*+\}",
    re.M,
)
_HIGHLIGHT = re.compile(
    r"\{%-?\s*+highlight\b[^%{}]*+%\}(?P<code>(?:[^{]++|\{(?!%-?\s*+(?:end)?highlight\b))*+)\{%-?\s*+endhighlight\s*+-?%\}"
)
_PARAMETER = re.compile(r"([\w-]+)\s*[=:]\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([^\s,)]+))")
_BASES = ("site.baseurl", "site.url", "base_url", "baseurl", "site.github.url", "url_for", "relative_url", "page.url")
PICTURE_TAGS = ("figure", "image", "img", "picture")


def without_templates(source: str) -> tuple[str, list[str]]:
    """Return Markdown without the tags of templates, outside of its code, and their names, each time they stand there.

    `{{< figure src="a.jpg" caption="The quay" >}}` becomes `<figure>`, `{% highlight c %}…{% endhighlight %}` a block
    of code, `{{ site.baseurl }}/a.jpg` "/a.jpg"; of `{{< note >}}Text{{< /note >}}` the text stays.
    """
    if "{" not in source:
        return source, []
    names: list[str] = []
    if "highlight" in source:
        source = _HIGHLIGHT.sub(lambda found: _fenced(found["code"], names), source)
    return changed_outside_code(source, lambda part: _TAG.sub(lambda tag: _instead(tag, names), part)), names


def _fenced(code: str, names: list[str]) -> str:
    names.append("highlight")
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", code))])
    return f"\n{fence}\n{code.strip(chr(10))}\n{fence}\n"


def _instead(tag: re.Match[str], names: list[str]) -> str:
    name = (tag["hugo"] or tag["liquid"] or tag["value"] or "").strip()
    if not name:
        return ""  # attributes of kramdown: {:.wide}
    if tag["value"] and name.startswith(_BASES):
        return ""
    inside = tag["of_hugo"] or tag["of_liquid"] or tag["of_value"] or ""
    if name.startswith(("/", "end")):
        return ""
    if name == "include" and (included := re.match(r"\s*([\w./-]+)", inside)):
        name = included[1].rpartition("/")[2].partition(".")[0]
    names.append(name[:40])
    return figure_of_tag(inside) if name.lower() in PICTURE_TAGS else ""


def figure_of_tag(inside: str) -> str:
    """Return the picture of a "figure" tag as HTML, in a line of its own; "" if it names none."""
    values = {found[1].lower(): next(filter(None, found.groups()[1:]), "") for found in _PARAMETER.finditer(inside)}
    bare = re.search(r"[\"']?([\w./:-]+\.(?:jpe?g|png|gif|webp|svg))\b", inside, re.I)
    address = next(
        (values[key] for key in ("src", "url", "path", "image", "image_path", "link") if values.get(key)), ""
    )
    address = address or (bare[1] if bare else "")
    if not address:
        return ""
    words = values.get("alt") or values.get("title") or values.get("caption") or ""
    caption = values.get("caption") or values.get("title") or ""
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'\n\n<figure><img src="{escape(address)}" alt="{escape(words)}">{below}</figure>\n\n'


def without_comments(source: str) -> str:
    """Return Markdown without the comments of HTML in it, outside of its code, its lines numbered as before."""
    pieces, at = [], 0
    for code in CODE.finditer(source):
        if code.start() < at:
            continue
        cut, end = _cut_comments(source, at, code.start())
        pieces += [cut, source[end : max(end, code.end())]]
        at = max(end, code.end())
    pieces.append(_cut_comments(source, at, len(source))[0])
    return "".join(pieces)


def _cut_comments(source: str, at: int, until: int) -> tuple[str, int]:
    """Return a stretch without the comments that begin in it, and where the last of them ends."""
    pieces = []
    while (start := source.find("<!--", at, until)) >= 0:
        end = source.find("-->", start + 4)
        if end < 0:  # never closed, so that it would hide all that follows
            pieces.append(source[at:until].replace("<!--", "&lt;!--"))
            return "".join(pieces), until
        pieces += [source[at:start], "\n" * source.count("\n", start, end)]
        at = end + 3
    pieces.append(source[at:until])
    return "".join(pieces), max(at, until)

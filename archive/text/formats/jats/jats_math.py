"""Formulas of JATS as one line of text: MathML in the notation of plain mail, "(a + b)/c^2", or their TeX."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

MAX_FORMULA = 5_000  # characters
_TEX_BODY = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.S)
_TEX_MARKS = re.compile(r"^\s*(?:\$\$?|\\\[|\\\()|(?:\$\$?|\\\]|\\\))\s*$")
_SPACED = re.compile(r"[=<>≤≥≈≠±×÷∈→←↔+−∼≡∝∑∏]")
_SCRIPTS = {"msub": "_", "munder": "_", "msup": "^", "mover": "^"}
_BOTH_SCRIPTS = frozenset(("msubsup", "munderover"))


def formula_text(formula: Element) -> str:
    """Return the text of a <disp-formula>, <inline-formula> or their like; "" for one that is a picture only."""
    math = next((each for each in formula.iter() if _local(each) == "math"), None)
    if math is not None:
        return " ".join(_text(math).split())[:MAX_FORMULA]
    tex = next((each for each in formula.iter() if _local(each) == "tex-math"), None)
    if tex is not None:
        source = "".join(tex.itertext())
        inner = _TEX_BODY.search(source)
        return " ".join(_TEX_MARKS.sub("", (inner[1] if inner else source).strip()).split())[:MAX_FORMULA]
    own = [formula.text or "", *(_words(each) + (each.tail or "") for each in formula)]
    return " ".join("".join(own).split())[:MAX_FORMULA]


def _words(element: Element) -> str:
    """Return the words of a formula written in JATS's own elements; labels and pictures have none."""
    return (
        "" if _local(element) in ("label", "graphic", "inline-graphic", "alternatives") else "".join(element.itertext())
    )


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Element) -> str:
    name = _local(element)
    parts = [_text(child) for child in element if _local(child) not in ("annotation", "annotation-xml", "")]
    if name == "mo":
        sign = (element.text or "").strip()
        return f" {sign} " if _SPACED.fullmatch(sign) else sign
    if not parts:
        return element.text or ""
    if name == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if name in _SCRIPTS and len(parts) == 2:
        return f"{parts[0]}{_SCRIPTS[name]}{_grouped(parts[1])}"
    if name in _BOTH_SCRIPTS and len(parts) == 3:
        return f"{parts[0]}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if name == "msqrt":
        return f"√({''.join(parts).strip()})"
    if name == "mroot" and len(parts) == 2:
        return f"{_grouped(parts[1])}√({parts[0].strip()})"
    if name == "mfenced":
        separator = (element.get("separators") or ",")[:1]
        return f"{element.get('open', '(')}{f'{separator} '.join(parts)}{element.get('close', ')')}"
    separator = {"mtr": " ", "mtable": "; ", "mlabeledtr": " "}.get(name, "")
    return separator.join(parts)


def _grouped(part: str) -> str:
    part = part.strip()
    return part if len(part) <= 1 or part.isalnum() else f"({part})"

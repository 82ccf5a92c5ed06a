"""Survey of a publication's texts: which forms of citation they use, with examples, keys, and the order of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from archive.text.citations.forms.keys import keys_explained
from archive.text.citations.reader import find_candidates
from archive.text.citations.style import CitationStyle, Form
from archive.text.citations.types import Setting

# A form is a publication's where this many articles show it, with this much evidence in them and in this share of all.
_MIN_ARTICLES, _MIN_POINTS, _MIN_SHARE = 2, 4, 0.02
_MAX_EXAMPLES, _LONGEST_EXAMPLE, _MAX_KEYS = 3, 120, 100
_MIN_ORDERED, _SHARE_IN_ORDER = 3, 0.9


@dataclass(slots=True)
class Evidence:
    """How often a form occurs: in how many articles, with how much evidence in all, and some examples as printed."""

    articles: int = 0
    points: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(slots=True)
class StyleSurvey:
    """Evidence of the articles added so far. `style()` is the verdict."""

    articles: int = 0
    forms: dict[Form, Evidence] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    cited: Counter[str] = field(default_factory=Counter)
    orders: Counter[bool] = field(default_factory=Counter)

    def add(self, paragraphs: Sequence[str], setting: Setting) -> None:
        """Add an article, read without any style."""
        self.articles += 1
        found = find_candidates(paragraphs, setting)
        for name, meaning in keys_explained(paragraphs).items():
            if len(self.keys) < _MAX_KEYS:
                self.keys.setdefault(name, meaning)
        for form, points in found.points.items():
            evidence = self.forms.setdefault(form, Evidence())
            evidence.articles += 1
            evidence.points += points
        for form, raw in found.examples:
            examples = self.forms[form].examples if form in self.forms else []
            if len(examples) < _MAX_EXAMPLES and raw not in examples and len(raw) <= _LONGEST_EXAMPLE:
                examples.append(raw)
        self.cited.update(found.names)
        self.orders.update(found.orders)

    def style(self) -> CitationStyle:
        """Return the style that the evidence shows; keys are those that the texts use."""
        forms = frozenset(form for form, evidence in self.forms.items() if self._is_used(evidence))
        keys = {key: name for key, name in self.keys.items() if self.cited[key]} if Form.KEYS in forms else {}
        return CitationStyle(forms, keys, self._day_first())

    def _is_used(self, evidence: Evidence) -> bool:
        wanted = max(min(_MIN_ARTICLES, self.articles), self.articles * _MIN_SHARE)
        return evidence.points >= _MIN_POINTS and evidence.articles >= wanted

    def _day_first(self) -> bool | None:
        if self.orders.total() < _MIN_ORDERED:
            return None
        order, count = self.orders.most_common(1)[0]
        return order if count >= _SHARE_IN_ORDER * self.orders.total() else None

    def counts(self) -> Mapping[Form, int]:
        """Return in how many of the articles each form occurs."""
        return {form: evidence.articles for form, evidence in self.forms.items()}

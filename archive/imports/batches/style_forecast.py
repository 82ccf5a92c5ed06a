"""Citation styles in a dry run: what an import would find after its last file, and the citations read so."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import IO

from archive.editing.derived.citation_style import SURVEYED
from archive.imports.batches.found_styles import brings_enough
from archive.imports.reading.report import Action, FileReport
from archive.models import Article
from archive.text.citations import CitationStyle, Setting, as_json, read_citations
from archive.text.citations.style_survey import StyleSurvey

_IN_MEMORY = 32_000_000  # characters of reports and texts; more of them wait in a file


def _spool() -> IO[str]:
    return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, mode="w+", encoding="utf-8")


@dataclass(slots=True)
class StyleForecast:
    """Reports of a dry run, held back until the texts of each publication have shown its citation style.

    An import finds the styles after its last file, and reads the articles again; `printed()` gives the reports with the
    citations that it would have then. Of many texts of a publication, the first are surveyed.
    """

    _settings: list[Setting | None] = field(default_factory=list)
    _publications: list[str] = field(default_factory=list)
    _surveys: dict[str, StyleSurvey] = field(default_factory=dict)
    _new: Counter[str] = field(default_factory=Counter)
    _held: IO[str] = field(default_factory=_spool)

    def add(self, report: FileReport) -> None:
        """Hold back a report."""
        name = report.publication or ""
        self._settings.append(report.setting)
        self._publications.append(name)
        self._held.write(json.dumps([report.as_json(), report.texts], ensure_ascii=False) + "\n")
        if report.action is Action.CREATE and report.setting and not report.setting.style.is_chosen:
            self._new[name] += 1
            survey = self._surveys.setdefault(name, StyleSurvey())
            if survey.articles < SURVEYED:
                survey.add(report.texts, replace(report.setting, style=CitationStyle()))

    def printed(self) -> Iterator[dict[str, object]]:
        """Yield the reports in their order, as `import_articles --json` prints them."""
        styles = {name: survey.style() for name, survey in self._surveys.items() if self._is_surveyed(name)}
        self._held.seek(0)
        for line, setting, name in zip(self._held, self._settings, self._publications, strict=True):
            report, texts = json.loads(line)
            if setting and name in styles and (style := _with_order_of(styles[name], setting.style)) != setting.style:
                report.update(as_json(read_citations(texts, replace(setting, style=style))))
            yield report

    def _is_surveyed(self, name: str) -> bool:
        there = Article.objects.filter(issue__publication__title=name).count()
        return brings_enough(self._new[name], self._new[name] + there)


def _with_order_of(found: CitationStyle, known: CitationStyle) -> CitationStyle:
    """Return a found style, with the order of numeric dates that the publication has by its language and place."""
    return replace(found, day_first=known.day_first) if found.day_first is None else found

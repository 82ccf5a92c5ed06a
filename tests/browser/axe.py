"""What axe-core finds on a page: the rules come from its package, never by download."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import axe_core_python
from playwright.sync_api import Page

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# What the colours can break, and what the width can: a page that passed all rules needs no others again.
OF_COLOURS = ("color-contrast",)
OF_WIDTH_AND_COLOURS = (*OF_COLOURS, "link-in-text-block", "scrollable-region-focusable")
# Django lets the colours of links change slowly; they are measured as they come to be.
AT_ONCE = "*, *::before, *::after { transition: none !important; animation: none !important }"
# That all else passes is neither gathered nor sent: it was three quarters of the time.
RUN = """async ([part, rules]) => {
  const run = await axe.run(part ?? document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
  return run.violations.map(each => [each.id, each.nodes.map(node => node.html.slice(0, 200))]);
}"""


def violations(page: Page, part: str | None = None, *, rules: Sequence[str] | None = None) -> list[list]:
    """What is wrong with a page, or a part of it that a selector names: [[rule, [the elements it is about]]].

    All rules are asked unless some are named. The page's context must bypass the policy that forbids scripts from
    elsewhere. Raises playwright's Error where the selector finds nothing.

        violations(page, "#container") == []
    """
    if not page.evaluate("'axe' in window"):
        page.add_style_tag(content=AT_ONCE)
        page.evaluate(AXE)
    return page.evaluate(RUN, [part, rules])

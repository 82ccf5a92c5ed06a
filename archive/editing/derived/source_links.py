"""Links of citations to their sources, set again by name where names changed."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from archive.editing.derived.known_names import KnownNames
from archive.editing.pending_work import suspended_recomputation
from archive.models import Citation
from archive.text.names.source_names import spelling_group


def update_sources(sources: Collection[int], changed: Collection[str], names: KnownNames) -> int:
    """Set undecided citations to the source that their name means; return how many changed.

    Checks the citations of `sources`, and those of a spelling of the names in `changed`: a query for every printed
    name, whatever the number of citations.
    """
    keys = {spelling_group(name) for name in changed} - {""}
    undecided = Citation.objects.undecided().filter(Q(source__in=sources) | Q(name_key__in=keys)).order_by()
    updated = 0
    for name, in_full, source in list(undecided.values_list("name", "stands_for", "source").distinct()):
        meant = names.source_id(in_full or name)
        if meant != source:
            same = Citation.objects.undecided().filter(name=name, stands_for=in_full, source=source)
            with suspended_recomputation():
                updated += same.update(source=meant)
    return updated

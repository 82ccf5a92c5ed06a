"""BM25 by Lucene's definitions as a weighting of stock Whoosh, which scores posting by posting."""

from __future__ import annotations

from math import log

from whoosh.scoring import BM25F, WeightLengthScorer, WeightScorer


class LuceneBM25(BM25F):
    """What `archive.search.whoosh.querying.bm25` says of a term, in Whoosh's own terms."""

    def scorer(self, searcher, fieldname, text, qf=1):
        if not searcher.schema[fieldname].scorable:
            return WeightScorer.for_(searcher, fieldname, text)
        return _Scorer(searcher, fieldname, text, self.B, self.K1)


class _Scorer(WeightLengthScorer):
    def __init__(self, searcher, fieldname, text, b, k1):
        parent = searcher.get_parent()
        lengths = [
            leaf._perdoc.doc_field_length(doc, fieldname, 0) or 0
            for leaf, _ in parent.reader().leaf_readers()
            for doc in range(leaf.doc_count_all())
        ]
        with_field = sum(length > 0 for length in lengths)
        with_term = parent.doc_frequency(fieldname, text)
        self.idf = log(1 + (max(with_field - with_term, 0) + 0.5) / (with_term + 0.5))
        self.average = parent.field_length(fieldname) / (with_field or 1) or 1
        self.b, self.k1 = b, k1
        self.setup(searcher, fieldname, text)

    def _score(self, weight, length):
        return self.idf * weight / (weight + self.k1 * (1 - self.b + self.b * length / self.average))

"""Names in citations: pieces, outlets, persons, places and own titles, distinguished."""

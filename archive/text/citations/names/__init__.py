"""Names in citations: pieces, outlets, persons, places and own titles, told apart."""

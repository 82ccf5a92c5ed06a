"""Names in citations: pieces, outlets, persons, places and the house's own titles, told apart."""

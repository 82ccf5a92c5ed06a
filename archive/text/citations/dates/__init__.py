"""Days as printed in citations, in English and other languages, and their years."""

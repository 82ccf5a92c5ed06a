"""Readers of files that are no plain texts: pages, Word documents, tables, exports of WordPress, JATS."""

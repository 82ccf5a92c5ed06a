"""Readers of file formats other than plain text: web pages, Word documents, tables, WordPress exports, JATS."""

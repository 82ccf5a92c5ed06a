"""Backfile: a self-hosted web archive for the complete run of a periodical."""

__version__ = "0.1.0"

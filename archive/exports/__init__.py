"""Exports of rows to other formats: feeds, XML, CSV, backups."""

"""PostgreSQL as the archive uses it, so that both kinds of database behave alike: a backend of Django's own, extended.

base.py        the backend: a transaction waits for its turn among writers, as it does on SQLite
turns.py       transactions that only read, and wait for nobody
collation.py   texts are ordered by their characters' numbers, whatever language the database was made for
"""

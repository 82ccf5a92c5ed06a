"""Django's backend for PostgreSQL, with turns for writers and its own cast for texts in any case."""

from __future__ import annotations

from django.db.backends.postgresql import base, features, operations

from archive.postgresql.turns import LOCK_TIMEOUT_SECONDS, WRITERS_LOCK, is_only_reading

# The first function bounds the wait of the second; both last until the transaction ends.
TAKE_TURN = f"SELECT set_config('lock_timeout', '{LOCK_TIMEOUT_SECONDS}s', true), pg_advisory_xact_lock({WRITERS_LOCK})"


class DatabaseFeatures(features.DatabaseFeatures):
    """What is asked of the server."""

    minimum_database_version = (15,)


class DatabaseOperations(operations.DatabaseOperations):
    """SQL of lookups."""

    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        """Ignore the case of letters of any alphabet: the collation of the columns knows that of ASCII only."""
        cast: str = super().lookup_cast(lookup_type, internal_type)
        return cast.replace("UPPER(%s::text)", 'UPPER(%s::text COLLATE "default")')


class DatabaseWrapper(base.DatabaseWrapper):
    """Connection on which a transaction begins with waiting for its turn to write (`archive.postgresql.turns`)."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        """Begin a transaction, for which Django calls this with False, or end it. Raises OperationalError."""
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if autocommit or is_only_reading():
            return
        try:
            with self.wrap_database_errors:
                self.connection.execute(TAKE_TURN)
        except BaseException:
            self.close()  # whoever comes next begins with a connection on which no transaction failed
            raise

"""Prepared queries: querysets whose SQL is built once, and then executed with different values.

Django builds a queryset's SQL again for every use, which takes several times as long as SQLite takes to execute it:
that was three quarters of the time of an article's page, with its ten queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import reduce
from operator import or_
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.models.expressions import Expression
from django.db.models.query import ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=models.Model)
# Values of these fields and types need no conversion for any database. Django's conversion of forty ids took 90 of
# the 500 µs in which a page of hits is read.
_UNCONVERTED = {
    (models.AutoField, int),
    (models.BigAutoField, int),
    (models.CharField, str),
    (models.SlugField, str),
}


class Parameter(Expression):
    """Placeholder in the query's parameters for a value that is given on execution."""

    def __init__(self, name: str, output_field: models.Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Parameters:
    """Stand-in for a row while a query is built: each attribute is a parameter, also across relations, with "__"."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Parameter:
        model: Any = self._model
        field: Any = None
        for part in name.split("__"):
            field = model._meta.pk if part == "pk" else model._meta.get_field(part.removesuffix("_id"))
            model = field.related_model
        return Parameter(name, field.target_field if field.is_relation else field)


LIST_PARAMETERS = 20


def any_parameter(lookup: str, field: models.Field) -> models.Q:
    """Return the condition that a field has one of a list of values: `lookup__in`, which takes no parameters.

    `parameters_for` with the same lookup gives the values on execution.
    """
    slots = (Parameter(f"{lookup}{number}", field) for number in range(LIST_PARAMETERS))
    return reduce(or_, (models.Q((lookup, slot)) for slot in slots))


def parameters_for(lookup: str, values: Sequence[object]) -> Iterator[dict[str, object]]:
    """Yield the values for `any_parameter` in batches; a short batch is padded with its first value."""
    for start in range(0, len(values), LIST_PARAMETERS):
        some = values[start : start + LIST_PARAMETERS]
        yield {f"{lookup}{n}": some[n if n < len(some) else 0] for n in range(LIST_PARAMETERS)}


class PreparedQuery(Generic[Row]):
    """Query for rows that belong to another row, or to some values, with SQL built at the first call.

    `build` makes the queryset from parameters, each of which it may use as the value of a lookup; it must not use
    their truth, length or type, nor put one into a list. Its queryset may have related rows selected and prefetched.

      beside = PreparedQuery(Issue, lambda issue: Issue.objects.published().before(issue)[:1])
      beside(issue)                     → a list of rows, by the row's values
      beside(publication_id=3, pk=5, …) → likewise, by these
    """

    def __init__(self, of: type[models.Model], build: Callable[[Parameters], models.QuerySet[Row]]) -> None:
        self._parameters = Parameters(of)
        self._build = build
        self._built: tuple[models.QuerySet[Row], SQLCompiler, str, tuple] | None = None
        self._lock = Lock()

    def __call__(self, row: object = None, **values: object) -> list[Row]:
        queryset, compiler, sql, parameters = self._prepared()
        connection = connections[queryset.db]

        def value_of(slot: Parameter):
            value = values[slot.name] if slot.name in values else getattr(row, slot.name)
            field = slot.output_field
            is_plain = (type(field), type(value)) in _UNCONVERTED
            return value if is_plain else field.get_db_prep_value(value, connection)

        values_in_order = tuple(value_of(each) if isinstance(each, Parameter) else each for each in parameters)
        compiler = copy(compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (sql, values_in_order)
        if queryset._iterable_class is ValuesListIterable:
            # Tuples need no queryset around them; copying one took as long as the database's answer.
            return list(compiler.results_iter(tuple_expected=True))
        queryset = queryset._chain()
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return list(queryset)

    def _prepared(self) -> tuple[models.QuerySet[Row], SQLCompiler, str, tuple]:
        """Return the queryset, the compiler that turns its rows into objects, its SQL, and its parameters."""
        with self._lock:
            if self._built is None:
                queryset = self._build(self._parameters)
                compiler = queryset.query.get_compiler(queryset.db)
                sql, parameters = compiler.as_sql()
                converters = compiler.get_converters([each[0] for each in compiler.select])
                compiler.get_converters = lambda expressions: converters
                self._built = (queryset, compiler, sql, tuple(parameters))
            return self._built

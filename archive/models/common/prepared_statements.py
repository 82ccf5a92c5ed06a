"""Querysets whose SQL is built once, and then asked again and again with other values.

Django builds a queryset's SQL anew for every use, which takes several times as long as SQLite takes to answer it: that
was three fifths of the time of an article's page (25.5 ms for 10.4), and a sixth of a search's. Such pages have it at
hand; what costs them less than 3 % does not, but for what each article of an import or a derivation asks (5 %).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import reduce
from operator import or_
from threading import Lock
from typing import Generic, TypeVar

from django.db import connections, models
from django.db.models.expressions import Expression
from django.db.models.query import ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=models.Model)
# Values of these fields, of these types, are told to every database as they are. To have Django say so of forty ids
# took 90 of the 500 µs in which a page of hits is read.
_TOLD_AS_THEY_ARE = {
    (models.AutoField, int),
    (models.BigAutoField, int),
    (models.CharField, str),
    (models.SlugField, str),
}


class Parameter(Expression):
    """A value that is told when the query is asked; it stands in the query's parameters meanwhile."""

    def __init__(self, name: str, output_field: models.Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection) -> tuple[str, list[Parameter]]:
        return "%s", [self]


class Parameters:
    """Stands for a row while a query is built: each of its attributes is a slot, also across relations, with "__"."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Parameter:
        model, field = self._model, None
        for part in name.split("__"):
            field = model._meta.pk if part == "pk" else model._meta.get_field(part.removesuffix("_id"))
            model = field.related_model
        return Parameter(name, field.target_field if field.is_relation else field)


LIST_PARAMETERS = 20


def any_parameter(lookup: str, field: models.Field) -> models.Q:
    """The condition that a field has one of so many values: stands for `lookup__in`, which takes no slots.

    `parameters_for` with the same lookup gives the values when the query is asked.
    """
    slots = (Parameter(f"{lookup}{number}", field) for number in range(LIST_PARAMETERS))
    return reduce(or_, (models.Q((lookup, slot)) for slot in slots))


def parameters_for(lookup: str, values: Sequence[object]) -> Iterator[dict[str, object]]:
    """Yield the values for `any_parameter`, a batch at a time; a short batch is filled up with its first value."""
    for start in range(0, len(values), LIST_PARAMETERS):
        some = values[start : start + LIST_PARAMETERS]
        yield {f"{lookup}{n}": some[n if n < len(some) else 0] for n in range(LIST_PARAMETERS)}


class PreparedQuery(Generic[Row]):
    """The rows that belong to another row, or to some values, by SQL that is built at the first call.

    `build` makes the queryset from slots, of which it may use any as values of lookups; it must not ask for their
    truth, length or type, nor put one into a list. What it gives may have related rows selected and prefetched.

        beside = Prepared(Issue, lambda issue: Issue.objects.published().before(issue)[:1])
        beside(issue)                     → a list of rows, of the row's values
        beside(publication_id=3, pk=5, …) → likewise, of these
    """

    def __init__(self, of: type[models.Model], build: Callable[[Parameters], models.QuerySet[Row]]) -> None:
        self._slots = Parameters(of)
        self._build = build
        self._built: tuple[models.QuerySet[Row], SQLCompiler, str, tuple] | None = None
        self._lock = Lock()

    def __call__(self, row: object = None, **values: object) -> list[Row]:
        queryset, compiler, sql, parameters = self._at_hand()
        connection = connections[queryset.db]

        def value_of(slot: Parameter):
            value = values[slot.name] if slot.name in values else getattr(row, slot.name)
            field = slot.output_field
            is_plain = (type(field), type(value)) in _TOLD_AS_THEY_ARE
            return value if is_plain else field.get_db_prep_value(value, connection)

        told = tuple(value_of(each) if isinstance(each, Parameter) else each for each in parameters)
        compiler = copy(compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (sql, told)
        if queryset._iterable_class is ValuesListIterable:
            # Tuples need no queryset around them. To copy one took as long as the answer of the database.
            return list(compiler.results_iter(tuple_expected=True))
        queryset = queryset._chain()
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return list(queryset)

    def _at_hand(self) -> tuple[models.QuerySet[Row], SQLCompiler, str, tuple]:
        """The queryset, the compiler that turns its rows into objects, its SQL, and its parameters with slots."""
        with self._lock:
            if self._built is None:
                queryset = self._build(self._slots)
                compiler = queryset.query.get_compiler(queryset.db)
                sql, parameters = compiler.as_sql()
                converters = compiler.get_converters([each[0] for each in compiler.select])
                compiler.get_converters = lambda expressions: converters
                self._built = (queryset, compiler, sql, tuple(parameters))
            return self._built

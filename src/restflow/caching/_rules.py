"""Rules: which writes make an entry invalid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, GeneratedField, Model

from restflow._traps import UNBOUND_RULE, public
from restflow.caching import _tags as tags
from restflow.caching import _watching as watching
from restflow.caching._behind import is_view
from restflow.caching._errors import CachingError

# Where a rule finds a value: an argument's name, with attributes after dots, or a
# function of all arguments.
Source = str | Callable[[Mapping[str, Any]], object]


# Rules of models whose tables Django does not make: they may be views.
unmanaged: dict[type[Model], InvalidationRule] = {}


@public
class RuleError(CachingError, ValueError):
    """A rule names nothing that restflow can watch. Its code is restflow.E202.

    Since:
        0.1.0.
    """


class InvalidationRule:
    """Names a model whose writes make an entry invalid.

    Without fields, every write of the model counts. With fields, these count: writes of
    rows that had or now have these values, and writes that do not say which rows they
    change, such as `QuerySet.update()`.

    Args:
        model: The model, or its label, such as `'products.Product'`. The rule covers
            its table, so a proxy will do. A new or deleted link of a many-to-many
            relation counts as a write of the models at both ends, also with a `through`
            model, if Django sends the write.
        *behind: If the model belongs to a database view (with `managed = False`): the
            models whose tables the view reads. Writes of these models count. Such a
            rule can't name columns.
        **by: A column of the model, or `pk`. Its value is the name of an argument, with
            attributes after dots (`user="request.user.pk"`), or a function that gets a
            mapping of all arguments.

    Raises:
        RuleError: There is no such model or column, or it can't be watched. Labels are
            looked up when the apps are ready. It is also raised by a call that lacks an
            argument that the rule names, and before a result is stored for the first
            time, if the model belongs to a view and the rule names no model behind it.

    Since:
        0.1.0.
    """

    def __init__(
        self,
        model: type[Model] | str,
        /,
        *behind: type[Model] | str,
        **by: Source,
    ) -> None:
        self._model = model
        self._behind = behind
        self._by = by
        for source in by.values():
            if not isinstance(source, str) and not callable(source):
                raise _refusal(
                    self,
                    f"{source!r} is neither the name of an argument nor a function.",
                )
        if apps.models_ready:
            self._bind()
        else:
            watching.when_ready(self._bind)

    def __repr__(self) -> str:
        models = (self._model, *self._behind)
        names = [getattr(model, "__name__", repr(model)) for model in models]
        by = [f"{field}={source!r}" for field, source in self._by.items()]
        return f"InvalidationRule({', '.join(names + by)})"

    def _bind(self) -> None:
        """Look up models and columns, and have writes of such rows announced."""
        model = self.model
        if self.may_be_view:
            unmanaged.setdefault(model, self)
        if self.behind and model._meta.managed:  # noqa: SLF001  (documented)
            label = model._meta.label  # noqa: SLF001  (documented)
            told = "has a table, and is not a database view. Give each model a rule."
            raise _refusal(self, f"{label} {told}")
        if self.behind and self.fields:
            raise _refusal(self, "A rule for a view can't name fields.")
        # Django sends no signals for the table of a many-to-many relation; that it is
        # written is known from the statements.
        if self.fields and not model._meta.auto_created:  # noqa: SLF001  (documented)
            watching.announce(model, tuple(self.fields))

    @cached_property
    def model(self) -> type[Model]:
        """The model whose table is watched."""
        return self._found(self._model)

    @cached_property
    def behind(self) -> tuple[type[Model], ...]:
        """The models whose tables the view reads, if it is one."""
        return tuple(map(self._found, self._behind))

    @property
    def may_be_view(self) -> bool:
        """Whether only the database knows that the model's table is one."""
        return not self._behind and not self.model._meta.managed  # noqa: SLF001

    def _found(self, model: Any) -> type[Model]:
        if isinstance(model, str):
            try:
                model = apps.get_model(model)
            except ValueError:
                told = f"{model!r} is no label, such as 'products.Product'."
                raise _refusal(self, told) from None
            except LookupError as error:
                raise _refusal(self, str(error)) from None
        if not (isinstance(model, type) and issubclass(model, Model)):
            raise _refusal(self, f"{model!r} is no model.")
        options = model._meta  # noqa: SLF001
        if options.abstract:
            raise _refusal(self, "An abstract model has no rows.")
        if options.swapped:
            raise _refusal(self, f"{options.swapped} is in its place.")
        owner: type[Model] = tags.concrete(model)
        return owner

    @cached_property
    def sources(self) -> dict[Field[Any, Any], Source]:
        """Where a call has the values of the columns that tell rows apart."""
        found = {self._column(name): source for name, source in self._by.items()}
        return {of: found[of] for of in sorted(found, key=attrgetter("attname"))}

    @cached_property
    def fields(self) -> dict[str, Field[Any, Any]]:
        """These columns by their names, in order."""
        return {field.attname: field for field in self.sources}

    @cached_property
    def always(self) -> tuple[str, ...]:
        """What an entry depends on, whatever the arguments are."""
        if self.sources:
            return (tags.nameless(self.model), tags.known(self.model))
        return tuple(map(tags.written, (self.model, *self.behind)))

    def _column(self, name: str) -> Field[Any, Any]:
        options = self.model._meta  # noqa: SLF001
        try:
            field: Any = options.pk if name == "pk" else options.get_field(name)
        except FieldDoesNotExist:
            raise _refusal(self, f"{options.label} has no field {name!r}.") from None
        if not getattr(field, "concrete", False) or field.many_to_many:
            raise _refusal(self, f"{options.label}.{name} is no column of its table.")
        if isinstance(field, GeneratedField):
            raise _refusal(self, f"The database computes {options.label}.{name}.")
        column: Field[Any, Any] = field
        return column


def tags_of(rule: InvalidationRule, arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what an entry for these arguments depends on."""
    if not rule.sources:
        return rule.always
    values = [_value(rule, of, arguments) for of in rule.sources.values()]
    try:
        of_rows = tags.partition(rule.model, rule.fields, values, sought=True)
    except TypeError as error:
        raise _refusal(rule, str(error)) from error
    return (of_rows, *rule.always)


def told_of_view(rule: InvalidationRule, alias: str = "") -> tuple[str, str] | None:
    """Return what is wrong, and what to do, if a rule's model is that of a view."""
    if not (rule.may_be_view and is_view(rule.model, alias)):
        return None
    label = rule.model._meta.label  # noqa: SLF001
    problem = (
        f"{rule!r} never fires: {label} is a view of the database, which nobody writes."
    )
    remedy = (
        "Name the models whose tables the view reads as well, such as "
        f"InvalidationRule({label!r}, 'app.Model')."
    )
    return problem, remedy


def _value(
    rule: InvalidationRule, source: Source, arguments: Mapping[str, Any]
) -> object:
    if callable(source):
        return source(arguments)
    name, _, path = source.partition(".")
    try:
        value = arguments[name]
        return attrgetter(path)(value) if path else value
    except (KeyError, AttributeError) as error:
        raise _refusal(
            rule,
            f"The call has no {source!r}; its arguments are "
            f"{', '.join(arguments) or 'none'}.",
        ) from error


def _refusal(rule: InvalidationRule, problem: str) -> RuleError:
    return RuleError(
        UNBOUND_RULE,
        f"{rule!r} can watch nothing. {problem}",
        "Name a model, columns of its own table and arguments of the call; another "
        "model's table needs a rule of its own.",
    )


def checked(
    rules: Iterable[object] | InvalidationRule,
) -> tuple[InvalidationRule, ...]:
    """Return rules, all of which are rules."""
    if isinstance(rules, InvalidationRule):
        raise TypeError(f"rules is a list: write rules=[{rules!r}].")
    found: list[InvalidationRule] = []
    for rule in rules:
        if not isinstance(rule, InvalidationRule):
            raise TypeError(f"{rule!r} is no rule: write InvalidationRule(...).")
        found.append(rule)
    return tuple(found)

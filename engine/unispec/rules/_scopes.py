"""What expressions see: the types of records, of unified records, of answers, and of what callers ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from unispec.inference import (
    UNKNOWN,
    Absent,
    Array,
    Extended,
    Given,
    Later,
    Made,
    Number,
    Object,
    Owner,
    Schemas,
    String,
    Type,
    of_json,
)
from unispec.models import Models
from unispec.rules._sources import VARIABLES, Role
from unispec.specs import (
    Integration,
    Operation,
    OperationName,
    Shape,
    Variant,
)

_TEXT = Type((String(),))
_ABSENT = Type((Absent(),))


@dataclass(frozen=True)
class Scopes:
    """Knows the types of records, of unified records and of what callers ask."""

    integration: Integration
    models: Models

    @cached_property
    def records(self) -> Mapping[str, Type]:
        """The types of the provider's records by name."""
        provider = self.integration.provider
        found = provider.get("$defs") if isinstance(provider, dict) else None
        definitions = found if isinstance(found, dict) else {}
        schemas = Schemas(Owner.SOURCE)
        return {name: schemas.type(schema, provider, name) for name, schema in definitions.items()}

    def model(self, name: str) -> Type:
        """The type of a unified record; unknown when there is no such model."""
        return self._records.get(name, UNKNOWN)

    @cached_property
    def _records(self) -> Mapping[str, Type]:
        return {
            name: Schemas(Owner.MODEL, model.siblings).type(model.schema, model.schema, name)
            for name, model in self.models.items()
        }

    def parameters(self, name: OperationName) -> Type:
        """The type of what an operation takes; unknown when there is no such model."""
        model = self.models.get(name.resource)
        if model is None:
            return UNKNOWN
        schema = model.parameters(name.operation)
        found = Schemas(Owner.INPUT, model.siblings).type(schema, model.schema, str(name))
        return found if name.operation == "list" else _extended(found, {"id": _TEXT})

    def input(self, operation: Operation, variant: Variant) -> Type:
        """The type of `input`: what the operation takes, and the parent's record where there is one."""
        found = self.parameters(operation.name)
        parents = variant.for_each
        if parents is None:
            return found
        return _extended(found, {parents.name: self.model(parents.operation.resource)})

    def related(self, variant: Variant) -> Type:
        """The type of `$related`: the unified records of each related call, of which `get` has one."""
        entries = {each.name: self._answer(each.operation) for each in variant.related}
        return Type((Object(Made(entries, "$related", Owner.GIVEN)),))

    def _answer(self, name: OperationName) -> Type:
        if self.integration.operation(name) is None:
            return UNKNOWN
        record = self.model(name.resource)
        return (Type((Array(Later.of(record)),)) if name.operation == "list" else record) | _ABSENT

    def record(self, variant: Variant) -> Type:
        """The type of one provider record; unknown when it is not declared."""
        return self.records.get(variant.record or "", UNKNOWN)

    def body(self, own: Shape | None) -> Type:
        """The type of a response body; unknown when it is not declared."""
        shape = own or self.integration.answers.body
        return self.records.get(shape.name, UNKNOWN) if shape else UNKNOWN

    @cached_property
    def error(self) -> Type:
        """The type of the body of an error, or of one that says so in a body of its own."""
        shape = self.integration.answers.error
        known = self.records.get(shape.name, UNKNOWN) if shape else UNKNOWN
        return known if self.integration.errors.when is None else known | self.body(None)

    @cached_property
    def headers(self) -> Type:
        """The type of `$headers`."""
        names = self.integration.answers.headers
        if names is None:
            return UNKNOWN
        fields = Made(dict.fromkeys(names, _TEXT | _ABSENT), "$headers", Owner.GIVEN)
        return Type((Object(fields),))

    @cached_property
    def vars(self) -> Type:
        """The type of `$vars`."""
        return of_json(dict(self.integration.vars), "$vars")

    @cached_property
    def connection(self) -> Type:
        """The type of `$connection`, of which only the names are known."""
        if self.integration.connection is None:
            return UNKNOWN
        names = self.integration.connection.map.children
        fields = Made(dict.fromkeys(names, UNKNOWN), "$connection", Owner.GIVEN)
        return Type((Object(fields),))

    def given(
        self, role: Role, context: Type = UNKNOWN, caller: Type = UNKNOWN, related: Type = UNKNOWN
    ) -> Given:
        """What an expression of a role sees."""
        everything = {
            "input": caller,
            "connection": self.connection,
            "vars": self.vars,
            "related": related,
            "status": Type((Number(),)),
            "headers": self.headers,
        }
        return Given(context, {name: everything[name] for name in VARIABLES[role]})


def _extended(found: Type, more: Mapping[str, Type]) -> Type:
    atoms = [Object(Extended(atom.fields, more)) if isinstance(atom, Object) else atom for atom in found]
    return Type(tuple(atoms))

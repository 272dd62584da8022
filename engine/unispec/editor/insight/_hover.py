"""What there is to say of what stands at the cursor, as Markdown."""

from __future__ import annotations

from unispec.data import encode
from unispec.editor.insight._functions import FUNCTIONS, VARIABLES
from unispec.editor.insight._given import Hover
from unispec.editor.insight._meta import description_at, values_at
from unispec.editor.insight._notes import code, description_of, prose, required, type_of
from unispec.editor.insight._own import own_functions
from unispec.editor.insight._sight import comes_to, gives
from unispec.editor.insight._spot import Field, Key, Name, Variable, spot
from unispec.editor.insight._surroundings import Surroundings, value_at
from unispec.editor.insight._words import in_words
from unispec.inference import Object, Type, field_of, names_of
from unispec.specs import OperationName, meta_schema_at

_LONGEST = 1_000


def hover_in(around: Surroundings, content: str, offset: int) -> Hover | None:
    """Say what is known of what stands at an offset of a text; None when that is nothing."""
    at = spot(around)
    if at is None:
        return None
    match at.spot:
        case Key(name, owner):
            lines = _of_key(around, name, owner)
        case Field(name, owner, _):
            lines = _of_field(name, owner)
        case Variable(name, known, _):
            lines = _of_variable(around, at.spot, name, known)
        case Name(name, what):
            lines = _of_name(around, name, what)
    text = "\n\n".join(filter(None, lines))
    start, end = offset - (around.draft.offset - at.start), offset + (at.end - around.draft.offset)
    if start < 0 or content[start:end] != around.draft.text[at.start : at.end]:
        start = end = offset
    return Hover(text, start, end) if text else None


def _of_key(around: Surroundings, name: str, owner: Type | None) -> list[str]:
    route = around.draft.route
    if owner is None or not owner.only(Object).atoms:
        schema = meta_schema_at(around.place.kind, around.draft.meant)
        said, examples = str(schema.get("description", "")), schema.get("examples", ())
        shown = [f"For example {code(encode(each).decode())}." for each in examples[:1]]
        return [f"**{prose(name)}**", prose(said), *shown] if said else []
    if name not in names_of(owner):
        return []
    is_required = ", required" if name in required(owner) else ""
    lines = [f"**{prose(name)}**: {code(type_of(owner, name))}{is_required}"]
    lines.append(prose(description_of(owner, name)))
    if next(around.uses.at(route), None) is not None:
        lines.append(f"This expression gives {code(in_words(comes_to(around.uses, route)))}.")
    return lines


def _of_field(name: str, owner: Type) -> list[str]:
    if field_of(owner, name) is None or name not in names_of(owner):
        return []
    title = next((atom.fields.title for atom in owner if isinstance(atom, Object)), "")
    whose = f" of {code(title)}" if title else ""
    return [f"**{prose(name)}**{whose}: {code(type_of(owner, name))}", prose(description_of(owner, name))]


def _of_variable(around: Surroundings, found: Variable, name: str, known: Type | None) -> list[str]:
    if found.sight is None:
        said = VARIABLES.get(name, "")
        return [f"**{prose(name)}**: {code(in_words(known))}", said] if known is not None else []
    is_own = name in around.uses.integration.functions and name not in found.sight.names
    if is_own:
        return _of_own(around, name)
    if name in found.sight.names or known is not None:
        words = in_words(known) if known is not None else "anything"
        return [f"**${prose(name)}**: {code(words)}", VARIABLES.get(name, "")]
    built_in = FUNCTIONS.get(name)
    return [code(built_in.signature), built_in.sentence] if built_in is not None else []


def _of_own(around: Surroundings, name: str) -> list[str]:
    for each in own_functions(around.uses):
        if each.name == name:
            source = each.snippet.source.strip()[:_LONGEST].replace("```", "'''")
            given = in_words(gives(around.uses, name))
            return [
                code(each.signature),
                prose(each.comment),
                f"```\n{source}\n```",
                f"It gives {code(given)}.",
            ]
    return []


def _of_name(around: Surroundings, name: str, what: str) -> list[str]:
    said = ""
    if what == "pagination":
        found = around.integration.pagination.get(name)
        said = f"Pages by {code(found.style)}." if found is not None else ""
    elif what == "operation":
        full = OperationName.parse(name) if "/" in name else OperationName(around.place.resource, name)
        resource = around.resources.get(full.resource)
        operation = resource.operations.get(full.operation) if resource is not None else None
        said = operation.summary if operation is not None else ""
    elif what == "shape":
        data = around.provider.data if around.provider is not None else None
        shape = value_at(data, ("$defs", name))
        said = str(shape.get("description", "")) if isinstance(shape, dict) else ""
    elif what == "resource":
        model = around.models.get(name)
        said = str(model.schema.get("description", "")) if model is not None else ""
    elif what == "parameter":
        parameters = around.uses.scopes.parameters(
            OperationName(around.place.resource, str(around.draft.route[1]))
        )
        return _of_field(name, parameters)
    said = said or dict(values_at(around.place.kind, around.draft.route)).get(name, "")
    if said:
        return [f"**{prose(name)}**", prose(said)]
    return [prose(description_at(around.place.kind, around.draft.route))]

"""A whole skeleton: what is asked for becomes files that pass the check, and notes for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from unispec.data import Json
from unispec.diagnostics import Code, Diagnostic, InputError, Severity, SpecError, suggestion
from unispec.models import Model, Models
from unispec.scaffolding._draft import Draft
from unispec.scaffolding._examples import CaseDraft
from unispec.scaffolding._from_model import Wish, from_model
from unispec.scaffolding._integration import begin
from unispec.scaffolding._offer import added, offer, read_api
from unispec.scaffolding._openapi import mapping
from unispec.scaffolding._resource import ResourceDraft, Surroundings, first_line
from unispec.scaffolding._service import prefix_of
from unispec.scaffolding._trial import Play, Trial
from unispec.scaffolding._words import thing_likeness
from unispec.specs import IntegrationFiles, Layer, catalogue_root, examine, read_layer, schema_files

_PARTS = ("integrations", "unified_models")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Files by their paths below the root, what could not be used, and whether a bundled one lies below."""

    files: Mapping[str, str]
    notes: tuple[Diagnostic, ...] = ()
    onto_bundled: bool = False
    resources: tuple[str, ...] = ()
    grown: tuple[str, ...] = ()


def new_integration(
    name: str,
    root: Path,
    play: Play,
    *,
    source: Path | None = None,
    wanted: Sequence[tuple[str, str | None]] = (),
) -> Skeleton:
    """Make the files of an integration, from an OpenAPI file where there is one.

    `wanted` are resources, each with the path of its list or None. Raises `SpecError` and `InputError`.
    """
    bundled, own = _layers(root)
    if name in bundled.integrations:
        message = f"`{name}` is a bundled integration already"
        raise InputError(Diagnostic(Code.INVALID_PARAMETER, message, help="choose another name"))
    trial = Trial(name, root, Layer(models=bundled.models), Layer({}, own.models))
    trial.refuse_broken()
    models = _models(bundled, own)
    for resource, _ in wanted:
        _model(models, resource)
    path = f"{trial.folder}/integration.yaml"
    trial.drafts.append(Draft(path, [first_line(path)]))
    if source is not None:
        given = offer(read_api(source), name, trial.drafts[0], models, wanted)
        trial.schema = given.schema
        done = _settled(trial, given.resources, play)
        return replace(done, notes=(*given.notes, *done.notes))
    begin(trial.drafts[0], name, name.replace("_", " ").replace("-", " ").title(), None)
    made = [
        from_model(Surroundings(name, models[each], {}, name), Wish(where or _usual_path(each)))
        for each, where in wanted
    ]
    return _settled(trial, made, play)


def new_resource(
    integration: str,
    resource: str,
    root: Path,
    play: Play,
    *,
    path: str | None = None,
    record: str | None = None,
    source: Path | None = None,
) -> Skeleton:
    """Make the file of a resource for an integration that is there; raises `SpecError` and `InputError`.

    From an OpenAPI file the shapes that are needed join those that are known.
    """
    trial, onto_bundled = _trial_of(integration, resource, root, record, has_source=source is not None)
    known = examine([trial.below, trial.own])
    if known.catalogue is None:
        raise SpecError([each for each in known.diagnostics if each.severity is Severity.ERROR])
    model = _model(known.catalogue.models, resource)
    found = known.catalogue.integration(integration)
    shapes = mapping(found.provider)
    if source is not None:
        own = trial.own.integrations[integration].integration
        settings = mapping(own.data if own else None)
        given = added(read_api(source), found, model, path, shapes, settings)
        trial.schema = given.schema
        done = _settled(trial, given.resources, play)
        return replace(done, notes=(*given.notes, *done.notes), grown=(trial.schema_path,))
    shape = _shape(mapping(shapes.get("$defs")), resource, record)
    body = found.answers.body.name if found.answers.body else ""
    wish = Wish("/" + (path or _usual_path(resource)).strip("/"), shape, body, tuple(found.pagination))
    label = found.label or integration
    made = from_model(Surroundings(integration, model, shapes, label, prefix_of(found.base_url.source)), wish)
    return replace(_settled(trial, [made], play), onto_bundled=onto_bundled)


def _trial_of(
    integration: str, resource: str, root: Path, record: str | None, *, has_source: bool
) -> tuple[Trial, bool]:
    """Begin the trial of a resource; tell whether its integration is a bundled one. Raises `InputError`."""
    bundled, own = _layers(root)
    before = own.integrations.get(integration, IntegrationFiles())
    below = bundled.integrations.get(integration)
    others = {name: each for name, each in before.resources.items() if name != resource}
    files = IntegrationFiles(before.integration, before.provider, others)
    mine = Layer({integration: files}, own.models)
    if files.integration is not None:
        return Trial(integration, root, Layer(models=bundled.models), mine), False
    if below is None:
        names = {*own.integrations, *bundled.integrations}
        message = f"`{integration}` is not an integration"
        remedy = suggestion(integration, names, noun="integrations")
        raise InputError(Diagnostic(Code.UNKNOWN_INTEGRATION, message, help=remedy))
    if has_source:
        raise _not_own(integration)
    if resource in below.resources:
        raise _there_already(integration, resource, record, below)
    return Trial(integration, root, Layer({integration: below}, bundled.models), mine), True


def _layers(root: Path) -> tuple[Layer, Layer]:
    bundled = read_layer(catalogue_root(), Path())
    own = read_layer(root, root) if any((root / part).is_dir() for part in _PARTS) else Layer()
    return bundled, own


def _models(bundled: Layer, own: Layer) -> Models:
    documents = {**bundled.models, **own.models}
    return Models({name: each.data for name, each in documents.items() if isinstance(each.data, dict)})


def _model(models: Models, name: str) -> Model:
    found = models.get(name)
    if found is None:
        message = f"`{name}` is not a unified model"
        raise InputError(
            Diagnostic(Code.UNKNOWN_MODEL, message, help=suggestion(name, models, noun="models"))
        )
    return found


def _shape(known: Mapping[str, Json], resource: str, record: str | None) -> str:
    """The shape of the records: the named one, or the one that is called like the resource."""
    if record is not None:
        if record not in known:
            remedy = suggestion(record, known, noun="shapes")
            message = f"`{record}` is not a shape of `provider.schema.json`"
            raise InputError(Diagnostic(Code.UNKNOWN_RECORD, message, help=remedy))
        return record
    own = resource.rpartition("/")[2]
    scores = [(thing_likeness(own, each), each) for each in known]
    best = max(scores, default=(0.0, ""))
    return best[1] if best[0] > 0.6 else ""


def _usual_path(resource: str) -> str:
    return "/" + resource.rpartition("/")[2]


def _settled(trial: Trial, made: Sequence[ResourceDraft], play: Play) -> Skeleton:
    for each in made:
        trial.drafts.append(each.draft)
        trial.cases += each.cases
    trial.settle(play)
    schemas = schema_files(Path())
    kept = {str(path): text.decode() for path, text in schemas.items() if not (trial.root / path).exists()}
    lost = tuple(map(_without_case, (each for each in trial.cases if not each.is_alive)))
    chosen = tuple(_placeholder(draft, key) for draft in trial.drafts for key in draft.placeholders())
    return Skeleton(trial.texts() | kept, (*chosen, *lost), resources=tuple(each.draft.path for each in made))


def _without_case(case: CaseDraft) -> Diagnostic:
    message = f"no sample answer plays as `{case.path.rpartition('/cases/')[2]}`, so it is not written"
    return Diagnostic(Code.MISSING_CASE, message, help="record one", severity=Severity.NOTE)


def _placeholder(draft: Draft, key: str) -> Diagnostic:
    message = f"`{key}` in `{draft.path.partition('/')[2]}` is a placeholder: nothing was found for it"
    return Diagnostic(
        Code.ABSENT_REQUIRED_FIELD, message, help="say there what it really is", severity=Severity.NOTE
    )


def _there_already(
    integration: str, resource: str, record: str | None, below: IntegrationFiles
) -> InputError:
    shapes = below.provider.data if below.provider is not None else {}
    _shape(mapping(mapping(shapes).get("$defs")), resource, record)
    message = f"the bundled `{integration}` has `{resource}` already"
    remedy = f"write an overlay of single fields instead, `integrations/{integration}/{resource}.yaml`"
    return InputError(Diagnostic(Code.INVALID_PARAMETER, message, help=remedy))


def _not_own(integration: str) -> InputError:
    message = f"`{integration}` is bundled, and `--from-openapi` adds to integrations of your own"
    return InputError(Diagnostic(Code.INVALID_PARAMETER, message, help="leave `--from-openapi` out"))

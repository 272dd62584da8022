"""A whole check: the three stages over layers, then the silences in their files, then the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from unispec.diagnostics import Code, Diagnostic, Severity, Stage, stage_of
from unispec.documents import Document
from unispec.rules._memory import Memory
from unispec.rules._policy import Policy
from unispec.rules._recorded import Recorded
from unispec.rules._silences import Silences
from unispec.specs import Catalogue, Layer, examine, read_layer

_NO_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that was found, before silences and settings; complete when all three stages ran.

    `own` are the files of the upper layer: only there a silence can be unneeded, since an upper
    layer may repair what a lower one allows; and only where nothing hides other findings.
    """

    diagnostics: tuple[Diagnostic, ...]
    is_complete: bool
    own: tuple[Document, ...]
    below: tuple[Document, ...] = ()
    catalogue: Catalogue | None = None

    def joined(self, documents: Iterable[Document], diagnostics: Iterable[Diagnostic]) -> Checked:
        """Add files that belong to the upper layer, such as cases, with what was found in them."""
        own = (*self.own, *documents)
        return replace(self, own=own, diagnostics=(*self.diagnostics, *diagnostics))

    def under(self, policy: Policy) -> tuple[Diagnostic, ...]:
        """Tell what is left when comments and settings had their say, sorted by place."""
        silences = Silences.of((*self.below, *self.own))
        is_sound = self.is_complete and not any(map(_hides_others, self.diagnostics))
        judged = self.own if is_sound else ()
        return policy.applied(silences.applied(self.diagnostics, judged))


def _hides_others(diagnostic: Diagnostic) -> bool:
    """Whether rules could not look at something, so that they may have found less than there is."""
    is_unread = stage_of(diagnostic.code) in (Stage.SYNTAX, Stage.SHAPE)
    is_broken = diagnostic.code in (Code.EXPRESSION_SYNTAX, Code.TEMPLATE_SYNTAX)
    return diagnostic.severity is Severity.ERROR and (is_unread or is_broken)


def check(roots: Sequence[tuple[Path, Path]], policy: Policy = _NO_POLICY) -> tuple[Diagnostic, ...]:
    """Check catalogue roots, each overlaying the ones before it; a root is a folder and its label."""
    return check_layers([read_layer(root, label) for root, label in roots], policy)


def check_layers(layers: Sequence[Layer], policy: Policy = _NO_POLICY) -> tuple[Diagnostic, ...]:
    """Check what was read of catalogue roots, each overlaying the ones before it."""
    return checked(layers).under(policy)


def checked(
    layers: Sequence[Layer],
    recorded: Mapping[str, Recorded] = MappingProxyType({}),
    memory: Memory | None = None,
) -> Checked:
    """Run the stages over layers; `recorded` has the cases of integrations by their names.

    A stage runs only when the one before found no error; warnings of all of them are kept. With a
    memory, an integration is looked at again only when one of its files was read anew.
    """
    memory = memory or Memory()
    examined = examine(layers, memory.lay)
    found = examined.diagnostics
    catalogue = examined.catalogue
    if any(each.severity is Severity.ERROR for each in found):
        catalogue = None
    if catalogue is not None:
        for name in catalogue.integrations:
            found = (*found, *memory.meaning_problems(catalogue, layers, name, recorded.get(name)))
    documents = [_documents(layer) for layer in layers]
    below = tuple(each for lower in documents[:-1] for each in lower)
    return Checked(found, catalogue is not None, documents[-1] if documents else (), below, catalogue)


def _documents(layer: Layer) -> tuple[Document, ...]:
    """The files that can hold comments."""
    return tuple(
        document
        for files in layer.integrations.values()
        for document in (files.integration, *files.resources.values())
        if document is not None
    )

"""A survey as JSON, for machines: everything that pages say, and the place of each field besides."""

from __future__ import annotations

from dataclasses import asdict

from unispec.data import Json
from unispec.survey._survey import Coverage, Field, Filling, Survey, Way


def told(survey: Survey) -> Json:
    """Write a survey as JSON."""
    return {
        "integration": survey.integration,
        "label": survey.label,
        "docs": survey.docs,
        "resources": [_resource(each) for each in survey.resources],
        "missing": list(survey.missing),
    }


def _resource(coverage: Coverage) -> Json:
    return {
        "resource": coverage.resource,
        "summary": coverage.summary,
        "operations": [_way(each) for each in coverage.ways],
        "missing": list(coverage.missing),
        "untaken": {name: list(each) for name, each in coverage.untaken.items()},
        "fields": [_field(each, coverage.ways) for each in coverage.fields],
        "is_cut": coverage.is_cut,
    }


def _way(way: Way) -> Json:
    offer = asdict(way.offer)
    rest = {name: offer[name] for name in ("operation", "variant", "variants", "summary", "parameters")}
    return rest | {
        "scopes": list(way.offer.scopes),
        "request": way.request,
        "pagination": asdict(way.paging) if way.paging else None,
        "window": way.window,
        "for_each": way.for_each,
        "related": list(way.related),
    }


def _field(field: Field, ways: tuple[Way, ...]) -> Json:
    pairs = zip(ways, field.fillings, strict=True)
    return {
        "field": field.path,
        "type": field.type,
        "description": field.description,
        "values": list(field.values),
        "is_modelled": field.is_modelled,
        "given": [_filling(way, filling) for way, filling in pairs],
    }


def _filling(way: Way, filling: Filling) -> Json:
    return {
        "operation": way.offer.operation,
        "variant": way.offer.variant,
        "presence": str(filling.presence),
        "values": None if filling.values is None else list(filling.values),
        "conditions": [asdict(each) for each in filling.conditions],
        "reads": list(filling.reads),
        "place": str(filling.place) if filling.place else None,
    }

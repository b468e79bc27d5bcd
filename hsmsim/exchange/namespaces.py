"""Application Specific Information whose data is left to the server (KMIP 1.4 section 3.36)."""

import dataclasses
from collections.abc import Iterable

from hsmsim.exchange.context import Context
from hsmsim.model.attributes import sent
from hsmsim.model.managed import ManagedObject
from hsmsim.model.namespaces import MAKERS, RANDOMNESS
from hsmsim.spec.structures import Attribute, TemplateAttribute
from hsmsim.spec.values import ApplicationSpecificInformation

APPLICATION_SPECIFIC_INFORMATION = "Application Specific Information"


def completed(ctx: Context, attributes: Iterable[Attribute]) -> list[Attribute]:
    """The attributes, with Application Data where it is left out and the server makes it for the namespace."""
    return [
        _completed(ctx, each, each.attribute_value)
        if isinstance(each.attribute_value, ApplicationSpecificInformation)
        else each
        for each in attributes
    ]


def _completed(ctx: Context, attribute: Attribute, value: ApplicationSpecificInformation) -> Attribute:
    if value.application_data is not None:
        return attribute
    maker = MAKERS.get(value.application_namespace or "")
    if maker is None:
        return attribute  # the rules of the attribute refuse it
    made = maker(ctx.crypto.random(RANDOMNESS), ctx.now)
    return dataclasses.replace(attribute, attribute_value=dataclasses.replace(value, application_data=made))


def generated(obj: ManagedObject, *asked: TemplateAttribute | None) -> TemplateAttribute | None:
    """What the server made for a new object, for its answer; None where nothing was left to it."""
    there = obj.all(APPLICATION_SPECIFIC_INFORMATION)
    if not there:
        return None
    left = {
        each.attribute_value.application_namespace
        for template_attribute in asked
        if template_attribute is not None
        for each in template_attribute.attribute
        if isinstance(each.attribute_value, ApplicationSpecificInformation)
        and each.attribute_value.application_data is None
    }
    made = [
        sent(obj, APPLICATION_SPECIFIC_INFORMATION, instance.index, instance.value)
        for instance in there
        if instance.value.application_namespace in left
    ]
    return TemplateAttribute(attribute=made) if made else None

"""What a Template-Attribute gives: attributes of its own and of the templates it names (KMIP 1.4 section 2.1.8)."""

from hsmsim.errors import Archived, NoSuchTemplate
from hsmsim.exchange.context import Context
from hsmsim.exchange.namespaces import completed
from hsmsim.model.attributes import Given, check_value, gather, overlay
from hsmsim.spec.attributes import MARKS, RULES
from hsmsim.spec.enums import ObjectType
from hsmsim.spec.structures import TemplateAttribute
from hsmsim.spec.values import Name

# What a template has for itself and not for the objects made from it (2.2.6).
_OWN = frozenset({"Name", "Unique Identifier", "Object Type", "Initial Date", "Last Change Date", *MARKS})


async def given_by(ctx: Context, template_attribute: TemplateAttribute | None) -> Given:
    """The attributes by name. Later templates win over earlier ones, and what is given itself over all of them.

    Raises:
        NoSuchTemplate, Archived: a template is not there.
        The errors of `gather`.
    """
    if template_attribute is None:
        return {}
    given: Given = {}
    for name in template_attribute.name:
        check_value("Name", name)
        given = overlay(given, await _template(ctx, name))
    return overlay(given, gather(completed(ctx, template_attribute.attribute), ctx.version))


async def _template(ctx: Context, name: Name) -> Given:
    assert name.name_value is not None
    for obj in await ctx.objects.named(name.name_value):
        if obj.object_type is not ObjectType.TEMPLATE:
            continue
        if obj.archived:
            raise Archived(f"the template {name.name_value!r} is archived")
        return {
            attribute: [instance.value for instance in instances]
            for attribute, instances in obj.attributes.items()
            if attribute not in _OWN and (attribute not in RULES or RULES[attribute].settable)
        }
    raise NoSuchTemplate(f"no template is named {name.name_value!r}")

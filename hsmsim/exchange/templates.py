"""What a Template-Attribute gives: attributes of its own and of the templates it names (KMIP 1.4 section 2.1.8)."""

from hsmsim.errors import Archived, FeatureNotSupported, NoSuchTemplate
from hsmsim.exchange.context import Context
from hsmsim.exchange.namespaces import completed
from hsmsim.model.attributes import Given, check_value, gather, overlay
from hsmsim.model.templates import offered_by
from hsmsim.spec.enums import ObjectType
from hsmsim.spec.structures import TemplateAttribute

MOST_TEMPLATES = 10  # that one Template-Attribute names


async def given_by(ctx: Context, template_attribute: TemplateAttribute | None) -> Given:
    """The attributes by name. Later templates win over earlier ones, and what is given itself over all of them.

    A template that is named several times counts where it is named last.

    Raises:
        FeatureNotSupported: too many templates are named.
        NoSuchTemplate, Archived: a template is not there.
        The errors of `gather`.
    """
    if template_attribute is None:
        return {}
    given: Given = {}
    for name in _named(template_attribute):
        given = overlay(given, await _template(ctx, name))
    return overlay(given, gather(completed(ctx, template_attribute.attribute), ctx.version))


def _named(template_attribute: TemplateAttribute) -> list[str]:
    """The names of the templates, each once."""
    for name in template_attribute.name:
        check_value("Name", name)
    backwards = dict.fromkeys(name.name_value or "" for name in reversed(template_attribute.name))
    if len(backwards) > MOST_TEMPLATES:
        raise FeatureNotSupported(f"{MOST_TEMPLATES} templates may be named at once, not more")
    return list(backwards)[::-1]


async def _template(ctx: Context, name: str) -> Given:
    for obj in await ctx.objects.named(name):
        if obj.object_type is not ObjectType.TEMPLATE:
            continue
        if obj.archived:
            raise Archived(f"the template {name!r} is archived")
        return offered_by(obj)
    raise NoSuchTemplate(f"no template is named {name!r}")

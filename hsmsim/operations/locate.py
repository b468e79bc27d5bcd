"""Locate: which objects have the attributes asked for (KMIP 1.4 4.9, errors 11.10)."""

from itertools import islice

from hsmsim.errors import InvalidField, UnknownAttribute
from hsmsim.exchange.context import Context
from hsmsim.exchange.operation import operation
from hsmsim.interfaces.store import Hint
from hsmsim.model.locate import Search
from hsmsim.spec.enums import ObjectGroupMember, Operation, ResultReason
from hsmsim.spec.masks import StorageStatusMask
from hsmsim.spec.structures import Attribute, TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import V1_1, V1_3
from hsmsim.ttlv.schema import enumeration, integer, mask, nested, structure, text

AT_ONCE = 100  # objects; a few milliseconds where they have to be read from the database


@structure(Tag)
class Request:
    """Locate Request Payload (table 190).

    Old clients put their filters into a Template-Attribute, which the table does not have.
    """

    maximum_items: int | None = integer(default=None)
    # New in 1.3, but a widespread client sends it whatever version it speaks.
    offset_items: int | None = integer(default=None)
    storage_status_mask: int | None = mask(StorageStatusMask, default=None)
    object_group_member: ObjectGroupMember | None = enumeration(ObjectGroupMember, default=None, since=V1_1)
    template_attribute: TemplateAttribute | None = nested(TemplateAttribute, default=None)
    attribute: list[Attribute] = nested(Attribute, factory=list)


@structure(Tag)
class Response:
    """Locate Response Payload (table 191)."""

    located_items: int | None = integer(default=None, since=V1_3)
    unique_identifier: list[str] = text(factory=list)


def _looks_far(ask: Request) -> bool:
    """Whether no name says which objects are to be looked at."""
    return all(each.attribute_name != "Name" for each in _filters(ask))


@operation(
    Operation.LOCATE,
    request=Request,
    response=Response,
    errors={UnknownAttribute: ResultReason.INVALID_FIELD},
    long=_looks_far,
)
async def locate(ctx: Context, ask: Request) -> Response:
    """List the objects newest first; the ID Placeholder becomes the object found, if it is the only one."""
    offset = ask.offset_items or 0
    if offset < 0 or (ask.maximum_items is not None and ask.maximum_items < 0):
        raise InvalidField("Maximum Items and Offset Items are not negative")
    search = Search.of(_filters(ask), ask.object_group_member, ask.storage_status_mask, ctx.version)
    hint = Hint(search.name, search.object_type, search.object_group)
    found = await _found(ctx, search, hint)
    end = None if ask.maximum_items is None else offset + ask.maximum_items
    given = found[offset:end]
    single = len(given) == 1 and (len(found) == 1 or ask.maximum_items == 1)
    ctx.placeholder = given[0] if single else None
    return Response(located_items=_total(ask, found), unique_identifier=given)


async def _found(ctx: Context, search: Search, hint: Hint) -> list[str]:
    """What is found, part by part: others are answered while many objects are looked through."""
    candidates = await ctx.objects.candidates(hint)
    found: list[str] = []
    while part := list(islice(candidates, AT_ONCE)):
        found += search.search(part)
        if len(part) < AT_ONCE or (search.most is not None and found):
            break
        await ctx.give_way()
    return found


def _total(ask: Request, found: list[str]) -> int | None:
    """Located Items tells a client that asked for a part how much there is."""
    return len(found) if ask.offset_items is not None or ask.maximum_items is not None else None


def _filters(ask: Request) -> list[Attribute]:
    if ask.template_attribute is None:
        return ask.attribute
    names = [Attribute(attribute_name="Name", attribute_value=name) for name in ask.template_attribute.name]
    return [*names, *ask.template_attribute.attribute, *ask.attribute]

"""Query: what the server is and can do (KMIP 1.4 4.25)."""

import dataclasses
from collections.abc import Callable

from hsmsim.errors import InvalidMessage
from hsmsim.exchange import facts
from hsmsim.exchange.context import Context
from hsmsim.exchange.offer import in_parts, offer_of, profiles_of
from hsmsim.exchange.operation import operation
from hsmsim.model.namespaces import MAKERS
from hsmsim.spec.enums import (
    AttestationType,
    ClientRegistrationMethod,
    ObjectType,
    Operation,
    QueryFunction,
)
from hsmsim.spec.profiles import SENT_BY_SERVERS, Feature
from hsmsim.spec.structures import (
    CapabilityInformation,
    ExtensionInformation,
    ProfileInformation,
    ValidationInformation,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import RNGParameters
from hsmsim.spec.versions import V1_1, V1_2, V1_3
from hsmsim.ttlv.schema import Raw, enumeration, nested, structure, text, undecoded


@structure(Tag)
class Request:
    """Query Request Payload (table 222)."""

    query_function: list[QueryFunction] = enumeration(QueryFunction, factory=list)


@structure(Tag)
class Response:
    """Query Response Payload (table 223)."""

    operation: list[Operation] = enumeration(Operation, factory=list)
    object_type: list[ObjectType] = enumeration(ObjectType, factory=list)
    vendor_identification: str | None = text(default=None)
    server_information: Raw | None = undecoded(default=None)
    application_namespace: list[str] = text(factory=list)
    extension_information: list[ExtensionInformation] = nested(ExtensionInformation, factory=list, since=V1_1)
    attestation_type: list[AttestationType] = enumeration(AttestationType, factory=list, since=V1_2)
    rng_parameters: list[RNGParameters] = nested(RNGParameters, factory=list, since=V1_3)
    profile_information: list[ProfileInformation] = nested(ProfileInformation, factory=list, since=V1_3)
    validation_information: list[ValidationInformation] = nested(ValidationInformation, factory=list, since=V1_3)
    capability_information: list[CapabilityInformation] = nested(CapabilityInformation, factory=list, since=V1_3)
    client_registration_method: list[ClientRegistrationMethod] = enumeration(
        ClientRegistrationMethod, factory=list, since=V1_3
    )


@operation(Operation.QUERY, request=Request, response=Response, errors={})
async def query(ctx: Context, ask: Request) -> Response:
    """Answer each function asked for; of attestation types the appliance has none."""
    if not ask.query_function:
        raise InvalidMessage("Query Function is missing")
    response = Response()
    for function in dict.fromkeys(ask.query_function):
        answer = _ANSWERS.get(function)
        if answer is not None:
            answer(ctx, response)
    if QueryFunction.QUERY_EXTENSION_MAP in ask.query_function:
        _extension_map(ctx, response)
    return response


def _operations(ctx: Context, response: Response) -> None:
    response.operation = sorted(code for code in _all_operations(ctx) if code.since <= ctx.version)


def _all_operations(ctx: Context) -> set[Operation]:
    """What clients may ask for, and what the server asks of them where it does (chapter 5)."""
    sent = SENT_BY_SERVERS if Feature.SERVER_TO_CLIENT in ctx.features else frozenset()
    return {*ctx.offered, *(code for code in sent if code in ctx.device.operations)}


def _objects(ctx: Context, response: Response) -> None:
    response.object_type = [each for each in facts.objects_of(ctx.device) if each.since <= ctx.version]


def _server_information(ctx: Context, response: Response) -> None:
    response.vendor_identification = ctx.device.vendor.identification
    response.server_information = facts.server_information(ctx.device.vendor)


def _application_namespaces(ctx: Context, response: Response) -> None:
    response.application_namespace = list(MAKERS)


def _extension_list(ctx: Context, response: Response) -> None:
    response.extension_information = [
        ExtensionInformation(extension_name=each.extension_name) for each in facts.EXTENSIONS
    ]


def _extension_map(ctx: Context, response: Response) -> None:
    response.extension_information = list(facts.EXTENSIONS)


def _rngs(ctx: Context, response: Response) -> None:
    response.rng_parameters = [ctx.crypto.rng]


def _profiles(ctx: Context, response: Response) -> None:
    """Those that the device may name and whose requirements are met."""
    offer = offer_of(ctx.offered, ctx.device, ctx.crypto, ctx.features)
    response.profile_information = [
        ProfileInformation(profile_name=name)
        for profile in profiles_of(offer, ctx.device)
        for name in profile.names
        if name.since <= ctx.version
    ]


def _validations(ctx: Context, response: Response) -> None:
    response.validation_information = list(ctx.device.validations)


def _capabilities(ctx: Context, response: Response) -> None:
    told = dataclasses.replace(
        facts.CAPABILITIES,
        streaming_capability=bool(in_parts(ctx.offered)),
        asynchronous_capability=bool(ctx.jobs),
    )
    response.capability_information = [told]


def _client_registration_methods(ctx: Context, response: Response) -> None:
    response.client_registration_method = list(facts.CLIENT_REGISTRATION_METHODS)


_ANSWERS: dict[QueryFunction, Callable[[Context, Response], None]] = {
    QueryFunction.QUERY_OPERATIONS: _operations,
    QueryFunction.QUERY_OBJECTS: _objects,
    QueryFunction.QUERY_SERVER_INFORMATION: _server_information,
    QueryFunction.QUERY_APPLICATION_NAMESPACES: _application_namespaces,
    QueryFunction.QUERY_EXTENSION_LIST: _extension_list,
    QueryFunction.QUERY_EXTENSION_MAP: _extension_map,
    QueryFunction.QUERY_RNGS: _rngs,
    QueryFunction.QUERY_VALIDATIONS: _validations,
    QueryFunction.QUERY_PROFILES: _profiles,
    QueryFunction.QUERY_CAPABILITIES: _capabilities,
    QueryFunction.QUERY_CLIENT_REGISTRATION_METHODS: _client_registration_methods,
}

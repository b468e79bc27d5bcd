"""hsmsim/operations/query.py and exchange/facts.py (4.25)."""

import dataclasses
from importlib import metadata

from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.devices.device import UNRESTRICTED, Device, Limits, Vendor
from hsmsim.devices.reading import read_model
from hsmsim.exchange import facts
from hsmsim.model.namespaces import MAKERS
from hsmsim.operations import query, table
from hsmsim.spec.enums import (
    CryptographicAlgorithm,
    ObjectType,
    Operation,
    ProfileName,
    QueryFunction,
    ResultReason,
)
from hsmsim.spec.profiles import PROFILES, Feature
from hsmsim.spec.tags import Tag
from hsmsim.spec.versions import SERVED, V1_0, V1_1, V1_2, V1_3, V1_4, Version
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import ItemType
from tests.appliance import LISTENING, Hsm
from tests.objects import refused
from tests.support import rows

F = QueryFunction


async def asked(*functions, spoken=V1_4):
    return await Hsm().ask(Operation.QUERY, query.Request(query_function=list(functions)), version=spoken)


def filled(response):
    """The fields that an answer has."""
    return {field.name for field in dataclasses.fields(response) if getattr(response, field.name) not in (None, [])}


# Each function of 1.4, the fields that answer it and the first version that has these.
@rows(
    operations=(F.QUERY_OPERATIONS, {"operation"}, V1_0),
    objects=(F.QUERY_OBJECTS, {"object_type"}, V1_0),
    server_information=(F.QUERY_SERVER_INFORMATION, {"vendor_identification", "server_information"}, V1_0),
    application_namespaces=(F.QUERY_APPLICATION_NAMESPACES, {"application_namespace"}, V1_0),
    extension_list=(F.QUERY_EXTENSION_LIST, {"extension_information"}, V1_1),
    extension_map=(F.QUERY_EXTENSION_MAP, {"extension_information"}, V1_1),
    attestation_types=(F.QUERY_ATTESTATION_TYPES, set(), V1_2),
    rngs=(F.QUERY_RNGS, {"rng_parameters"}, V1_3),
    validations=(F.QUERY_VALIDATIONS, set(), V1_3),
    profiles=(F.QUERY_PROFILES, {"profile_information"}, V1_3),
    capabilities=(F.QUERY_CAPABILITIES, {"capability_information"}, V1_3),
    registration_methods=(F.QUERY_CLIENT_REGISTRATION_METHODS, {"client_registration_method"}, V1_3),
)
class Functions(TestCase):
    async def check(self, function, fields, since):
        for spoken in (*SERVED, Version(1, 5)):
            expected = fields if spoken >= since else set()
            self.assertEqual(filled(await asked(function, spoken=spoken)), expected, spoken)

    async def test_all_at_once(self):
        answered = await asked(*F)
        everything = {field.name for field in dataclasses.fields(answered)}
        nothing = {"attestation_type", "validation_information"}
        self.assertEqual(filled(answered), everything - nothing)

    async def test_a_function_that_is_there_often_is_answered_once(self):
        once, answered = await asked(F.QUERY_OBJECTS), []
        answer = query._ANSWERS[F.QUERY_OBJECTS]
        counting = {F.QUERY_OBJECTS: lambda ctx, response: answered.append(answer(ctx, response))}
        self.patch(query, "_ANSWERS", counting)
        self.assertEqual(await asked(*[F.QUERY_OBJECTS] * 1000), once)
        self.assertEqual(len(answered), 1)


@rows(
    no_function=([], ResultReason.INVALID_MESSAGE),
    unknown=([0x55], ResultReason.INVALID_FIELD),
    unknown_among_others=([F.QUERY_OBJECTS, 0x55], ResultReason.INVALID_FIELD),
)
class Refusals(TestCase):
    async def check(self, functions, reason):
        for spoken in SERVED:
            payload = query.Request(query_function=functions)
            await refused(self, Hsm(), Operation.QUERY, payload, reason, version=spoken)


class Answers(TestCase):
    async def test_an_extension_of_someone_else_is_answered_with_nothing(self):
        self.assertEqual(filled(await asked(0x80000001)), set())

    async def test_operations_are_those_of_the_table_and_the_version(self):
        for spoken in SERVED:
            expected = [code for code in table() if code.since <= spoken]
            self.assertEqual((await asked(F.QUERY_OPERATIONS, spoken=spoken)).operation, expected)

    async def test_object_types(self):
        for spoken in SERVED:
            answered = await asked(F.QUERY_OBJECTS, spoken=spoken)
            self.assertEqual(set(answered.object_type), {each for each in ObjectType if each.since <= spoken})

    async def test_server_information(self):
        answered = await asked(F.QUERY_SERVER_INFORMATION)
        self.assertEqual(answered.vendor_identification, "hsmsim")
        raw = answered.server_information
        start = raw.start - 8
        node, _ = binary.read_node(raw.data, start, raw.start + raw.length)
        self.assertEqual(node.tag, Tag.SERVER_INFORMATION)
        self.assertIn("simulated", node.value[2].value)
        self.assertEqual({child.tag for child in node.value}, {each.extension_tag for each in facts.EXTENSIONS})

    async def test_the_map_has_tags_and_types_and_wins_over_the_list(self):
        listed = (await asked(F.QUERY_EXTENSION_LIST)).extension_information
        mapped = (await asked(F.QUERY_EXTENSION_MAP)).extension_information
        self.assertEqual([each.extension_name for each in listed], [each.extension_name for each in mapped])
        self.assertEqual({(each.extension_tag, each.extension_type) for each in listed}, {(None, None)})
        self.assertTrue(all(0x540000 <= each.extension_tag <= 0x54FFFF for each in mapped))
        self.assertEqual({each.extension_type for each in mapped}, {ItemType.TEXT_STRING})
        for order in ((F.QUERY_EXTENSION_LIST, F.QUERY_EXTENSION_MAP), (F.QUERY_EXTENSION_MAP, F.QUERY_EXTENSION_LIST)):
            self.assertEqual((await asked(*order)).extension_information, mapped)

    async def test_the_namespaces_are_those_that_data_is_made_for(self):
        answered = await asked(F.QUERY_APPLICATION_NAMESPACES)
        self.assertEqual(answered.application_namespace, list(MAKERS))

    async def test_the_generator(self):
        hsm = Hsm()
        answered = await hsm.ask(Operation.QUERY, query.Request(query_function=[F.QUERY_RNGS]))
        self.assertEqual(answered.rng_parameters, [hsm.crypto.rng])

    async def test_profiles_in_every_version_that_has_them(self):
        for spoken, newest in ((V1_3, V1_3), (V1_4, V1_4)):
            named = {each.profile_name for each in (await asked(F.QUERY_PROFILES, spoken=spoken)).profile_information}
            self.assertTrue(all(name.since <= newest for name in named))
            self.assertIn(ProfileName.BASELINE_SERVER_BASIC_KMIP_V1_2, named)
            self.assertIs(ProfileName.ADVANCED_CRYPTOGRAPHIC_SERVER_KMIP_V1_4 in named, spoken == V1_4)

    async def test_capabilities(self):
        (told,) = (await asked(F.QUERY_CAPABILITIES)).capability_information
        self.assertEqual(told, facts.CAPABILITIES)
        (older,) = (await asked(F.QUERY_CAPABILITIES, spoken=V1_3)).capability_information
        self.assertEqual((older.batch_undo_capability, older.batch_continue_capability), (None, None))
        self.assertTrue(older.streaming_capability)

    async def test_older_versions_have_fewer_facts(self):
        for spoken in (V1_0, V1_1, V1_2):
            self.assertLessEqual(
                filled(await asked(*F, spoken=spoken)),
                {
                    *("operation", "object_type", "vendor_identification", "server_information"),
                    *("application_namespace", "extension_information"),
                },
            )


async def told(function, device, features=frozenset()):
    """What a device answers to one function."""
    hsm = Hsm(device=device, features=LISTENING.union(features))
    return await hsm.ask(Operation.QUERY, query.Request(query_function=[function]))


async def named(device=UNRESTRICTED, *features):
    """The titles of the profiles that are told of."""
    answered = await told(F.QUERY_PROFILES, device, features)
    names = {each.profile_name for each in answered.profile_information}
    return {profile.title for profile in PROFILES if names & set(profile.names)}


# By a name of its own each: what a device lacks, and a profile that it therefore does not have.
@rows(
    operation=({"operations": frozenset(table()) - {Operation.RNG_SEED}}, "RNG Cryptographic Server"),
    object=({"objects": frozenset({ObjectType.SYMMETRIC_KEY})}, "Opaque Managed Object Store Server"),
    length=({"algorithms": {CryptographicAlgorithm.AES: frozenset({128})}}, "Tape Library Server"),
    length_of_pairs=(
        {"algorithms": {CryptographicAlgorithm.RSA: frozenset({2048})}},
        "Asymmetric Key Lifecycle Server",
    ),
    no_pairs=({"algorithms": {}}, "Asymmetric Key Lifecycle Server"),
    items=({"limits": Limits(batch_items=5)}, "Symmetric Key Foundry Server"),
    not_said=({"profiles": frozenset({"Baseline Server"})}, "Basic Cryptographic Server"),
)
class LackingProfiles(TestCase):
    async def check(self, lack, title):
        self.assertIn(title, await named())
        found = await named(Device(**lack))
        self.assertNotIn(title, found)
        self.assertIn("Baseline Server", found)


class Devices(TestCase):
    """What the device model says is what is told."""

    async def test_features(self):
        plain = await named()
        self.assertEqual(plain & {"HTTPS Server", "XML Server", "JSON Server", "Baseline Server TLS v1.2"}, set())
        for feature, title in (
            (Feature.HTTPS, "HTTPS Server"),
            (Feature.XML, "XML Server"),
            (Feature.JSON, "JSON Server"),
            (Feature.TLS_1_2, "Baseline Server TLS v1.2"),
            (Feature.SUITE_B_128, "Suite B minLOS_128 Server"),
            (Feature.SUITE_B_192, "Suite B minLOS_192 Server"),
        ):
            self.assertEqual(await named(UNRESTRICTED, feature), plain | {title})

    async def test_complete(self):
        """Everything has to be there, what the server sends too."""
        self.assertNotIn("Complete Server", await named())
        found = await named(UNRESTRICTED, Feature.SERVER_TO_CLIENT)
        self.assertIn("Complete Server", found)
        self.assertNotIn("Complete Server TLS v1.2", found)

    async def test_operations(self):
        device = Device(operations=frozenset({Operation.GET, Operation.QUERY, Operation.PUT}))
        for features, expected in (
            ((), [Operation.GET, Operation.QUERY]),
            ((Feature.SERVER_TO_CLIENT,), [Operation.GET, Operation.QUERY, Operation.PUT]),
        ):
            self.assertEqual((await told(F.QUERY_OPERATIONS, device, features)).operation, expected)

    async def test_objects(self):
        device = Device(objects=frozenset({ObjectType.SECRET_DATA}))
        self.assertEqual((await told(F.QUERY_OBJECTS, device)).object_type, [ObjectType.SECRET_DATA])

    async def test_vendor(self):
        device = Device(vendor=Vendor("me", "mine", "S1"))
        answered = await told(F.QUERY_SERVER_INFORMATION, device)
        self.assertEqual(answered.vendor_identification, "me")
        raw = answered.server_information
        node, _ = binary.read_node(raw.data, raw.start - 8, raw.start + raw.length)
        self.assertEqual([child.value for child in node.value[:2]], ["mine", "S1"])
        self.assertIn("simulated", node.value[2].value)

    async def test_validations(self):
        device = read_model("standard")
        answered = await told(F.QUERY_VALIDATIONS, device)
        self.assertEqual(answered.validation_information, list(device.validations))
        self.assertEqual(filled(answered), {"validation_information"})

    async def test_no_streaming_without_operations_in_parts(self):
        device = Device(operations=frozenset({Operation.QUERY, Operation.GET}))
        (answered,) = (await told(F.QUERY_CAPABILITIES, device)).capability_information
        self.assertFalse(answered.streaming_capability)


class Product(SynchronousTestCase):
    def test_with_and_without_an_installed_package(self):
        self.patch(facts, "version", lambda name: "1.2.3")
        self.assertIn("1.2.3", facts._product())

        def missing(name):
            raise metadata.PackageNotFoundError(name)

        self.patch(facts, "version", missing)
        self.assertIn("simulated", facts._product())

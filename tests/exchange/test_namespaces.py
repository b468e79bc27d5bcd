"""hsmsim/exchange/namespaces.py: Application Data that is left to the server, wherever attributes are set (3.36)."""

import dataclasses

from twisted.trial.unittest import TestCase

from hsmsim.exchange.namespaces import APPLICATION_SPECIFIC_INFORMATION
from hsmsim.model.namespaces import MAKERS
from hsmsim.operations import add_attribute, create, create_key_pair, locate, modify_attribute, query, register, table
from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    DerivationMethod,
    HashingAlgorithm,
    KeyFormatType,
    ObjectType,
    Operation,
    QueryFunction,
    RecommendedCurve,
    ResultReason,
    State,
)
from hsmsim.spec.structures import DerivationParameters, SymmetricKey, Template
from hsmsim.spec.values import ApplicationSpecificInformation, CryptographicDomainParameters, CryptographicParameters
from hsmsim.ttlv import binary
from tests.appliance import Hsm, item
from tests.exchange.keys import RSA_PUBLIC, asymmetric
from tests.objects import attribute, attributes, made, raw_block, refused, template_attribute, text_name
from tests.support import rows

NOT_SUPPORTED = ResultReason.APPLICATION_NAMESPACE_NOT_SUPPORTED
ASI = APPLICATION_SPECIFIC_INFORMATION
AES = {"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Length": 128}


EC = {
    "Cryptographic Algorithm": CryptographicAlgorithm.ECDSA,
    "Cryptographic Domain Parameters": CryptographicDomainParameters(recommended_curve=RecommendedCurve.P_256),
}


def information(namespace, data=None):
    return ApplicationSpecificInformation(application_namespace=namespace, application_data=data)


UUID, SERIAL = information("hsmsim-uuid"), information("hsmsim-serial")


def creating(*infos, **more):
    given = template_attribute({**AES, ASI: list(infos), **more})
    return Operation.CREATE, create.Request(object_type=ObjectType.SYMMETRIC_KEY, template_attribute=given)


def registering(*infos):
    value = SymmetricKey(key_block=raw_block())
    given = template_attribute({ASI: list(infos)})
    return Operation.REGISTER, register.Request(
        object_type=ObjectType.SYMMETRIC_KEY, template_attribute=given, symmetric_key=value
    )


@rows(create=(creating,), register=(registering,))
class Making(TestCase):
    """The new object has the data and the answer tells it."""

    async def check(self, asking):
        for namespace in MAKERS:
            hsm = Hsm()
            mine = information("mine", "my data")
            answered = await hsm.ask(*asking(mine, information(namespace)))
            obj = hsm.load(answered.unique_identifier)
            self.assertEqual([each.value.application_namespace for each in obj.all(ASI)], ["mine", namespace])
            generated = obj.all(ASI)[1].value
            self.assertTrue(generated.application_data)
            self.assertEqual(answered.template_attribute.attribute, [attribute(ASI, generated, 1)])

    async def test_nothing_is_told_where_nothing_was_made(self):
        for asking in (creating, registering):
            answered = await Hsm().ask(*asking(information("hsmsim-uuid", "mine")))
            self.assertIsNone(answered.template_attribute)

    async def test_another_namespace(self):
        for asking in (creating, registering):
            await refused(self, Hsm(), *asking(information("another")), NOT_SUPPORTED)


class OtherMakers(TestCase):
    """Key pairs, replacements and derived keys are told of as well."""

    async def made_by(self, hsm, operation, **fields):
        answered = await hsm.ask(operation, table()[operation].request(**fields))
        uids = [getattr(answered, each.name) for each in dataclasses.fields(answered) if "identifier" in each.name]
        told = [getattr(answered, each.name) for each in dataclasses.fields(answered) if "template" in each.name]
        for uid, template in zip(uids, told, strict=True):
            kept = hsm.load(uid).all(ASI)
            self.assertTrue(all(each.value.application_data for each in kept))
            yield [] if template is None else [each.attribute_value for each in template.attribute], kept

    async def test_pairs(self):
        hsm = Hsm()
        both, private = template_attribute({**EC, ASI: UUID}), template_attribute({ASI: SERIAL})
        for operation, existing in ((Operation.CREATE_KEY_PAIR, False), (Operation.RE_KEY_KEY_PAIR, True)):
            fields = {"common_template_attribute": both, "private_key_template_attribute": private}
            if existing:
                (pair,) = await hsm.batch(
                    item(
                        Operation.CREATE_KEY_PAIR,
                        create_key_pair.Request(common_template_attribute=template_attribute(EC)),
                    )
                )
                answered = binary.decode_raw(create_key_pair.Response, pair.response_payload)
                fields["common_template_attribute"] = template_attribute({ASI: UUID})
                fields["private_key_unique_identifier"] = answered.private_key_unique_identifier
            pairs = [each async for each in self.made_by(hsm, operation, **fields)]
            for (told, kept), spaces in zip(pairs, ([UUID, SERIAL], [UUID]), strict=True):
                self.assertEqual(told, [each.value for each in kept])
                self.assertEqual(
                    [each.application_namespace for each in told], [each.application_namespace for each in spaces]
                )

    async def test_one_key(self):
        asking = {
            Operation.RE_KEY: {"unique_identifier": "k1", "template_attribute": template_attribute({ASI: UUID})},
            Operation.DERIVE_KEY: {
                "object_type": ObjectType.SECRET_DATA,
                "unique_identifier": ["k1"],
                "derivation_method": DerivationMethod.HASH,
                "derivation_parameters": DerivationParameters(
                    cryptographic_parameters=CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
                ),
                "template_attribute": template_attribute({"Cryptographic Length": 128, ASI: UUID}),
            },
        }
        for operation, fields in asking.items():
            hsm = Hsm()
            hsm.put(made(having={**AES, "Cryptographic Usage Mask": 0xFFFFF}, state=State.ACTIVE))
            ((told, kept),) = [each async for each in self.made_by(hsm, operation, **fields)]
            self.assertEqual(told, [each.value for each in kept])
            self.assertEqual(len(told), 1)

    async def test_certificates(self):
        hsm = Hsm()
        given = template_attribute({"Certificate Type": CertificateType.X_509, ASI: UUID})
        hsm.put(asymmetric(RSA_PUBLIC, KeyFormatType.X_509))
        asked = {"unique_identifier": "k1", "template_attribute": given}
        ((told, first),) = [each async for each in self.made_by(hsm, Operation.CERTIFY, **asked)]
        self.assertEqual(told, [each.value for each in first])
        found = await hsm.ask(Operation.LOCATE, locate.Request(attribute=attributes({ASI: first[0].value})))
        asked = {
            "unique_identifier": found.unique_identifier[0],
            "template_attribute": template_attribute({ASI: SERIAL}),
        }
        ((told, _),) = [each async for each in self.made_by(hsm, Operation.RE_CERTIFY, **asked)]
        self.assertIn("hsmsim-serial", {each.application_namespace for each in told})


class Changing(TestCase):
    async def ask(self, hsm, operation, info):
        kind = {Operation.ADD_ATTRIBUTE: add_attribute, Operation.MODIFY_ATTRIBUTE: modify_attribute}[operation]
        return operation, kind.Request(unique_identifier="k1", attribute=attribute(ASI, info))

    async def test_added(self):
        hsm = Hsm()
        hsm.put(made())
        for index in (0, 1):
            asked = await self.ask(hsm, Operation.ADD_ATTRIBUTE, information("hsmsim-uuid"))
            answered = await hsm.ask(*asked)
            self.assertEqual(answered.attribute.attribute_index, index)
            self.assertEqual(answered.attribute.attribute_value, hsm.load("k1").all(ASI)[index].value)
        first, second = (each.value.application_data for each in hsm.load("k1").all(ASI))
        self.assertNotEqual(first, second)

    async def test_modified(self):
        hsm = Hsm()
        hsm.put(made(having={ASI: information("mine", "my data")}))
        answered = await hsm.ask(*await self.ask(hsm, Operation.MODIFY_ATTRIBUTE, information("hsmsim-serial")))
        self.assertEqual(answered.attribute.attribute_value, hsm.load("k1").get(ASI))
        self.assertTrue(answered.attribute.attribute_value.application_data)

    async def test_another_namespace(self):
        for operation in (Operation.ADD_ATTRIBUTE, Operation.MODIFY_ATTRIBUTE):
            hsm = Hsm()
            hsm.put(made(having={ASI: information("mine", "my data")}))
            await refused(self, hsm, *await self.ask(hsm, operation, information("another")), NOT_SUPPORTED)


class Templates(TestCase):
    async def test_a_template_has_the_data_and_gives_it(self):
        hsm = Hsm()
        payload = register.Request(
            object_type=ObjectType.TEMPLATE,
            template_attribute=template_attribute({"Name": text_name("t")}),
            template=Template(attribute=attributes({ASI: information("hsmsim-uuid")})),
        )
        registered = await hsm.ask(Operation.REGISTER, payload)
        kept = hsm.load(registered.unique_identifier).get(ASI)
        self.assertTrue(kept.application_data)
        made_of = create.Request(object_type=ObjectType.SYMMETRIC_KEY, template_attribute=template_attribute(AES, "t"))
        created = await hsm.ask(Operation.CREATE, made_of)
        self.assertEqual(hsm.load(created.unique_identifier).get(ASI), kept)

    async def test_what_query_names_is_made(self):
        hsm = Hsm()
        asked = query.Request(query_function=[QueryFunction.QUERY_APPLICATION_NAMESPACES])
        named = (await hsm.ask(Operation.QUERY, asked)).application_namespace
        self.assertEqual(named, list(MAKERS))
        for namespace in named:
            await hsm.ask(*creating(information(namespace)))

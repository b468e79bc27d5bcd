"""Protocol versions: no answer holds what came after the version of its request (6.1, 11.1)."""

import dataclasses
from collections.abc import Iterator
from itertools import product
from typing import Any

from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.errors import Refused
from hsmsim.exchange.reasons import COMMON, reason_of
from hsmsim.interfaces.crypto import Certification
from hsmsim.model.keyblock import make_key_block
from hsmsim.model.links import link
from hsmsim.operations import table
from hsmsim.spec import enums, values
from hsmsim.spec.attributes import RULES
from hsmsim.spec.enums import Operation as Op
from hsmsim.spec.enums import ResultReason, ResultStatus
from hsmsim.spec.structures import Certificate, DerivationParameters, PrivateKey, SymmetricKey, Template
from hsmsim.spec.tags import Tag
from hsmsim.spec.term import Term
from hsmsim.spec.versions import SERVED, V1_0, V1_1, V1_2, V1_3, V1_4, Version
from hsmsim.ttlv import binary
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import NOW, Hsm, item, message
from tests.objects import KEY, attribute, made, raw_block, template_attribute, text_name
from tests.support import rows

V1_5 = Version(1, 5)
SPOKEN = (*SERVED, V1_5)

# Tags that are older than their use in a structure.
FIELDS = {
    (Tag.CRYPTOGRAPHIC_PARAMETERS, Tag.DIGITAL_SIGNATURE_ALGORITHM): V1_2,
    (Tag.CRYPTOGRAPHIC_PARAMETERS, Tag.CRYPTOGRAPHIC_ALGORITHM): V1_2,
    (Tag.DIGEST, Tag.KEY_FORMAT_TYPE): V1_1,
    (Tag.RESPONSE_HEADER, Tag.ATTESTATION_TYPE): V1_2,
}

CLASSES = {
    Tag[tag.name]: cls
    for tag in Tag
    for name, cls in vars(enums).items()
    if isinstance(cls, type) and issubclass(cls, Term) and tag.name.replace("_", "").lower() == name.lower()
}
CLASSES[Tag.MASK_GENERATOR_HASHING_ALGORITHM] = enums.HashingAlgorithm


def newer(node: Node, version: Version, inside: int = 0, value_of: str = "") -> Iterator[str]:
    """What there is in an item that came after a version."""
    tag = RULES[value_of].tag if value_of in RULES and node.tag == Tag.ATTRIBUTE_VALUE else node.tag
    if 0x540000 <= tag <= 0x54FFFF:
        return
    since = FIELDS.get((inside, tag), Tag(tag).since)
    if max(since, Tag(node.tag).since) > version:
        yield f"field {Tag(tag).title}"
    if node.item_type is ItemType.ENUMERATION and tag in CLASSES and node.value < 0x80000000:
        term = CLASSES[tag](node.value)
        if term.since > version:
            yield f"value {term.title} of {Tag(tag).title}"
    if node.tag == Tag.ATTRIBUTE_NAME and node.value in RULES and RULES[node.value].since > version:
        yield f"attribute {node.value}"
    if node.item_type is ItemType.STRUCTURE:
        name = next((child.value for child in node.value if child.tag == Tag.ATTRIBUTE_NAME), "")
        for child in node.value:
            yield from newer(child, version, tag, name)


NEWEST = values.CryptographicParameters(
    digital_signature_algorithm=enums.DigitalSignatureAlgorithm.SHA3_256_WITH_RSA_ENCRYPTION,
    cryptographic_algorithm=enums.CryptographicAlgorithm.RSA,
    hashing_algorithm=enums.HashingAlgorithm.SHA_3_256,
    random_iv=True,
    tag_length=16,
    salt_length=20,
    mask_generator=enums.MaskGenerator.MGF1,
    p_source=b"p",
    trailer_field=1,
)
CBC = values.CryptographicParameters(
    block_cipher_mode=enums.BlockCipherMode.CBC, padding_method=enums.PaddingMethod.PKCS5
)
HMAC = values.CryptographicParameters(hashing_algorithm=enums.HashingAlgorithm.SHA_256)
ECDSA = values.CryptographicParameters(digital_signature_algorithm=enums.DigitalSignatureAlgorithm.ECDSA_WITH_SHA256)
LIMITS = values.UsageLimits(usage_limits_total=9, usage_limits_unit=enums.UsageLimitsUnit.OBJECT)
INSIDE = [attribute("Comment", "new"), attribute("Name", text_name("inside")), attribute("Fresh", True)]
KEY_AND_ALL = {
    "Name": text_name("k1"),
    "Cryptographic Usage Mask": 0xFFFFF,
    "Cryptographic Parameters": [CBC, NEWEST],
    "Alternative Name": values.AlternativeName(
        alternative_name_value="a", alternative_name_type=enums.AlternativeNameType.URI
    ),
    "Link": [
        values.Link(link_type=link, linked_object_identifier="k2")
        for link in (enums.LinkType.CHILD_LINK, enums.LinkType.NEXT_LINK)
    ],
    "Comment": "c",
    "Description": "d",
    "Original Creation Date": 5,
    "Random Number Generator": values.RNGParameters(rng_algorithm=enums.RNGAlgorithm.DRBG),
    "Key Value Location": values.KeyValueLocation(
        key_value_location_value="a", key_value_location_type=enums.KeyValueLocationType.URI
    ),
    "x-Custom": Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, "a"),
}


def filled() -> Hsm:
    """An HSM with objects that have everything that is new in any version."""
    hsm = Hsm()
    active = enums.State.ACTIVE
    key = made("k1", having=KEY_AND_ALL, state=active)
    block = raw_block()
    block.key_value.attribute = INSIDE  # type: ignore[union-attr]
    key.value = SymmetricKey(key_block=block)
    signing = made("s1", enums.ObjectType.PRIVATE_KEY, {"Cryptographic Usage Mask": 1}, state=active)
    private, public = hsm.crypto.generate_pair(
        enums.CryptographicAlgorithm.ECDSA, None, enums.RecommendedCurve.P_256, None
    )
    signing.value = PrivateKey(
        key_block=make_key_block(enums.KeyFormatType.PKCS_8, private.material, private.algorithm, 256)
    )
    link(signing, enums.LinkType.PUBLIC_KEY_LINK, "v1")
    verifying = made("v1", enums.ObjectType.PUBLIC_KEY, {"Cryptographic Usage Mask": 2}, state=active)
    verifying.value = type(made("p", enums.ObjectType.PUBLIC_KEY).value)(  # type: ignore[call-arg]
        key_block=make_key_block(enums.KeyFormatType.X_509, public.material, public.algorithm, 256)
    )
    certificate = made("c1", enums.ObjectType.CERTIFICATE)
    certificate.value = Certificate(certificate_type=enums.CertificateType.X_509, certificate_value=b"c")
    certificate.set("Digital Signature Algorithm", enums.DigitalSignatureAlgorithm.SHA3_256_WITH_RSA_ENCRYPTION)
    certificate.set("X.509 Certificate Subject", values.X509CertificateSubject(subject_distinguished_name=b"s"))
    issued = made("c2", enums.ObjectType.CERTIFICATE, {"Certificate Type": enums.CertificateType.X_509})
    name = hsm.crypto.name_of_parts([("CN", "c2")])
    issued.value = Certificate(
        certificate_type=enums.CertificateType.X_509,
        certificate_value=hsm.crypto.certify(Certification(name, public, 1, NOW, NOW), None, private),
    )
    issued.set("X.509 Certificate Subject", values.X509CertificateSubject(subject_distinguished_name=name))
    issued.set("X.509 Certificate Issuer", values.X509CertificateIssuer(issuer_distinguished_name=name))
    issued.set("Certificate Subject CN", "c2")
    template = made("t1", enums.ObjectType.TEMPLATE)
    template.value = Template(attribute=INSIDE)
    limited = made("l1", having={"Cryptographic Usage Mask": 4, "Usage Limits": LIMITS}, state=active)
    hsm.put(limited, made("a1", archived=True))
    for number in (1, 2):
        part = made(f"p{number}", enums.ObjectType.SPLIT_KEY, AES)
        part.value = dataclasses.replace(part.value, key_part_identifier=number)  # type: ignore[type-var]
        hsm.put(part)
    hsm.put(key, signing, verifying, certificate, issued, template, *(made(f"n{number}") for number in range(3)))
    return hsm


AES = {"Cryptographic Algorithm": enums.CryptographicAlgorithm.AES, "Cryptographic Length": 128}
EC = {
    "Cryptographic Algorithm": enums.CryptographicAlgorithm.ECDSA,
    "Cryptographic Domain Parameters": values.CryptographicDomainParameters(
        recommended_curve=enums.RecommendedCurve.P_256
    ),
}
DATA = {"unique_identifier": "k1", "data": b"data"}

# For each operation, requests that a client of the operation's first version can send.
REQUESTS: dict[Op, list[dict[str, Any]]] = {
    Op.CREATE: [{"object_type": enums.ObjectType.SYMMETRIC_KEY, "template_attribute": template_attribute(AES)}],
    Op.CREATE_KEY_PAIR: [{"common_template_attribute": template_attribute(EC)}],
    Op.REGISTER: [
        {
            "object_type": enums.ObjectType.SYMMETRIC_KEY,
            "template_attribute": template_attribute({}),
            "symmetric_key": SymmetricKey(key_block=raw_block(KEY)),
        }
    ],
    Op.RE_KEY: [{"unique_identifier": "k1", "offset": 5, "template_attribute": template_attribute(AES)}],
    Op.RE_KEY_KEY_PAIR: [{"private_key_unique_identifier": "s1", "common_template_attribute": template_attribute(EC)}],
    Op.CREATE_SPLIT_KEY: [
        {
            "object_type": enums.ObjectType.SPLIT_KEY,
            "unique_identifier": "k1",
            "split_key_parts": 2,
            "split_key_threshold": 2,
            "split_key_method": method,
            "template_attribute": template_attribute({}),
        }
        for method in enums.SplitKeyMethod
    ],
    Op.JOIN_SPLIT_KEY: [{"object_type": enums.ObjectType.SYMMETRIC_KEY, "unique_identifier": ["p1", "p2"]}],
    Op.DERIVE_KEY: [
        {
            "object_type": enums.ObjectType.SYMMETRIC_KEY,
            "unique_identifier": ["k1"],
            "derivation_method": enums.DerivationMethod.ENCRYPT,
            "derivation_parameters": DerivationParameters(
                cryptographic_parameters=CBC, initialization_vector=KEY, derivation_data=KEY
            ),
            "template_attribute": template_attribute(AES),
        }
    ],
    Op.LOCATE: [{}, {"maximum_items": 1}],
    Op.CHECK: [{"unique_identifier": "k1", "cryptographic_usage_mask": 4}],
    Op.GET: [{"unique_identifier": uid} for uid in ("k1", "s1", "c1", "t1")],
    Op.GET_ATTRIBUTES: [
        {"unique_identifier": "k1"},
        {"unique_identifier": "c1"},
        {"unique_identifier": "c2"},
        {"unique_identifier": "k1", "attribute_name": list(RULES)},
        {"unique_identifier": "c1", "attribute_name": list(RULES)},
    ],
    Op.GET_ATTRIBUTE_LIST: [{"unique_identifier": uid} for uid in ("k1", "c1", "t1")],
    Op.ADD_ATTRIBUTE: [{"unique_identifier": "k1", "attribute": attribute("Object Group", "red")}],
    Op.MODIFY_ATTRIBUTE: [{"unique_identifier": "k1", "attribute": attribute("Name", text_name("new"))}],
    Op.DELETE_ATTRIBUTE: [
        {"unique_identifier": "k1", "attribute_name": "Name"},
        {"unique_identifier": "k1", "attribute_name": "Cryptographic Parameters"},
    ],
    Op.OBTAIN_LEASE: [{"unique_identifier": uid} for uid in ("k1", "c1")],
    Op.GET_USAGE_ALLOCATION: [{"unique_identifier": "l1", "usage_limits_count": 1}],
    Op.ACTIVATE: [{"unique_identifier": "n0"}],
    Op.REVOKE: [
        {
            "unique_identifier": "n1",
            "revocation_reason": values.RevocationReason(
                revocation_reason_code=enums.RevocationReasonCode.KEY_COMPROMISE
            ),
        }
    ],
    Op.DESTROY: [{"unique_identifier": "n2"}],
    Op.ARCHIVE: [{"unique_identifier": uid} for uid in ("k1", "t1")],
    Op.RECOVER: [{"unique_identifier": uid} for uid in ("k1", "a1")],
    Op.EXPORT: [{"unique_identifier": uid} for uid in ("k1", "s1", "c1", "t1")],
    Op.IMPORT: [{"unique_identifier": "i1", "symmetric_key": SymmetricKey(key_block=raw_block(KEY))}],
    Op.QUERY: [{"query_function": list(enums.QueryFunction)}],
    Op.CANCEL: [{"asynchronous_correlation_value": b"none"}],
    Op.POLL: [{"asynchronous_correlation_value": b"none"}],
    Op.DISCOVER_VERSIONS: [{}],
    Op.ENCRYPT: [{**DATA, "cryptographic_parameters": CBC, "iv_counter_nonce": KEY}],
    Op.DECRYPT: [{**DATA, "data": bytes.fromhex("d8c8d23ed7ee1af9a4d8cd5e5e8c5bbf"), "iv_counter_nonce": KEY}],
    Op.SIGN: [{**DATA, "unique_identifier": "s1", "cryptographic_parameters": ECDSA}],
    Op.SIGNATURE_VERIFY: [
        {**DATA, "unique_identifier": "v1", "cryptographic_parameters": ECDSA, "signature_data": b"none"}
    ],
    Op.MAC: [{**DATA, "cryptographic_parameters": HMAC}],
    Op.MAC_VERIFY: [{**DATA, "cryptographic_parameters": HMAC, "mac_data": bytes(32)}],
    Op.CERTIFY: [
        {
            "unique_identifier": "v1",
            "template_attribute": template_attribute({"Certificate Type": enums.CertificateType.X_509}),
        }
    ],
    Op.RE_CERTIFY: [{"unique_identifier": "c2"}, {"unique_identifier": "c2", "offset": 5}],
    Op.VALIDATE: [{"unique_identifier": ["c2"], "validity_date": NOW}],
    Op.RNG_RETRIEVE: [{"data_length": 8}],
    Op.RNG_SEED: [{"data": b"seed"}],
    Op.HASH: [{"data": b"data", "cryptographic_parameters": HMAC}],
}

# Requests that need not succeed: what they decrypt, verify or poll is made up.
MADE_UP = {Op.DECRYPT, Op.SIGNATURE_VERIFY, Op.POLL}


async def answered(hsm: Hsm, code: Op, payload: Any, version: Version) -> tuple[Node, Node]:
    """The header and the one item of an answer."""
    answer = await hsm.send(message([item(code, payload)], version))
    whole, _ = binary.read_node(answer.data, 0, len(answer.data))
    header, batch_item = whole.value
    return header, batch_item


def part(node: Node, tag: Tag) -> Any:
    return next((child.value for child in node.value if child.tag == tag), None)


@rows(
    **{
        f"{code.name.lower()}_{version.major}_{version.minor}": (code, version)
        for code, version in product(REQUESTS, SPOKEN)
    }
)
class Answers(TestCase):
    async def check(self, code: Op, version: Version) -> None:
        for fields in REQUESTS[code]:
            header, batch_item = await answered(filled(), code, table()[code].request(**fields), version)
            spoken = part(header, Tag.PROTOCOL_VERSION)
            self.assertEqual(tuple(child.value for child in spoken), version)
            self.assertEqual(part(batch_item, Tag.OPERATION), code, "an operation goes back as it came")
            rest = Node(batch_item.tag, batch_item.item_type, [n for n in batch_item.value if n.tag != Tag.OPERATION])
            self.assertEqual([*newer(header, version), *newer(rest, version)], [])
            self.check_result(code, version, batch_item)

    def check_result(self, code: Op, version: Version, batch_item: Node) -> None:
        text = part(batch_item, Tag.RESULT_MESSAGE)
        if code.since > version and code is not Op.DISCOVER_VERSIONS:
            self.assertEqual(part(batch_item, Tag.RESULT_STATUS), ResultStatus.OPERATION_FAILED)
            self.assertEqual(part(batch_item, Tag.RESULT_REASON), ResultReason.OPERATION_NOT_SUPPORTED, text)
            self.assertIsNone(part(batch_item, Tag.RESPONSE_PAYLOAD))
        elif code not in MADE_UP:
            self.assertEqual(part(batch_item, Tag.RESULT_STATUS), ResultStatus.SUCCESS, text)


class Whole(SynchronousTestCase):
    def test_no_operation_is_forgotten(self) -> None:
        self.assertEqual(set(REQUESTS), set(table()))

    def test_the_test_sees_what_is_newer(self) -> None:
        data = binary.encode(NEWEST, Tag.CRYPTOGRAPHIC_PARAMETERS)
        node, _ = binary.read_node(data, 0, len(data))
        self.assertEqual(list(newer(node, V1_4)), [])
        self.assertIn("field Salt Length", list(newer(node, V1_3)))
        self.assertIn("value SHA-3-256 of Hashing Algorithm", list(newer(node, V1_3)))
        self.assertIn("field Digital Signature Algorithm", list(newer(node, V1_1)))

    def test_reasons_that_a_version_lacks_are_told_by_older_ones(self) -> None:
        for row in table().values():
            for error in {**COMMON, **row.errors}:
                self.check_reason(error, row.errors)

    def check_reason(self, error: Any, errors: Any) -> None:
        refusal = error.__new__(error)
        self.assertTrue(isinstance(refusal, Refused) or error in COMMON)
        for version in SERVED:
            reason = reason_of(refusal, errors, version)
            assert reason is not None
            self.assertLessEqual(reason.since, version)


@rows(
    parameters_1_1=("Cryptographic Parameters", NEWEST, V1_1, {"hashing_algorithm"}),
    name_1_0=("Name", text_name("a"), V1_0, {"name_value", "name_type"}),
)
class NewFields(TestCase):
    """A field that the version of the request does not have is unknown to it."""

    async def check(self, name: str, value: Any, version: Version, known: set[str]) -> None:
        hsm = filled()
        payload = table()[Op.CREATE].request(
            object_type=enums.ObjectType.SYMMETRIC_KEY, template_attribute=template_attribute({**AES, name: value})
        )
        _, batch_item = await answered(hsm, Op.CREATE, payload, version)
        given = {field for field in value.__dataclass_fields__ if getattr(value, field) is not None}
        reason = None if given <= known else ResultReason.INVALID_FIELD
        self.assertEqual(part(batch_item, Tag.RESULT_REASON), reason)


class Attributes(TestCase):
    async def test_what_a_client_of_1_0_set_a_client_of_1_4_sees(self) -> None:
        hsm = Hsm()
        payload = table()[Op.CREATE].request(
            object_type=enums.ObjectType.SYMMETRIC_KEY,
            template_attribute=template_attribute({**AES, "Activation Date": NOW}),
        )
        created = await hsm.ask(Op.CREATE, payload, version=V1_0)
        names = table()[Op.GET_ATTRIBUTE_LIST].request(unique_identifier=created.unique_identifier)
        seen = (await hsm.ask(Op.GET_ATTRIBUTE_LIST, names)).attribute_name
        self.assertLessEqual({"Fresh", "Sensitive", "Original Creation Date", "Random Number Generator"}, set(seen))

    async def test_later_minor_versions_are_answered_as_1_4(self) -> None:
        names = table()[Op.GET_ATTRIBUTE_LIST].request(unique_identifier="k1")
        told = [(await filled().ask(Op.GET_ATTRIBUTE_LIST, names, version=each)) for each in (V1_4, V1_5)]
        self.assertEqual(told[0], told[1])

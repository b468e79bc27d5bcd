"""Partitions: whatever is asked about another's object, the answer is the one for objects that do not exist."""

from dataclasses import fields
from typing import Any

from twisted.trial.unittest import SynchronousTestCase, TestCase

from hsmsim.exchange.jobs import Wait
from hsmsim.operations import create, encrypt, get, locate, table
from hsmsim.spec.enums import (
    BlockCipherMode,
    CancellationResult,
    CertificateType,
    DerivationMethod,
    HashingAlgorithm,
    ObjectType,
    Operation,
    PaddingMethod,
    ResultReason,
    ResultStatus,
    RevocationReasonCode,
    SplitKeyMethod,
    State,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    DerivationParameters,
    EncryptionKeyInformation,
    KeyWrappingSpecification,
    MacSignatureKeyInformation,
    SymmetricKey,
)
from hsmsim.spec.values import CryptographicParameters, RevocationReason
from tests.appliance import Hsm, item
from tests.objects import attribute, everything, made, raw_block, refused, template_attribute, text_name
from tests.support import rows

O = Operation  # noqa: E741
CBC = CryptographicParameters(
    block_cipher_mode=BlockCipherMode.CBC,
    padding_method=PaddingMethod.PKCS5,
    hashing_algorithm=HashingAlgorithm.SHA_256,
)
DATA = {"data": b"data", "cryptographic_parameters": CBC}

# What each operation with a Unique Identifier needs besides it.
ALSO: dict[Operation, dict[str, Any]] = {
    O.CHECK: {"cryptographic_usage_mask": 4},
    O.GET: {},
    O.GET_ATTRIBUTES: {},
    O.GET_ATTRIBUTE_LIST: {},
    O.ADD_ATTRIBUTE: {"attribute": attribute("Comment", "a")},
    O.MODIFY_ATTRIBUTE: {"attribute": attribute("Name", text_name("b"))},
    O.DELETE_ATTRIBUTE: {"attribute_name": "Name"},
    O.OBTAIN_LEASE: {},
    O.GET_USAGE_ALLOCATION: {"usage_limits_count": 1},
    O.ACTIVATE: {},
    O.REVOKE: {"revocation_reason": RevocationReason(revocation_reason_code=RevocationReasonCode.KEY_COMPROMISE)},
    O.DESTROY: {},
    O.ARCHIVE: {},
    O.RECOVER: {},
    O.EXPORT: {},
    O.ENCRYPT: {**DATA, "iv_counter_nonce": bytes(16)},
    O.DECRYPT: {**DATA, "data": bytes(16), "iv_counter_nonce": bytes(16)},
    O.SIGN: DATA,
    O.SIGNATURE_VERIFY: {**DATA, "signature_data": b"signature"},
    O.MAC: DATA,
    O.CERTIFY: {"template_attribute": template_attribute({"Certificate Type": CertificateType.X_509})},
    O.RE_CERTIFY: {},
    O.MAC_VERIFY: {**DATA, "mac_data": b"mac"},
    O.RE_KEY: {},
    O.RE_KEY_KEY_PAIR: {},
    O.CREATE_SPLIT_KEY: {
        "object_type": ObjectType.SPLIT_KEY,
        "split_key_parts": 2,
        "split_key_threshold": 2,
        "split_key_method": SplitKeyMethod.XOR,
        "template_attribute": template_attribute({}),
    },
    O.JOIN_SPLIT_KEY: {"object_type": ObjectType.SYMMETRIC_KEY},
    O.DERIVE_KEY: {
        "object_type": ObjectType.SECRET_DATA,
        "derivation_method": DerivationMethod.HMAC,
        "derivation_parameters": DerivationParameters(cryptographic_parameters=CBC, derivation_data=b"data"),
        "template_attribute": template_attribute({"Cryptographic Length": 128}),
    },
}

# Those that call it something else, or take several.
UIDS = {O.RE_KEY_KEY_PAIR: "private_key_unique_identifier"}
SEVERAL = {O.DERIVE_KEY, O.JOIN_SPLIT_KEY}

WITHOUT = {
    *(O.CREATE, O.CREATE_KEY_PAIR, O.REGISTER, O.LOCATE, O.QUERY, O.DISCOVER_VERSIONS),
    *(O.RNG_RETRIEVE, O.RNG_SEED, O.HASH, O.POLL, O.CANCEL, O.IMPORT),
    O.VALIDATE,  # names several objects: see OtherWays
}


def two_partitions() -> Hsm:
    """Each has a key; that of bob may do everything."""
    hsm = Hsm()
    hsm.put(made("mine", having={"Name": text_name("mine"), "Cryptographic Usage Mask": 0xFFFFF}, state=State.ACTIVE))
    having = {"Name": text_name("a"), "Cryptographic Usage Mask": 0xFFFFF, "Object Group": "red"}
    hsm.put(made("theirs", having=having, state=State.ACTIVE), user="bob")
    hsm.put(made("young", having={"Name": text_name("young")}), user="bob")
    hsm.put(made("template", ObjectType.TEMPLATE, {"Name": text_name("template")}), user="bob")
    return hsm


class Every(SynchronousTestCase):
    def test_no_operation_is_forgotten(self) -> None:
        named = {
            code
            for code, row in table().items()
            if any(each.name.endswith("unique_identifier") for each in fields(row.request))
        }
        # The identifier of an Import is that of an object that is not there yet.
        self.assertEqual(named - {O.IMPORT, O.VALIDATE}, set(ALSO))
        self.assertEqual(set(table()), set(ALSO) | WITHOUT)


def named(code: Operation, uid: str) -> dict[str, Any]:
    """The field of a request that names its object."""
    return {UIDS.get(code, "unique_identifier"): [uid] if code in SEVERAL else uid}


@rows(**{code.name.lower(): (code, also) for code, also in ALSO.items()})
class NotFound(TestCase):
    async def check(self, code: Operation, also: dict[str, Any]) -> None:
        hsm = two_partitions()
        texts = []
        for uid in ("theirs", "young", "nobody"):
            payload = table()[code].request(**named(code, uid), **also)
            failure = await refused(self, hsm, code, payload, ResultReason.ITEM_NOT_FOUND)
            texts.append(str(failure.item.result_message).replace(uid, ""))
        self.assertEqual(len(set(texts)), 1, "the text tells another's object from none")


class OtherWays(TestCase):
    """Places that name objects without being a request's Unique Identifier."""

    async def test_locate(self) -> None:
        hsm = two_partitions()
        for wanted in ({}, {"Name": text_name("a")}, {"Unique Identifier": "theirs"}, {"Object Group": "red"}):
            payload = locate.Request(attribute=[attribute(name, value) for name, value in wanted.items()])
            found = await hsm.ask(O.LOCATE, payload)
            self.assertEqual(found.unique_identifier, [] if wanted else ["mine"])
            counted = await hsm.ask(O.LOCATE, locate.Request(maximum_items=0, attribute=payload.attribute))
            self.assertEqual(counted.located_items, 0 if wanted else 1)

    async def test_a_wrapping_key(self) -> None:
        how = KeyWrappingSpecification(
            wrapping_method=WrappingMethod.ENCRYPT,
            encryption_key_information=EncryptionKeyInformation(unique_identifier="theirs"),
        )
        seal = KeyWrappingSpecification(
            wrapping_method=WrappingMethod.MAC_SIGN,
            mac_signature_key_information=MacSignatureKeyInformation(unique_identifier="theirs"),
        )
        for each in (how, seal):
            payload = get.Request(unique_identifier="mine", key_wrapping_specification=each)
            await refused(self, two_partitions(), O.GET, payload, ResultReason.ITEM_NOT_FOUND)

    async def test_a_template(self) -> None:
        payload = create.Request(
            object_type=ObjectType.SYMMETRIC_KEY, template_attribute=template_attribute({}, "template")
        )
        await refused(self, two_partitions(), O.CREATE, payload, ResultReason.ITEM_NOT_FOUND)

    async def test_a_name_of_another_partition_is_free(self) -> None:
        hsm = two_partitions()
        payload = table()[O.MODIFY_ATTRIBUTE].request(
            unique_identifier="mine", attribute=attribute("Name", text_name("a"))
        )
        await hsm.ask(O.MODIFY_ATTRIBUTE, payload)
        self.assertEqual((hsm.store.named("alice", "a"), hsm.store.named("bob", "a")), (["mine"], ["theirs"]))

    async def test_an_identifier_of_another_partition_is_free(self) -> None:
        hsm = two_partitions()
        before = hsm.load("theirs", "bob")
        value = SymmetricKey(key_block=raw_block())
        for replace in (None, True):
            payload = table()[O.IMPORT].request(
                unique_identifier="theirs", replace_existing=replace, symmetric_key=value
            )
            answered = await hsm.ask(O.IMPORT, payload)
            self.assertEqual(answered.unique_identifier, "theirs")
        self.assertEqual(hsm.load("theirs", "bob"), before)
        self.assertEqual(hsm.load("theirs").value, value)

    async def test_the_placeholder_does_not_outlive_its_message(self) -> None:
        hsm = two_partitions()
        await hsm.ask(O.LOCATE, locate.Request(), user="alice")
        payload = get.Request()
        await refused(self, hsm, O.GET, payload, ResultReason.ITEM_NOT_FOUND)

    async def test_certificates_to_validate(self) -> None:
        hsm, texts = two_partitions(), []
        for uid in ("theirs", "young", "nobody"):
            payload = table()[O.VALIDATE].request(unique_identifier=[uid])
            failure = await refused(self, hsm, O.VALIDATE, payload, ResultReason.INVALID_MESSAGE)
            texts.append(str(failure.item.result_message).replace(uid, ""))
        self.assertEqual(len(set(texts)), 1, "the text tells another's object from none")

    async def test_an_operation_in_parts(self) -> None:
        hsm = two_partitions()
        begun = await hsm.ask(
            O.ENCRYPT,
            encrypt.Request(
                unique_identifier="theirs",
                data=bytes(16),
                cryptographic_parameters=CBC,
                iv_counter_nonce=bytes(16),
                init_indicator=True,
            ),
            user="bob",
        )
        more = encrypt.Request(unique_identifier="theirs", data=bytes(16), correlation_value=begun.correlation_value)
        with self.assertRaises(Exception) as caught:
            await hsm.ask(O.ENCRYPT, more, user="alice")
        self.assertEqual(caught.exception.reason, ResultReason.ITEM_NOT_FOUND)
        await hsm.ask(O.ENCRYPT, more, user="bob")

    async def test_an_asynchronous_operation(self) -> None:
        hsm = Hsm(waits=[Wait(None, 0, 0)])
        hsm.put(made("theirs", having={"Name": text_name("a")}), user="bob")
        (answered,) = await hsm.batch(
            item(O.DESTROY, table()[O.DESTROY].request(unique_identifier="theirs")),
            user="bob",
            asynchronous_indicator=True,
        )
        named = {"asynchronous_correlation_value": answered.asynchronous_correlation_value}
        await refused(self, hsm, O.POLL, table()[O.POLL].request(**named), ResultReason.ITEM_NOT_FOUND)
        given_up = await hsm.ask(O.CANCEL, table()[O.CANCEL].request(**named))
        self.assertIs(given_up.cancellation_result, CancellationResult.UNAVAILABLE)
        (answered,) = await hsm.batch(item(O.POLL, table()[O.POLL].request(**named)), user="bob")
        self.assertIs(answered.result_status, ResultStatus.SUCCESS)

    async def test_undo_of_one_leaves_the_other_alone(self) -> None:
        hsm = two_partitions()
        before = everything(hsm)
        await hsm.batch(
            item(O.DESTROY, table()[O.DESTROY].request(unique_identifier="young"), b"1"),
            item(O.ACTIVATE, table()[O.ACTIVATE].request(unique_identifier="young"), b"2"),
        )
        self.assertEqual(everything(hsm), before)

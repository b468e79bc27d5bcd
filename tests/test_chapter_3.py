"""What operations do with attributes by themselves: the server's lines of the tables of chapter 3.

Each scenario is one request that gives no attribute it does not have to. What was there before has all the attributes
that a client may give it, so that what is copied shows.
"""

import dataclasses

from twisted.trial.unittest import TestCase

from hsmsim.model.keyblock import make_key_block
from hsmsim.model.links import link
from hsmsim.operations import table
from hsmsim.spec.attributes import ISSUING_CA
from hsmsim.spec.enums import (
    AlternativeNameType,
    CertificateType,
    CryptographicAlgorithm,
    DerivationMethod,
    HashingAlgorithm,
    KeyFormatType,
    LinkType,
    ObjectType,
    Operation,
    RecommendedCurve,
    RevocationReasonCode,
    SplitKeyMethod,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.structures import DerivationParameters, SymmetricKey, Template
from hsmsim.spec.values import (
    AlternativeName,
    ApplicationSpecificInformation,
    CryptographicDomainParameters,
    CryptographicParameters,
    RevocationReason,
)
from tests.appliance import NOW, Hsm
from tests.exchange.certificates import Issuer
from tests.exchange.keys import EC_PRIVATE, EC_PUBLIC, asymmetric, limits
from tests.model.chapter_3 import ALL, LETTERS, RULES_TABLES, custom
from tests.objects import attribute, everything, made, raw_block, some_value, template_attribute, text_name
from tests.support import rows

A, L, O, T = CryptographicAlgorithm, LinkType, Operation, ObjectType  # noqa: E741
LETTER = {object_type: letter for letter, object_type in LETTERS.items()}
HMAC = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
P_256 = CryptographicDomainParameters(recommended_curve=RecommendedCurve.P_256)
AES = {"Cryptographic Algorithm": A.AES, "Cryptographic Length": 128}
LENGTH = {"Cryptographic Length": 128}
CERTIFICATE = Issuer(Hsm().crypto, "Registered", (EC_PRIVATE, EC_PUBLIC)).certificate
EARLIER, SOON, LATER = NOW - 500, NOW + 500, NOW + 1000
LOST = RevocationReason(revocation_reason_code=RevocationReasonCode.KEY_COMPROMISE)
OVER = RevocationReason(revocation_reason_code=RevocationReasonCode.CESSATION_OF_OPERATION)

# What clients may give to every object, and to keys besides.
OF_ALL = {
    "Object Group": "group",
    "Contact Information": "contact",
    "Description": "described",
    "Comment": "commented",
    "Application Specific Information": ApplicationSpecificInformation(
        application_namespace="ssl", application_data="a"
    ),
    "Alternative Name": AlternativeName(alternative_name_value="a", alternative_name_type=AlternativeNameType.URI),
    "x-Custom": custom("a"),
}
PROTECTION = {"Process Start Date": EARLIER, "Protect Stop Date": SOON}
OF_KEYS = {
    **OF_ALL,
    "Cryptographic Usage Mask": 0xFFFFF,
    "Cryptographic Parameters": HMAC,
    "Usage Limits": limits(9, UsageLimitsUnit.OBJECT),
    "Activation Date": EARLIER,
    "Deactivation Date": LATER,
    **PROTECTION,
}


def rich(obj, name, having):
    """The object with a Name and with these attributes."""
    obj.set("Name", text_name(name))
    for each, value in having.items():
        obj.set(each, value)
    return obj


def pair(private_uid, public_uid):
    """A key pair."""
    private = asymmetric(EC_PRIVATE, KeyFormatType.PKCS_8, uid=private_uid)
    public = asymmetric(EC_PUBLIC, KeyFormatType.X_509, uid=public_uid)
    for obj in (private, public):
        rich(obj, obj.uid, {**OF_KEYS, "Cryptographic Domain Parameters": P_256})
        obj.set("Cryptographic Algorithm", A.ECDSA)
        obj.set("Cryptographic Length", 256)
    link(private, L.PUBLIC_KEY_LINK, public_uid)
    link(public, L.PRIVATE_KEY_LINK, private_uid)
    return private, public


def world():
    """An HSM with what the scenarios name."""
    hsm = Hsm()
    key = rich(made("key", state=State.ACTIVE), "key", {**OF_KEYS, **AES})
    of_certificates = {name: OF_KEYS[name] for name in OF_KEYS.keys() - {"Usage Limits", *PROTECTION}}
    certificate = rich(made("certificate", T.CERTIFICATE, state=State.ACTIVE), "certificate", of_certificates)
    certificate.value = CERTIFICATE
    certificate.set("Certificate Type", CertificateType.X_509)
    link(certificate, L.PUBLIC_KEY_LINK, "public")
    share = made("share", T.SPLIT_KEY, AES)
    share.value.split_key_method, share.value.split_key_threshold = SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_8, 1
    hsm.put(key, *pair("private", "public"), certificate, share)
    hsm.put(rich(made("young"), "young", OF_ALL), made("opaque", T.OPAQUE_OBJECT), made("away", archived=True))
    return hsm


BARE = make_key_block(KeyFormatType.RAW, bytes(16), None, None)  # it says nothing of the key
VALUES = {
    T.SYMMETRIC_KEY: some_value(T.SYMMETRIC_KEY),
    T.PUBLIC_KEY: asymmetric(EC_PUBLIC, KeyFormatType.X_509).value,
    T.PRIVATE_KEY: asymmetric(EC_PRIVATE, KeyFormatType.PKCS_8).value,
    T.SPLIT_KEY: dataclasses.replace(some_value(T.SPLIT_KEY), key_block=BARE),
    T.PGP_KEY: dataclasses.replace(some_value(T.PGP_KEY), key_block=BARE),
    T.CERTIFICATE: CERTIFICATE,
    T.SECRET_DATA: dataclasses.replace(some_value(T.SECRET_DATA), key_block=BARE),
    T.OPAQUE_OBJECT: some_value(T.OPAQUE_OBJECT),
    T.TEMPLATE: Template(attribute=[attribute("Comment", "a")]),
}
NOTHING = template_attribute({})
BY_HMAC = DerivationParameters(cryptographic_parameters=HMAC, derivation_data=b"data")
SPLIT = {"split_key_parts": 2, "split_key_threshold": 2, "split_key_method": SplitKeyMethod.XOR}


def asked(code, uid=None, **fields):
    """One request."""
    if uid is not None:
        fields["unique_identifier"] = uid
    return code, table()[code].request(**fields)


# Requests that make objects.
MAKING = {
    "create_key": asked(O.CREATE, object_type=T.SYMMETRIC_KEY, template_attribute=template_attribute(AES)),
    "create_secret": asked(O.CREATE, object_type=T.SECRET_DATA, template_attribute=template_attribute(LENGTH)),
    "create_key_pair": asked(
        O.CREATE_KEY_PAIR,
        common_template_attribute=template_attribute({"Cryptographic Algorithm": A.EC, "Cryptographic Length": 256}),
    ),
    **{
        f"register_{each.name.lower()}": asked(
            O.REGISTER, object_type=each, template_attribute=NOTHING, **{each.name.lower(): value}
        )
        for each, value in VALUES.items()
    },
    "derive_key": asked(
        O.DERIVE_KEY,
        ["key"],
        object_type=T.SYMMETRIC_KEY,
        derivation_method=DerivationMethod.HMAC,
        derivation_parameters=BY_HMAC,
        template_attribute=template_attribute(AES),
    ),
    "certify": asked(
        O.CERTIFY, "public", template_attribute=template_attribute({"Certificate Type": CertificateType.X_509})
    ),
    "re_certify": asked(O.RE_CERTIFY, "certificate"),
    "re_key": asked(O.RE_KEY, "key"),
    "re_key_key_pair": asked(O.RE_KEY_KEY_PAIR, private_key_unique_identifier="private"),
    "create_split_key": asked(O.CREATE_SPLIT_KEY, "key", object_type=T.SPLIT_KEY, template_attribute=NOTHING, **SPLIT),
    "join_split_key": asked(O.JOIN_SPLIT_KEY, ["share"], object_type=T.SYMMETRIC_KEY),
    **{
        f"import_{each.name.lower()}": asked(O.IMPORT, "new", **{each.name.lower(): value})
        for each, value in VALUES.items()
    },
}
# Requests that change an object, or use it.
CHANGING = {
    "activate": asked(O.ACTIVATE, "young"),
    "revoke": asked(O.REVOKE, "key", revocation_reason=LOST, compromise_occurrence_date=EARLIER),
    "cease": asked(O.REVOKE, "key", revocation_reason=OVER),
    "destroy": asked(O.DESTROY, "young"),
    "archive": asked(O.ARCHIVE, "key"),
    "recover": asked(O.RECOVER, "away"),
    "add_attribute": asked(O.ADD_ATTRIBUTE, "key", attribute=attribute("x-More", custom("b"))),
    "modify_attribute": asked(O.MODIFY_ATTRIBUTE, "key", attribute=attribute("Comment", "b")),
    "delete_attribute": asked(O.DELETE_ATTRIBUTE, "key", attribute_name="Comment"),
    "get_usage_allocation": asked(O.GET_USAGE_ALLOCATION, "key", usage_limits_count=1),
    "get": asked(O.GET, "key"),
    "export": asked(O.EXPORT, "key"),
    "mac": asked(O.MAC, "key", data=b"data", cryptographic_parameters=HMAC),
}


async def carried_out(code, payload):
    """What a request has made or changed: each object as it was, None for a new one, and as it is."""
    hsm = world()
    before = everything(hsm)
    await hsm.ask(code, payload)
    after = {uid: obj for uid, obj in everything(hsm).items() if ISSUING_CA not in obj.attributes}
    return [(before.get(uid), obj) for uid, obj in after.items() if before.get(uid) != obj]


# Where an object is left without an attribute that it SHALL always have, or that is said to be implicitly set: the
# attributes, the operations and the letters of the object types. Each place is seen to be there.
EXCEPTIONS = (
    # Only the client can say what an object is for, until when, and whom it belongs to.
    (
        {
            *("Cryptographic Usage Mask", "Usage Limits", "Object Group", "Contact Information", "Activation Date"),
            *("Process Start Date", "Protect Stop Date", "Deactivation Date"),
        },
        (O.CREATE, O.CREATE_KEY_PAIR, O.REGISTER, O.DERIVE_KEY, O.JOIN_SPLIT_KEY, O.IMPORT),
        ALL,
    ),
    ({"Object Group", "Contact Information", "Activation Date", "Deactivation Date"}, (O.CERTIFY,), "C"),
    # Nobody reads what is in a share or in a PGP key.
    ({"Cryptographic Algorithm", "Cryptographic Length"}, (O.REGISTER, O.IMPORT), "KG"),
    ({"Digital Signature Algorithm"}, (O.REGISTER, O.IMPORT), "G"),
    # A template has for the objects made from it what it was given, and nothing else.
    (
        {
            *("Cryptographic Algorithm", "Cryptographic Length", "Operation Policy Name"),
            *("Sensitive", "Always Sensitive", "Extractable", "Never Extractable"),
        },
        (O.REGISTER, O.IMPORT),
        "T",
    ),
    # It says False where the value is elsewhere (3.41), and True nowhere.
    ({"Key Value Present"}, (O.REGISTER,), "SRKD"),
)


def excepted(code, letter):
    """What objects of this type are left without."""
    return {name for names, codes, letters in EXCEPTIONS if code in codes and letter in letters for name in names}


@rows(**MAKING)
class Made(TestCase):
    """SHALL always have a value, and When implicitly set."""

    async def check(self, code, payload):
        new = [obj for before, obj in await carried_out(code, payload) if before is None]
        self.assertTrue(new)
        for obj in new:
            letter = LETTER[obj.object_type]
            due = {
                name
                for name, (letters, flags, implicit) in RULES_TABLES.items()
                if letter in letters and ("A" in flags or code in implicit)
            }
            self.assertEqual(due - obj.attributes.keys(), due & excepted(code, letter), letter)


# Revoke sets what goes with its reason; Recover takes away what Archive has set (4.23).
NOT_SET = {"revoke": {"Deactivation Date"}, "cease": {"Compromise Date", "Compromise Occurrence Date"}}
TAKEN_AWAY = {"recover": {"Archive Date"}}


@rows(**{name: (name, *how) for name, how in CHANGING.items()})
class Changed(TestCase):
    """When implicitly set, of objects that are there already."""

    async def check(self, name, code, payload):
        changed = {each for before, after in await carried_out(code, payload) for each in different(before, after)}
        due = {each for each, (_, _, implicit) in RULES_TABLES.items() if code in implicit}
        self.assertEqual(due - changed, NOT_SET.get(name, set()))


def different(before, after):
    """The attributes that two states of an object do not have alike."""
    return {name for name in RULES_TABLES if before.all(name) != after.all(name)}


@rows(**{name: (name, *how) for name, how in {**MAKING, **CHANGING}.items()})
class NotModifiable(TestCase):
    """Modifiable by server: what is not keeps its value, also on the objects that others are made from."""

    async def check(self, name, code, payload):
        for before, after in await carried_out(code, payload):
            if before is not None:
                changed = {each for each in different(before, after) if before.all(each)}
                fixed = {each for each in changed if "m" not in RULES_TABLES[each][1]}
                self.assertEqual(fixed, TAKEN_AWAY.get(name, set()), after.uid)


class KeyValuePresent(TestCase):
    async def test_of_a_key_that_is_elsewhere(self):
        value = SymmetricKey(key_block=dataclasses.replace(raw_block(), key_value=None))
        code, payload = asked(O.REGISTER, object_type=T.SYMMETRIC_KEY, template_attribute=NOTHING, symmetric_key=value)
        ((_, obj),) = await carried_out(code, payload)
        self.assertIs(obj.get("Key Value Present"), False)

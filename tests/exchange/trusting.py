"""A partition with something for every operation, and a request of each for it."""

from typing import Any

from hsmsim.model.access import Rights, complete
from hsmsim.model.keyblock import make_key_block
from hsmsim.operations import (
    activate,
    add_attribute,
    archive,
    certify,
    check,
    create,
    create_split_key,
    decrypt,
    delete_attribute,
    derive_key,
    destroy,
    encrypt,
    export,
    get,
    get_attribute_list,
    get_attributes,
    get_usage_allocation,
    join_split_key,
    mac,
    mac_verify,
    modify_attribute,
    obtain_lease,
    re_certify,
    re_key,
    re_key_key_pair,
    recover,
    revoke,
    sign,
    signature_verify,
    validate,
)
from hsmsim.spec.enums import (
    CertificateType,
    CryptographicAlgorithm,
    DerivationMethod,
    HashingAlgorithm,
    KeyFormatType,
    LinkType,
    ObjectType,
    Operation,
    RevocationReasonCode,
    SplitKeyMethod,
    State,
    UsageLimitsUnit,
)
from hsmsim.spec.structures import DerivationParameters, SplitKey
from hsmsim.spec.values import CryptographicParameters, Link, RevocationReason
from tests.appliance import Hsm
from tests.exchange.certificates import Issuer, public_key
from tests.exchange.keys import (
    EC_PRIVATE,
    EC_PUBLIC,
    ECB,
    HMAC,
    PKCS1,
    RSA_PRIVATE,
    RSA_PUBLIC,
    limits,
    linked,
    using,
)
from tests.objects import attribute, made, template_attribute

AES_128 = {"Cryptographic Algorithm": CryptographicAlgorithm.AES, "Cryptographic Length": 128}
SHA_256 = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
X_509 = {"Certificate Type": CertificateType.X_509}


def trusted(rights: int) -> Hsm:
    """An HSM where bob has granted alice these rights."""
    hsm = Hsm()
    if rights:
        hsm.users.grant("bob", "alice", complete(rights))
    fill(hsm)
    return hsm


def fill(hsm: Hsm, user: str = "bob") -> None:
    """Put what the requests are about into a partition."""
    hsm.put(
        using(ECB, Cryptographic_Algorithm=CryptographicAlgorithm.AES, Cryptographic_Length=128),
        using(uid="base"),
        using(HMAC, uid="mac", Cryptographic_Algorithm=CryptographicAlgorithm.HMAC_SHA256),
        using(ECB, uid="limited", Usage_Limits=limits(5, UsageLimitsUnit.OBJECT)),
        made("early", having={"Comment": "old"}),
        made("late", state=State.DEACTIVATED),
        made("away", archived=True),
        *_pair(),
        *(_part(number, bytes((number,)) * 16) for number in (1, 2)),
        public_key(uid="certified", having={"Link": _link(LinkType.CERTIFICATE_LINK, "certificate")}),
        _certificate(hsm),
        user=user,
    )


def _pair() -> tuple[Any, Any]:
    pair = linked(RSA_PRIVATE, RSA_PUBLIC, PKCS1, "private", "public")
    for obj in pair:
        obj.set("Cryptographic Algorithm", CryptographicAlgorithm.RSA)
        obj.set("Cryptographic Length", 1024)
    return pair


def _link(link_type: LinkType, uid: str) -> Link:
    return Link(link_type=link_type, linked_object_identifier=uid)


def _certificate(hsm: Hsm) -> Any:
    obj = made("certificate", ObjectType.CERTIFICATE, {"Link": _link(LinkType.PUBLIC_KEY_LINK, "certified"), **X_509})
    obj.value = Issuer(hsm.crypto, "Old", (EC_PRIVATE, EC_PUBLIC)).certificate
    return obj


def _part(number: int, share: bytes) -> Any:
    obj = made(f"part{number}", ObjectType.SPLIT_KEY)
    obj.value = SplitKey(
        split_key_parts=2,
        key_part_identifier=number,
        split_key_threshold=2,
        split_key_method=SplitKeyMethod.XOR,
        key_block=make_key_block(KeyFormatType.RAW, share, None, None),
    )
    return obj


_DATA = bytes(16)
_NEW = template_attribute(AES_128)
_SUPERSEDED = RevocationReason(revocation_reason_code=RevocationReasonCode.SUPERSEDED)

CREATE = create.Request(
    object_type=ObjectType.SYMMETRIC_KEY,
    template_attribute=template_attribute({**AES_128, "Cryptographic Usage Mask": 12}),
)

# Of every operation that is about objects that are there: a request, the right that it takes on another's
# partition, and whether it uses a key.
REQUESTS: dict[Operation, tuple[Any, int, bool]] = {
    Operation.ACTIVATE: (activate.Request(unique_identifier="early"), Rights.UPDATE, False),
    Operation.ADD_ATTRIBUTE: (
        add_attribute.Request(unique_identifier="k1", attribute=attribute("Comment", "a")),
        Rights.UPDATE,
        False,
    ),
    Operation.ARCHIVE: (archive.Request(unique_identifier="k1"), Rights.UPDATE, False),
    Operation.CERTIFY: (
        certify.Request(unique_identifier="certified", template_attribute=template_attribute(X_509)),
        Rights.UPDATE,
        True,
    ),
    Operation.CHECK: (check.Request(unique_identifier="k1"), Rights.READ, False),
    Operation.CREATE_SPLIT_KEY: (
        create_split_key.Request(
            object_type=ObjectType.SPLIT_KEY,
            unique_identifier="k1",
            split_key_parts=2,
            split_key_threshold=2,
            split_key_method=SplitKeyMethod.XOR,
            template_attribute=template_attribute({}),
        ),
        Rights.READ,
        True,
    ),
    Operation.DECRYPT: (decrypt.Request(unique_identifier="k1", data=_DATA), Rights.READ, True),
    Operation.DELETE_ATTRIBUTE: (
        delete_attribute.Request(unique_identifier="early", attribute_name="Comment"),
        Rights.UPDATE,
        False,
    ),
    Operation.DERIVE_KEY: (
        derive_key.Request(
            object_type=ObjectType.SYMMETRIC_KEY,
            unique_identifier=["base"],
            derivation_method=DerivationMethod.HASH,
            derivation_parameters=DerivationParameters(cryptographic_parameters=SHA_256),
            template_attribute=_NEW,
        ),
        Rights.READ,
        True,
    ),
    Operation.DESTROY: (destroy.Request(unique_identifier="late"), Rights.DELETE, False),
    Operation.ENCRYPT: (encrypt.Request(unique_identifier="limited", data=_DATA), Rights.READ, True),
    Operation.EXPORT: (export.Request(unique_identifier="k1"), Rights.READ, True),
    Operation.GET: (get.Request(unique_identifier="k1"), Rights.READ, True),
    Operation.GET_ATTRIBUTE_LIST: (get_attribute_list.Request(unique_identifier="k1"), Rights.READ, False),
    Operation.GET_ATTRIBUTES: (get_attributes.Request(unique_identifier="k1"), Rights.READ, False),
    Operation.GET_USAGE_ALLOCATION: (
        get_usage_allocation.Request(unique_identifier="limited", usage_limits_count=1),
        Rights.READ,
        True,
    ),
    Operation.JOIN_SPLIT_KEY: (
        join_split_key.Request(
            object_type=ObjectType.SYMMETRIC_KEY, unique_identifier=["part1", "part2"], template_attribute=_NEW
        ),
        Rights.READ,
        True,
    ),
    Operation.MAC: (mac.Request(unique_identifier="mac", data=_DATA), Rights.READ, True),
    Operation.MAC_VERIFY: (
        mac_verify.Request(unique_identifier="mac", data=_DATA, mac_data=_DATA),
        Rights.READ,
        True,
    ),
    Operation.MODIFY_ATTRIBUTE: (
        modify_attribute.Request(unique_identifier="early", attribute=attribute("Comment", "new")),
        Rights.UPDATE,
        False,
    ),
    Operation.OBTAIN_LEASE: (obtain_lease.Request(unique_identifier="k1"), Rights.READ, False),
    Operation.RE_CERTIFY: (re_certify.Request(unique_identifier="certificate"), Rights.UPDATE, True),
    Operation.RE_KEY: (re_key.Request(unique_identifier="k1"), Rights.UPDATE, False),
    Operation.RE_KEY_KEY_PAIR: (
        re_key_key_pair.Request(private_key_unique_identifier="private"),
        Rights.UPDATE,
        False,
    ),
    Operation.RECOVER: (recover.Request(unique_identifier="away"), Rights.UPDATE, False),
    Operation.REVOKE: (revoke.Request(unique_identifier="k1", revocation_reason=_SUPERSEDED), Rights.UPDATE, False),
    Operation.SIGN: (sign.Request(unique_identifier="private", data=_DATA), Rights.READ, True),
    Operation.SIGNATURE_VERIFY: (
        signature_verify.Request(unique_identifier="public", data=_DATA, signature_data=bytes(128)),
        Rights.READ,
        True,
    ),
    Operation.VALIDATE: (validate.Request(unique_identifier=["certificate"]), Rights.READ, False),
}

# Those that are about none, or have tests of their own.
OTHERS = frozenset(
    {
        *(Operation.CREATE, Operation.CREATE_KEY_PAIR, Operation.REGISTER, Operation.IMPORT, Operation.LOCATE),
        *(Operation.QUERY, Operation.DISCOVER_VERSIONS, Operation.POLL, Operation.CANCEL),
        *(Operation.HASH, Operation.RNG_RETRIEVE, Operation.RNG_SEED),
    }
)

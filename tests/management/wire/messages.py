"""Real messages for tests of how the wire is looked at."""

from hsmsim.operations import get
from hsmsim.spec.enums import CredentialType, CryptographicAlgorithm, KeyFormatType, Operation
from hsmsim.spec.structures import Authentication, Credential, KeyBlock, KeyValue, SymmetricKey, UsernameAndPassword
from hsmsim.spec.tags import Tag
from hsmsim.ttlv.binary import encode
from tests.appliance import item, message
from tests.taps.passing import exchanged

KEY, PASSWORD = b"0123456789abcdef", "hush-hush"
LOGIN = Authentication(
    credential=[
        Credential(
            credential_type=CredentialType.USERNAME_AND_PASSWORD,
            credential_value=UsernameAndPassword(username="alice", password=PASSWORD),
        )
    ]
)
GET = message([item(Operation.GET, get.Request(unique_identifier="key-1"))], authentication=LOGIN)
# As in an answer of Get.
GOT = encode(
    SymmetricKey(
        key_block=KeyBlock(
            key_format_type=KeyFormatType.RAW,
            key_value=KeyValue(key_material=KEY),
            cryptographic_algorithm=CryptographicAlgorithm.AES,
            cryptographic_length=128,
        )
    ),
    Tag.SYMMETRIC_KEY,
)


def got(**more):
    """A Get and its answer."""
    return exchanged(**{"request": GET, "response": GOT, **more})

"""What each Derivation Method makes of a secret (KMIP 1.4 section 4.6)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hsmsim.errors import CryptographicFailure, FormatNotSupported, InvalidField, NoMatchingParameters
from hsmsim.exchange.context import Context
from hsmsim.exchange.uses import key_of
from hsmsim.interfaces.crypto import Form, Key
from hsmsim.model.derivation import SECRETS, Roles
from hsmsim.model.keyblock import plain_key_value
from hsmsim.model.managed import ManagedObject
from hsmsim.model.matching import matches
from hsmsim.spec.enums import CryptographicAlgorithm, KeyFormatType, ObjectType
from hsmsim.spec.enums import DerivationMethod as Method
from hsmsim.spec.structures import DerivationParameters, TransparentKey
from hsmsim.spec.values import CryptographicParameters

# Methods whose work is done in a thread, and those that take their data once for each block of the output.
SLOW = frozenset({Method.PBKDF2, Method.ASYMMETRIC_KEY})
REPEATING = frozenset({Method.HMAC, Method.NIST800_108_C, Method.NIST800_108_F, Method.NIST800_108_DPI})
_LARGE = 1 << 22  # bytes of data times bytes of output: at most half a million bytes that are taken

# Their keys say themselves what function they are for (4.6).
_HMACS = frozenset(each for each in CryptographicAlgorithm if each.name.startswith("HMAC_"))

# The algorithm of secret data, of which nothing says one: it is the key of no cipher.
_NO_CIPHER = CryptographicAlgorithm.ONE_TIME_PAD


@dataclass(slots=True)
class Derivation:
    """One derivation as it was asked for.

    Args:
        roles: the objects.
        how: its parameters.
        size: bytes to derive.
        data: the derivation data, wherever it came from.
    """

    ctx: Context
    roles: Roles
    how: DerivationParameters
    size: int
    data: bytes = field(repr=False)


Work = Callable[[], bytes]


def derivation(ctx: Context, roles: Roles, how: DerivationParameters, size: int) -> Derivation:
    """A derivation with its data.

    Raises:
        NoKeyValue: the Secret Data for it is not on the server.
    """
    data = how.derivation_data
    if data is None:
        data = material_of(roles.data) if roles.data is not None and roles.data.object_type in SECRETS else b""
    return Derivation(ctx, roles, how, size, data)


def takes_long(method: Method, asked: Derivation) -> bool:
    """Whether the work is for a thread."""
    return method in SLOW or (method in REPEATING and len(asked.data) * asked.size > _LARGE)


def _parameters(asked: Derivation) -> CryptographicParameters:
    """The key's Cryptographic Parameters that match those asked for, or its first; those asked for if it has none.

    Raises:
        NoMatchingParameters: the key's own are others.
    """
    wanted = asked.how.cryptographic_parameters
    instances = asked.roles.key.all("Cryptographic Parameters")
    if not instances:
        return wanted if wanted is not None else CryptographicParameters()
    for instance in instances:
        if wanted is None or matches(wanted, instance.value):
            return instance.value  # type: ignore[no-any-return]
    raise NoMatchingParameters("the key has no such Cryptographic Parameters")


def material_of(obj: ManagedObject) -> bytes:
    """The bytes of a symmetric key or of secret data.

    Raises:
        NoKeyValue: they are not here, or wrapped.
        FormatNotSupported: it is a key in a format that nobody knows; secret data may be called Opaque.
    """
    block, key_value = plain_key_value(obj)
    if block.key_format_type is KeyFormatType.OPAQUE and obj.object_type is not ObjectType.SECRET_DATA:
        raise FormatNotSupported("an opaque key cannot be used")
    material = key_value.key_material
    return material.key or b"" if isinstance(material, TransparentKey) else material


def _key(asked: Derivation) -> Key:
    """The derivation key, of any length; of secret data that says no algorithm the parameters may say one."""
    obj = asked.roles.key
    material = material_of(obj)
    said = obj.get("Cryptographic Algorithm") or plain_key_value(obj)[0].cryptographic_algorithm
    algorithm = said or _parameters(asked).cryptographic_algorithm or _NO_CIPHER
    return Key(Form.SYMMETRIC, algorithm, len(material) * 8, material)


def _function(asked: Derivation, key: Key) -> CryptographicParameters:
    """The parameters of the function that a MAC is: those of the key alone where it is for an HMAC.

    Raises:
        InvalidField: nothing says which function.
    """
    if key.algorithm in _HMACS:
        return CryptographicParameters(cryptographic_algorithm=key.algorithm)
    return _required(asked)


def _required(asked: Derivation) -> CryptographicParameters:
    parameters = _parameters(asked)
    if parameters == CryptographicParameters():
        raise InvalidField("Cryptographic Parameters are required")
    return parameters


def first(output: bytes, size: int) -> bytes:
    """The first bytes of what a method gives.

    Raises:
        CryptographicFailure: it does not give so many.
    """
    if size > len(output):
        raise CryptographicFailure(f"the method gives {len(output)} bytes, not {size}")
    return output[:size]


# ------------------------------------------------------------------------------------------------------- methods


def _pbkdf2(asked: Derivation) -> Work:
    salt, iteration_count = asked.how.salt, asked.how.iteration_count
    if salt is None or iteration_count is None or iteration_count < 1:
        raise InvalidField("PBKDF2 takes a Salt and an Iteration Count")
    password, parameters = material_of(asked.roles.key), _parameters(asked)
    return lambda: asked.ctx.crypto.pbkdf2(password, parameters, salt, iteration_count, asked.size)


def _hash(asked: Derivation) -> Work:
    hashing_algorithm = _parameters(asked).hashing_algorithm
    if hashing_algorithm is None:
        raise InvalidField("a Hashing Algorithm is required")
    material = material_of(asked.roles.key)

    def work() -> bytes:
        step = asked.ctx.crypto.hasher(hashing_algorithm)
        step.update(material)
        return first(step.finish(), asked.size)

    return work


def _hmac(asked: Derivation) -> Work:
    """An HMAC over the data; with a Salt it is HKDF, which clients mean by that."""
    crypto, key, salt = asked.ctx.crypto, _key(asked), asked.how.salt
    parameters = _function(asked, key)
    if salt is not None:
        return lambda: crypto.hkdf(key.material, parameters, salt, asked.data, asked.size)

    def work() -> bytes:
        step = crypto.mac(key, parameters)
        step.update(asked.data)
        return first(step.finish(), asked.size)

    return work


def _encrypt(asked: Derivation) -> Work:
    key, parameters = _key(asked), _required(asked)
    if key.algorithm is _NO_CIPHER:
        raise InvalidField("nothing says what cipher the Secret Data is a key of")

    def work() -> bytes:
        step = asked.ctx.crypto.encryptor(key, parameters, asked.how.initialization_vector, b"")
        return first(step.update(asked.data) + step.finish(), asked.size)

    return work


def _kdf(method: Method) -> Callable[[Derivation], Work]:
    """A function of NIST SP 800-108; the Initialization Vector is empty where there is none."""

    def start(asked: Derivation) -> Work:
        crypto, key = asked.ctx.crypto, _key(asked)
        parameters, iv = _function(asked, key), asked.how.initialization_vector or b""
        return lambda: crypto.kdf(method, key, parameters, iv, asked.data, asked.size)

    return start


def _agree(asked: Derivation) -> Work:
    """The shared secret of the two keys, as it is."""
    assert asked.roles.data is not None
    private, public = key_of(asked.ctx, asked.roles.key), key_of(asked.ctx, asked.roles.data)
    return lambda: first(asked.ctx.crypto.agree(private, public), asked.size)


METHODS: dict[Method, Callable[[Derivation], Work]] = {
    Method.PBKDF2: _pbkdf2,
    Method.HASH: _hash,
    Method.HMAC: _hmac,
    Method.ENCRYPT: _encrypt,
    Method.NIST800_108_C: _kdf(Method.NIST800_108_C),
    Method.NIST800_108_F: _kdf(Method.NIST800_108_F),
    Method.NIST800_108_DPI: _kdf(Method.NIST800_108_DPI),
    Method.ASYMMETRIC_KEY: _agree,
}

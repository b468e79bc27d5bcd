"""A crypto backend that offers less: the algorithms and lengths of keys that a device model has."""

from collections.abc import Callable, Mapping

from hsmsim.crypto.curves import CURVES, FAMILY, choose
from hsmsim.crypto.openssl import OpenSSL
from hsmsim.devices.device import Device
from hsmsim.errors import BadKeyMaterial, CryptographicFailure
from hsmsim.interfaces.crypto import Form, Key, SealingStep, Step, VerifyingStep
from hsmsim.spec.enums import CryptographicAlgorithm, DerivationMethod, KeyFormatType, RecommendedCurve
from hsmsim.spec.structures import TransparentKey
from hsmsim.spec.term import title
from hsmsim.spec.values import CryptographicParameters


class Narrowed(OpenSSL):
    """The backend of a device that does not offer everything.

    Keys that are kept already, perhaps from when the device was another, can be read but not used.

    Args:
        random: as for OpenSSL.
        device: says what is offered.
    """

    def __init__(self, random: Callable[[int], bytes], device: Device) -> None:
        super().__init__(random)
        self._device = device
        self.symmetric = _narrowed(OpenSSL.symmetric, device)
        self.pairs = _narrowed(OpenSSL.pairs, device)

    def generate_key(self, algorithm: CryptographicAlgorithm, length: int) -> bytes:
        self._check(algorithm, length)
        return super().generate_key(algorithm, length)

    def generate_pair(
        self,
        algorithm: CryptographicAlgorithm,
        length: int | None,
        curve: RecommendedCurve | None,
        qlength: int | None,
    ) -> tuple[Key, Key]:
        bits = CURVES[choose(length, curve)].key_size if algorithm in FAMILY else length
        if bits is not None:
            self._check(algorithm, bits)
        return super().generate_pair(algorithm, length, curve, qlength)

    def read_key(
        self,
        form: Form,
        key_format_type: KeyFormatType,
        material: bytes | TransparentKey,
        algorithm: CryptographicAlgorithm | None,
        check: bool,
    ) -> Key:
        key = super().read_key(form, key_format_type, material, algorithm, check)
        if check and not self._offers(key.algorithm, key.length):
            raise BadKeyMaterial(f"{title(key.algorithm)} keys of {key.length} bits are not offered")
        return key

    # ------------------------------------------------------------------------------------------------ using keys

    def encryptor(self, key: Key, parameters: CryptographicParameters, iv: bytes | None, aad: bytes) -> SealingStep:
        self._check_use(key, parameters)
        return super().encryptor(key, parameters, iv, aad)

    def decryptor(
        self, key: Key, parameters: CryptographicParameters, iv: bytes | None, aad: bytes, tag: bytes | None
    ) -> Step:
        self._check_use(key, parameters)
        return super().decryptor(key, parameters, iv, aad, tag)

    def signer(self, key: Key, parameters: CryptographicParameters, digested: bool) -> Step:
        self._check_use(key, parameters)
        return super().signer(key, parameters, digested)

    def verifier(self, key: Key, parameters: CryptographicParameters, digested: bool) -> VerifyingStep:
        self._check_use(key, parameters)
        return super().verifier(key, parameters, digested)

    def mac(self, key: Key, parameters: CryptographicParameters) -> Step:
        self._check_use(key, parameters)
        return super().mac(key, parameters)

    def mac_verifier(self, key: Key, parameters: CryptographicParameters) -> VerifyingStep:
        self._check_use(key, parameters)
        return super().mac_verifier(key, parameters)

    def kdf(
        self,
        method: DerivationMethod,
        key: Key,
        parameters: CryptographicParameters,
        iv: bytes,
        data: bytes,
        size: int,
    ) -> bytes:
        self._check_use(key, parameters)
        return super().kdf(method, key, parameters, iv, data, size)

    def agree(self, private: Key, public: Key) -> bytes:
        self._check(private.algorithm, private.length)
        return super().agree(private, public)

    # ------------------------------------------------------------------------------------------------- the rules

    def _offers(self, algorithm: CryptographicAlgorithm | None, length: int) -> bool:
        # A secret without an algorithm is of none that could be missing.
        return algorithm is None or length in self._device.lengths(algorithm)

    def _check(self, algorithm: CryptographicAlgorithm, length: int) -> None:
        if not self._offers(algorithm, length):
            raise CryptographicFailure(f"{title(algorithm)} keys of {length} bits are not offered")

    def _check_use(self, key: Key, parameters: CryptographicParameters) -> None:
        """Both the key's algorithm and the one that the parameters name, where they do, are offered."""
        self._check(key.algorithm, key.length)
        named = parameters.cryptographic_algorithm
        if named is not None and not self._device.lengths(named):
            raise CryptographicFailure(f"{title(named)} is not offered")


def _narrowed(
    table: Mapping[CryptographicAlgorithm, tuple[int, ...]], device: Device
) -> dict[CryptographicAlgorithm, tuple[int, ...]]:
    """The lengths of keys that the device offers too; without algorithms that are left with none."""
    both = {
        algorithm: tuple(length for length in lengths if length in device.lengths(algorithm))
        for algorithm, lengths in table.items()
    }
    return {algorithm: lengths for algorithm, lengths in both.items() if lengths}

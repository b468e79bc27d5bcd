"""Right requests of every kind of operation, to be spoiled. The objects they name are those of `stock`."""

import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hsmsim.exchange.operation import Table
from hsmsim.operations import table
from hsmsim.spec.enums import (
    BatchErrorContinuationOption,
    BlockCipherMode,
    CertificateRequestType,
    CertificateType,
    CredentialType,
    CryptographicAlgorithm,
    DerivationMethod,
    DigitalSignatureAlgorithm,
    HashingAlgorithm,
    KeyFormatType,
    NameType,
    ObjectType,
    OpaqueDataType,
    Operation,
    PaddingMethod,
    QueryFunction,
    RecommendedCurve,
    RevocationReasonCode,
    SecretDataType,
    SplitKeyMethod,
    State,
    UsageLimitsUnit,
    WrappingMethod,
)
from hsmsim.spec.structures import (
    Attribute,
    Authentication,
    Certificate,
    Credential,
    DerivationParameters,
    EncryptionKeyInformation,
    KeyBlock,
    KeyValue,
    KeyWrappingSpecification,
    OpaqueObject,
    PGPKey,
    PrivateKey,
    ProtocolVersion,
    PublicKey,
    SecretData,
    SplitKey,
    SymmetricKey,
    Template,
    TemplateAttribute,
    TransparentKey,
    UsernameAndPassword,
)
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import (
    CertificateSubject,
    CryptographicDomainParameters,
    CryptographicParameters,
    Link,
    Name,
    RevocationReason,
    UsageLimits,
)
from hsmsim.spec.versions import V1_0, V1_2
from hsmsim.ttlv.schema import ItemType, Node
from tests.appliance import item, message
from tests.fuzz.wrapped import about_wrapping, wrapping_key

AES, PRIVATE, SECRET, NAMED = "the AES key", "the private key", "the secret", "stock"
PUBLIC, ISSUED, SHARE, PENDING = "the public key", "the certificate", "the share", "what is pending"
_KEY = ec.derive_private_key(7, ec.SECP256R1())  # places in what `stock` gives
KEK = "the wrapping key"

_ALL_USES = 0x000FFFFF
_WRAP = CryptographicParameters(block_cipher_mode=BlockCipherMode.NISTKEYWRAP)
_CBC = CryptographicParameters(block_cipher_mode=BlockCipherMode.CBC, padding_method=PaddingMethod.PKCS5)


def attributes(**values: Any) -> TemplateAttribute:
    """A Template-Attribute; names with underscores."""
    return TemplateAttribute(
        attribute=[
            Attribute(attribute_name=name.replace("_", " "), attribute_value=value) for name, value in values.items()
        ]
    )


def _name(value: str) -> Name:
    return Name(name_value=value, name_type=NameType.UNINTERPRETED_TEXT_STRING)


def _aes(**more: Any) -> TemplateAttribute:
    return attributes(
        Cryptographic_Algorithm=CryptographicAlgorithm.AES,
        Cryptographic_Length=256,
        Cryptographic_Usage_Mask=_ALL_USES,
        **more,
    )


def _block(material: Any, key_format_type: KeyFormatType = KeyFormatType.RAW, **more: Any) -> KeyBlock:
    return KeyBlock(key_format_type=key_format_type, key_value=KeyValue(key_material=material), **more)


def certificate() -> bytes:
    """A certificate, DER; the same each time."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "fuzz")])
    begin, end = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(name, name, _KEY.public_key(), 1, begin, end)
    built = builder.sign(_KEY, hashes.SHA256(), ecdsa_deterministic=True)
    return built.public_bytes(Encoding.DER)


def certificate_request() -> bytes:
    """A PKCS#10 request for the key of `certificate`."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "fuzz")])
    builder = x509.CertificateSigningRequestBuilder(name).add_extension(x509.BasicConstraints(False, None), True)
    return builder.sign(_KEY, hashes.SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER)


class Corpus:
    """Makes the payloads by operation, whatever the operation's module calls them."""

    def __init__(self, rows: Table | None = None) -> None:
        self._rows = table() if rows is None else rows

    def item(self, operation: Operation, batch_item_id: bytes | None = None, **fields: Any) -> Any:
        """A batch item with a payload of these fields."""
        return item(operation, self._rows[operation].request(**fields), batch_item_id)

    def one(self, operation: Operation, **fields: Any) -> bytes:
        """A message with one such item."""
        return message([self.item(operation, **fields)])

    def good(self) -> bytes:
        """A request that any working server answers with Success."""
        return self.one(Operation.CREATE, object_type=ObjectType.SYMMETRIC_KEY, template_attribute=_aes())

    def stock(self) -> dict[str, bytes]:
        """Requests that make the objects which the others name, by what `requests` calls them."""
        pair = attributes(
            Cryptographic_Algorithm=CryptographicAlgorithm.ECDSA,
            Cryptographic_Length=256,
            Cryptographic_Usage_Mask=_ALL_USES,
            Activation_Date=0,
            Cryptographic_Domain_Parameters=CryptographicDomainParameters(recommended_curve=RecommendedCurve.P_256),
        )
        return {
            AES: self.one(
                Operation.CREATE,
                object_type=ObjectType.SYMMETRIC_KEY,
                template_attribute=_aes(
                    Name=_name(NAMED), Activation_Date=0, Object_Group="group", Cryptographic_Parameters=_WRAP
                ),
            ),
            PRIVATE: self.one(Operation.CREATE_KEY_PAIR, common_template_attribute=pair),
            SECRET: self._register_secret(b"a password"),
            KEK: wrapping_key(self),
            PUBLIC: self._register_public_key(),
            ISSUED: self._register_certificate(),
            SHARE: self._register_share(),
            PENDING: self._create_later(),
        }

    def requests(self, uids: dict[str, str]) -> list[bytes]:
        """The corpus."""
        aes = uids[AES]
        return [
            *self._about_the_server(uids[PENDING]),
            *self._making(),
            *self._registering(),
            *self._looking(aes),
            *self._deriving(aes, uids[SECRET]),
            *self._changing(aes, uids[SECRET]),
            *self._using(aes, uids[PRIVATE], uids[PUBLIC]),
            *self._replacing(aes, uids[PRIVATE]),
            *self._certifying(uids[PUBLIC], uids[ISSUED]),
            *self._moving(aes, uids[SECRET]),
            *self._splitting(aes, uids[SHARE]),
            *self._batches(aes),
            *about_wrapping(self, uids[KEK]),
        ]

    def _register_secret(self, value: bytes) -> bytes:
        return self.one(
            Operation.REGISTER,
            object_type=ObjectType.SECRET_DATA,
            template_attribute=attributes(Cryptographic_Usage_Mask=_ALL_USES),
            secret_data=SecretData(secret_data_type=SecretDataType.PASSWORD, key_block=_block(value)),
        )

    def _register_public_key(self) -> bytes:
        """The key of `certificate` and `certificate_request`."""
        spki = _KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        curve = {"cryptographic_algorithm": CryptographicAlgorithm.EC, "cryptographic_length": 256}
        return self.one(
            Operation.REGISTER,
            object_type=ObjectType.PUBLIC_KEY,
            template_attribute=attributes(Cryptographic_Usage_Mask=_ALL_USES, Activation_Date=0),
            public_key=PublicKey(key_block=_block(spki, KeyFormatType.X_509, **curve)),
        )

    def _register_certificate(self) -> bytes:
        return self.one(
            Operation.REGISTER,
            object_type=ObjectType.CERTIFICATE,
            template_attribute=attributes(Cryptographic_Usage_Mask=_ALL_USES),
            certificate=Certificate(certificate_type=CertificateType.X_509, certificate_value=certificate()),
        )

    def _certifying(self, public: str, issued: str) -> list[bytes]:
        subject = CertificateSubject(
            certificate_subject_distinguished_name="CN=fuzz", certificate_subject_alternative_name=["fuzz.example"]
        )
        type_only = attributes(Certificate_Type=CertificateType.X_509, Certificate_Subject=subject)
        parts = attributes(
            Certificate_Type=CertificateType.X_509, Certificate_Subject_CN="fuzz", Certificate_Subject_C="AU"
        )
        asked = {
            "certificate_request_type": CertificateRequestType.PKCS_10,
            "certificate_request": certificate_request(),
        }
        given = Certificate(certificate_type=CertificateType.X_509, certificate_value=certificate())
        return [
            self.one(Operation.CERTIFY, unique_identifier=public, template_attribute=type_only),
            self.one(Operation.CERTIFY, unique_identifier=public, template_attribute=parts),
            self.one(Operation.CERTIFY, unique_identifier=public, **asked),
            self.one(Operation.RE_CERTIFY, unique_identifier=issued, offset=5),
            self.one(Operation.RE_CERTIFY, unique_identifier=issued, **asked),
            self.one(Operation.VALIDATE, certificate=[given], unique_identifier=[issued], validity_date=1_700_000_000),
        ]

    def _register_share(self) -> bytes:
        """A part of a split key that gives it back alone."""
        share = SplitKey(
            split_key_parts=2,
            key_part_identifier=1,
            split_key_threshold=1,
            split_key_method=SplitKeyMethod.POLYNOMIAL_SHARING_GF_2_16,
            key_block=_block(bytes(16)),
        )
        return self.one(
            Operation.REGISTER,
            object_type=ObjectType.SPLIT_KEY,
            template_attribute=attributes(Comment="a"),
            split_key=share,
        )

    def _splitting(self, aes: str, share: str) -> list[bytes]:
        how = {"object_type": ObjectType.SPLIT_KEY, "split_key_parts": 3, "template_attribute": attributes(Comment="a")}
        return [
            *(
                self.one(
                    Operation.CREATE_SPLIT_KEY,
                    unique_identifier=aes,
                    split_key_threshold=3,
                    split_key_method=method,
                    prime_field_size=2**521 - 1,
                    **how,
                )
                for method in SplitKeyMethod
            ),
            self._register_share(),
            self.one(
                Operation.REGISTER,
                object_type=ObjectType.PGP_KEY,
                template_attribute=attributes(Comment="a"),
                pgp_key=PGPKey(pgp_key_version=4, key_block=_block(b"-----BEGIN PGP PUBLIC KEY BLOCK-----")),
            ),
            self.one(
                Operation.JOIN_SPLIT_KEY,
                object_type=ObjectType.SECRET_DATA,
                unique_identifier=[share],
                secret_data_type=SecretDataType.SEED,
                template_attribute=attributes(Comment="a"),
            ),
        ]

    def _create_later(self) -> bytes:
        """What is answered with an Asynchronous Correlation Value where the server is asynchronous."""
        create = self.item(Operation.CREATE, object_type=ObjectType.SYMMETRIC_KEY, template_attribute=_aes())
        return message([create], asynchronous_indicator=True)

    def _about_the_server(self, pending: str) -> list[bytes]:
        version = ProtocolVersion(protocol_version_major=1, protocol_version_minor=2)
        return [
            self.one(Operation.DISCOVER_VERSIONS, protocol_version=[version]),
            self.one(Operation.QUERY, query_function=list(QueryFunction)),
            self._create_later(),
            self.one(Operation.POLL, asynchronous_correlation_value=pending.encode("latin-1")),
            self.one(Operation.CANCEL, asynchronous_correlation_value=b"none"),
        ]

    def _making(self) -> list[bytes]:
        length = {"cryptographic_algorithm": CryptographicAlgorithm.AES, "cryptographic_length": 256}
        transparent = TransparentKey(key=bytes(range(32)))
        return [
            self.good(),
            self._register_secret(b"another"),
            self.one(
                Operation.REGISTER,
                object_type=ObjectType.SYMMETRIC_KEY,
                template_attribute=_aes(Name=_name("registered")),
                symmetric_key=SymmetricKey(
                    key_block=_block(transparent, KeyFormatType.TRANSPARENT_SYMMETRIC_KEY, **length)
                ),
            ),
            self.one(
                Operation.REGISTER,
                object_type=ObjectType.OPAQUE_OBJECT,
                template_attribute=attributes(**{"x-mine": Node(Tag.ATTRIBUTE_VALUE, ItemType.TEXT_STRING, "my own")}),
                opaque_object=OpaqueObject(opaque_data_type=_EXTENSION, opaque_data_value=b"opaque"),
            ),
        ]

    def _registering(self) -> list[bytes]:
        """Keys in the forms that have a structure, and what else a client brings along."""
        private = TransparentKey(recommended_curve=RecommendedCurve.P_256, d=7)
        public = TransparentKey(modulus=(1 << 1023) + 1155, public_exponent=65537)
        rsa = {"cryptographic_algorithm": CryptographicAlgorithm.RSA, "cryptographic_length": 1024}
        ecdsa = {"cryptographic_algorithm": CryptographicAlgorithm.ECDSA, "cryptographic_length": 256}
        uses = attributes(Cryptographic_Usage_Mask=_ALL_USES)
        return [
            self.one(
                Operation.REGISTER,
                object_type=ObjectType.PRIVATE_KEY,
                template_attribute=uses,
                private_key=PrivateKey(key_block=_block(private, KeyFormatType.TRANSPARENT_ECDSA_PRIVATE_KEY, **ecdsa)),
            ),
            self.one(
                Operation.REGISTER,
                object_type=ObjectType.PUBLIC_KEY,
                template_attribute=uses,
                public_key=PublicKey(key_block=_block(public, KeyFormatType.TRANSPARENT_RSA_PUBLIC_KEY, **rsa)),
            ),
            self._register_certificate(),
            self.one(
                Operation.REGISTER,
                object_type=ObjectType.TEMPLATE,
                template_attribute=attributes(Name=_name("a template")),
                template=Template(attribute=_aes().attribute),
            ),
        ]

    def _looking(self, aes: str) -> list[bytes]:
        wrapping = KeyWrappingSpecification(
            wrapping_method=WrappingMethod.ENCRYPT,
            encryption_key_information=EncryptionKeyInformation(unique_identifier=aes, cryptographic_parameters=_WRAP),
            attribute_name=["Cryptographic Usage Mask"],
        )
        named = Attribute(attribute_name="Name", attribute_value=_name(NAMED))
        filters = attributes(
            Object_Type=ObjectType.SYMMETRIC_KEY,
            Cryptographic_Length=256,
            State=State.ACTIVE,
            Initial_Date=0,
            Link=Link(linked_object_identifier=aes),
        )
        return [
            self.one(Operation.LOCATE, maximum_items=10, attribute=[named]),
            self.one(Operation.LOCATE, offset_items=0, storage_status_mask=1, attribute=filters.attribute),
            self.one(Operation.LOCATE, template_attribute=filters),
            self.one(Operation.CHECK, unique_identifier=aes, cryptographic_usage_mask=12, lease_time=60),
            self.one(Operation.GET, unique_identifier=aes, key_format_type=KeyFormatType.RAW),
            self.one(Operation.GET, unique_identifier=aes, key_wrapping_specification=wrapping),
            self.one(Operation.GET_ATTRIBUTES, unique_identifier=aes, attribute_name=["State", "Digest"]),
            self.one(Operation.GET_ATTRIBUTES, unique_identifier=aes),
            self.one(Operation.GET_ATTRIBUTE_LIST, unique_identifier=aes),
        ]

    def _changing(self, aes: str, secret: str) -> list[bytes]:
        link = Link(link_type=0x80000001, linked_object_identifier=aes)  # type: ignore[arg-type]
        contact = Attribute(attribute_name="Contact Information", attribute_value="nobody")
        reason = RevocationReason(revocation_reason_code=RevocationReasonCode.KEY_COMPROMISE, revocation_message="lost")
        return [
            self.one(Operation.ADD_ATTRIBUTE, unique_identifier=aes, attribute=contact),
            self.one(
                Operation.ADD_ATTRIBUTE,
                unique_identifier=aes,
                attribute=Attribute(attribute_name="Link", attribute_value=link),
            ),
            self.one(
                Operation.MODIFY_ATTRIBUTE,
                unique_identifier=aes,
                attribute=Attribute(attribute_name="Object Group", attribute_index=0, attribute_value="other"),
            ),
            self.one(Operation.DELETE_ATTRIBUTE, unique_identifier=aes, attribute_name="Name", attribute_index=0),
            self.one(Operation.ACTIVATE, unique_identifier=secret),
            self.one(
                Operation.REVOKE, unique_identifier=secret, revocation_reason=reason, compromise_occurrence_date=6
            ),
            self.one(Operation.DESTROY, unique_identifier=secret),
        ]

    def _using(self, aes: str, private: str, public: str) -> list[bytes]:
        ecdsa = CryptographicParameters(digital_signature_algorithm=DigitalSignatureAlgorithm.ECDSA_WITH_SHA256)
        hmac = CryptographicParameters(cryptographic_algorithm=CryptographicAlgorithm.HMAC_SHA256)
        gcm = CryptographicParameters(block_cipher_mode=BlockCipherMode.GCM, random_iv=True, tag_length=16)
        sha = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
        cbc = {"unique_identifier": aes, "cryptographic_parameters": _CBC, "iv_counter_nonce": bytes(16)}
        return [
            self.one(Operation.ENCRYPT, data=b"plain text", **cbc),
            self.one(
                Operation.ENCRYPT,
                unique_identifier=aes,
                cryptographic_parameters=gcm,
                data=b"plain text",
                authenticated_encryption_additional_data=b"more",
            ),
            self.one(Operation.ENCRYPT, data=b"first part", init_indicator=True, **cbc),
            self.one(
                Operation.DECRYPT,
                unique_identifier=aes,
                cryptographic_parameters=CryptographicParameters(block_cipher_mode=BlockCipherMode.ECB),
                data=bytes(32),
            ),
            self.one(Operation.SIGN, unique_identifier=private, cryptographic_parameters=ecdsa, data=b"signed"),
            self.one(
                Operation.SIGNATURE_VERIFY,
                unique_identifier=public,
                cryptographic_parameters=ecdsa,
                data=b"signed",
                signature_data=_KEY.sign(b"signed", ec.ECDSA(hashes.SHA256(), deterministic_signing=True)),
            ),
            self.one(Operation.MAC, unique_identifier=aes, cryptographic_parameters=hmac, data=b"data"),
            self.one(
                Operation.MAC_VERIFY,
                unique_identifier=aes,
                cryptographic_parameters=hmac,
                data=b"data",
                mac_data=bytes(32),
            ),
            self.one(Operation.HASH, cryptographic_parameters=sha, data=b"data"),
            self.one(Operation.HASH, cryptographic_parameters=sha, data=b"data", init_indicator=True),
            self.one(Operation.RNG_RETRIEVE, data_length=32),
            self.one(Operation.RNG_SEED, data=b"entropy"),
        ]

    def _replacing(self, aes: str, private: str) -> list[bytes]:
        return [
            self.one(Operation.RE_KEY, unique_identifier=aes, offset=60),
            self.one(
                Operation.RE_KEY, unique_identifier=aes, template_attribute=attributes(Name=_name("new"), Comment="new")
            ),
            self.one(
                Operation.RE_KEY_KEY_PAIR,
                private_key_unique_identifier=private,
                common_template_attribute=attributes(Object_Group="new"),
                public_key_template_attribute=attributes(Comment="new"),
            ),
        ]

    def _moving(self, aes: str, secret: str) -> list[bytes]:
        """Leases and shares; into the archive and back; out of one HSM and into another."""
        limits = UsageLimits(usage_limits_total=9, usage_limits_count=5, usage_limits_unit=UsageLimitsUnit.OBJECT)
        state = _aes(State=State.ACTIVE, Usage_Limits=limits, Name=_name("imported"), Initial_Date=7).attribute
        key = SymmetricKey(key_block=_block(bytes(range(32))))
        whole = {"replace_existing": True, "attribute": state, "symmetric_key": key}
        return [
            self.one(Operation.OBTAIN_LEASE, unique_identifier=aes),
            self.one(Operation.EXPORT, unique_identifier=aes, key_format_type=KeyFormatType.RAW),
            self.one(Operation.IMPORT, unique_identifier="imported", **whole),
            self.one(Operation.GET_USAGE_ALLOCATION, unique_identifier="imported", usage_limits_count=1),
            self.one(Operation.ARCHIVE, unique_identifier=secret),
            self.one(Operation.RECOVER, unique_identifier=secret),
        ]

    def _deriving(self, aes: str, secret: str) -> list[bytes]:
        sha = CryptographicParameters(hashing_algorithm=HashingAlgorithm.SHA_256)
        how = {
            DerivationMethod.PBKDF2: DerivationParameters(salt=b"salt", iteration_count=2),
            DerivationMethod.HASH: DerivationParameters(cryptographic_parameters=sha),
            DerivationMethod.HMAC: DerivationParameters(cryptographic_parameters=sha, derivation_data=b"data"),
            DerivationMethod.NIST800_108_F: DerivationParameters(
                cryptographic_parameters=sha, initialization_vector=b"initial", derivation_data=b"data"
            ),
        }
        length = attributes(Cryptographic_Length=128, Cryptographic_Usage_Mask=_ALL_USES)
        wrapped = DerivationParameters(cryptographic_parameters=_WRAP, derivation_data=bytes(16))
        return [
            *(
                self.one(
                    Operation.DERIVE_KEY,
                    object_type=ObjectType.SECRET_DATA,
                    unique_identifier=[secret],
                    derivation_method=method,
                    derivation_parameters=parameters,
                    template_attribute=length,
                )
                for method, parameters in how.items()
            ),
            self.one(
                Operation.DERIVE_KEY,
                object_type=ObjectType.SYMMETRIC_KEY,
                unique_identifier=[aes],
                derivation_method=DerivationMethod.ENCRYPT,
                derivation_parameters=wrapped,
                template_attribute=attributes(
                    Cryptographic_Algorithm=CryptographicAlgorithm.AES, Cryptographic_Length=192
                ),
            ),
        ]

    def _batches(self, aes: str) -> list[bytes]:
        create = {"object_type": ObjectType.SYMMETRIC_KEY, "template_attribute": _aes()}
        login = Authentication(
            credential=[
                Credential(
                    credential_type=CredentialType.USERNAME_AND_PASSWORD,
                    credential_value=UsernameAndPassword(username="alice", password="alice-password"),
                )
            ]
        )
        placeholder = [
            self.item(Operation.CREATE, b"1", **create),
            self.item(Operation.ACTIVATE, b"2"),
            self.item(Operation.GET, b"3"),
        ]
        undo = [self.item(Operation.CREATE, b"1", **create), self.item(Operation.GET, b"2", unique_identifier="none")]
        return [
            message(placeholder, maximum_response_size=4096, batch_order_option=True, time_stamp=1),
            message(undo, batch_error_continuation_option=BatchErrorContinuationOption.UNDO),
            message([self.item(Operation.GET, unique_identifier=aes)], V1_0),
            message([self.item(Operation.GET, unique_identifier=aes)], V1_2, authentication=login),
        ]


_EXTENSION: OpaqueDataType = 0x80000001  # type: ignore[assignment]

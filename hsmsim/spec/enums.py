"""Enumerations of KMIP 1.4 (section 9.1.3.2).

Each row: value, name as the specification writes it, first version (1.0 where left out).
"""

from hsmsim.spec.term import Term
from hsmsim.spec.versions import V1_1, V1_2, V1_3, V1_4


class CredentialType(Term):
    """Credential Type Enumeration (9.1.3.2.1)."""

    USERNAME_AND_PASSWORD = 0x00000001, "Username and Password"
    DEVICE = 0x00000002, "Device", V1_1
    ATTESTATION = 0x00000003, "Attestation", V1_2


class KeyCompressionType(Term):
    """Key Compression Type Enumeration (9.1.3.2.2)."""

    EC_PUBLIC_KEY_TYPE_UNCOMPRESSED = 0x00000001, "EC Public Key Type Uncompressed"
    EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_PRIME = 0x00000002, "EC Public Key Type X9.62 Compressed Prime"
    EC_PUBLIC_KEY_TYPE_X9_62_COMPRESSED_CHAR2 = 0x00000003, "EC Public Key Type X9.62 Compressed Char2"
    EC_PUBLIC_KEY_TYPE_X9_62_HYBRID = 0x00000004, "EC Public Key Type X9.62 Hybrid"


class KeyFormatType(Term):
    """Key Format Type Enumeration (9.1.3.2.3)."""

    RAW = 0x00000001, "Raw"
    OPAQUE = 0x00000002, "Opaque"
    PKCS_1 = 0x00000003, "PKCS#1"
    PKCS_8 = 0x00000004, "PKCS#8"
    X_509 = 0x00000005, "X.509"
    ECPRIVATEKEY = 0x00000006, "ECPrivateKey"
    TRANSPARENT_SYMMETRIC_KEY = 0x00000007, "Transparent Symmetric Key"
    TRANSPARENT_DSA_PRIVATE_KEY = 0x00000008, "Transparent DSA Private Key"
    TRANSPARENT_DSA_PUBLIC_KEY = 0x00000009, "Transparent DSA Public Key"
    TRANSPARENT_RSA_PRIVATE_KEY = 0x0000000A, "Transparent RSA Private Key"
    TRANSPARENT_RSA_PUBLIC_KEY = 0x0000000B, "Transparent RSA Public Key"
    TRANSPARENT_DH_PRIVATE_KEY = 0x0000000C, "Transparent DH Private Key"
    TRANSPARENT_DH_PUBLIC_KEY = 0x0000000D, "Transparent DH Public Key"
    TRANSPARENT_ECDSA_PRIVATE_KEY = 0x0000000E, "Transparent ECDSA Private Key"
    TRANSPARENT_ECDSA_PUBLIC_KEY = 0x0000000F, "Transparent ECDSA Public Key"
    TRANSPARENT_ECDH_PRIVATE_KEY = 0x00000010, "Transparent ECDH Private Key"
    TRANSPARENT_ECDH_PUBLIC_KEY = 0x00000011, "Transparent ECDH Public Key"
    TRANSPARENT_ECMQV_PRIVATE_KEY = 0x00000012, "Transparent ECMQV Private Key"
    TRANSPARENT_ECMQV_PUBLIC_KEY = 0x00000013, "Transparent ECMQV Public Key"
    TRANSPARENT_EC_PRIVATE_KEY = 0x00000014, "Transparent EC Private Key", V1_3
    TRANSPARENT_EC_PUBLIC_KEY = 0x00000015, "Transparent EC Public Key", V1_3
    PKCS_12 = 0x00000016, "PKCS#12", V1_4


class WrappingMethod(Term):
    """Wrapping Method Enumeration (9.1.3.2.4)."""

    ENCRYPT = 0x00000001, "Encrypt"
    MAC_SIGN = 0x00000002, "MAC/sign"
    ENCRYPT_THEN_MAC_SIGN = 0x00000003, "Encrypt then MAC/sign"
    MAC_SIGN_THEN_ENCRYPT = 0x00000004, "MAC/sign then encrypt"
    TR_31 = 0x00000005, "TR-31"


class RecommendedCurve(Term):
    """Recommended Curve Enumeration (9.1.3.2.5)."""

    P_192 = 0x00000001, "P-192"
    K_163 = 0x00000002, "K-163"
    B_163 = 0x00000003, "B-163"
    P_224 = 0x00000004, "P-224"
    K_233 = 0x00000005, "K-233"
    B_233 = 0x00000006, "B-233"
    P_256 = 0x00000007, "P-256"
    K_283 = 0x00000008, "K-283"
    B_283 = 0x00000009, "B-283"
    P_384 = 0x0000000A, "P-384"
    K_409 = 0x0000000B, "K-409"
    B_409 = 0x0000000C, "B-409"
    P_521 = 0x0000000D, "P-521"
    K_571 = 0x0000000E, "K-571"
    B_571 = 0x0000000F, "B-571"
    SECP112R1 = 0x00000010, "SECP112R1", V1_2
    SECP112R2 = 0x00000011, "SECP112R2", V1_2
    SECP128R1 = 0x00000012, "SECP128R1", V1_2
    SECP128R2 = 0x00000013, "SECP128R2", V1_2
    SECP160K1 = 0x00000014, "SECP160K1", V1_2
    SECP160R1 = 0x00000015, "SECP160R1", V1_2
    SECP160R2 = 0x00000016, "SECP160R2", V1_2
    SECP192K1 = 0x00000017, "SECP192K1", V1_2
    SECP224K1 = 0x00000018, "SECP224K1", V1_2
    SECP256K1 = 0x00000019, "SECP256K1", V1_2
    SECT113R1 = 0x0000001A, "SECT113R1", V1_2
    SECT113R2 = 0x0000001B, "SECT113R2", V1_2
    SECT131R1 = 0x0000001C, "SECT131R1", V1_2
    SECT131R2 = 0x0000001D, "SECT131R2", V1_2
    SECT163R1 = 0x0000001E, "SECT163R1", V1_2
    SECT193R1 = 0x0000001F, "SECT193R1", V1_2
    SECT193R2 = 0x00000020, "SECT193R2", V1_2
    SECT239K1 = 0x00000021, "SECT239K1", V1_2
    ANSIX9P192V2 = 0x00000022, "ANSIX9P192V2", V1_2
    ANSIX9P192V3 = 0x00000023, "ANSIX9P192V3", V1_2
    ANSIX9P239V1 = 0x00000024, "ANSIX9P239V1", V1_2
    ANSIX9P239V2 = 0x00000025, "ANSIX9P239V2", V1_2
    ANSIX9P239V3 = 0x00000026, "ANSIX9P239V3", V1_2
    ANSIX9C2PNB163V1 = 0x00000027, "ANSIX9C2PNB163V1", V1_2
    ANSIX9C2PNB163V2 = 0x00000028, "ANSIX9C2PNB163V2", V1_2
    ANSIX9C2PNB163V3 = 0x00000029, "ANSIX9C2PNB163V3", V1_2
    ANSIX9C2PNB176V1 = 0x0000002A, "ANSIX9C2PNB176V1", V1_2
    ANSIX9C2TNB191V1 = 0x0000002B, "ANSIX9C2TNB191V1", V1_2
    ANSIX9C2TNB191V2 = 0x0000002C, "ANSIX9C2TNB191V2", V1_2
    ANSIX9C2TNB191V3 = 0x0000002D, "ANSIX9C2TNB191V3", V1_2
    ANSIX9C2PNB208W1 = 0x0000002E, "ANSIX9C2PNB208W1", V1_2
    ANSIX9C2TNB239V1 = 0x0000002F, "ANSIX9C2TNB239V1", V1_2
    ANSIX9C2TNB239V2 = 0x00000030, "ANSIX9C2TNB239V2", V1_2
    ANSIX9C2TNB239V3 = 0x00000031, "ANSIX9C2TNB239V3", V1_2
    ANSIX9C2PNB272W1 = 0x00000032, "ANSIX9C2PNB272W1", V1_2
    ANSIX9C2PNB304W1 = 0x00000033, "ANSIX9C2PNB304W1", V1_2
    ANSIX9C2TNB359V1 = 0x00000034, "ANSIX9C2TNB359V1", V1_2
    ANSIX9C2PNB368W1 = 0x00000035, "ANSIX9C2PNB368W1", V1_2
    ANSIX9C2TNB431R1 = 0x00000036, "ANSIX9C2TNB431R1", V1_2
    BRAINPOOLP160R1 = 0x00000037, "BRAINPOOLP160R1", V1_2
    BRAINPOOLP160T1 = 0x00000038, "BRAINPOOLP160T1", V1_2
    BRAINPOOLP192R1 = 0x00000039, "BRAINPOOLP192R1", V1_2
    BRAINPOOLP192T1 = 0x0000003A, "BRAINPOOLP192T1", V1_2
    BRAINPOOLP224R1 = 0x0000003B, "BRAINPOOLP224R1", V1_2
    BRAINPOOLP224T1 = 0x0000003C, "BRAINPOOLP224T1", V1_2
    BRAINPOOLP256R1 = 0x0000003D, "BRAINPOOLP256R1", V1_2
    BRAINPOOLP256T1 = 0x0000003E, "BRAINPOOLP256T1", V1_2
    BRAINPOOLP320R1 = 0x0000003F, "BRAINPOOLP320R1", V1_2
    BRAINPOOLP320T1 = 0x00000040, "BRAINPOOLP320T1", V1_2
    BRAINPOOLP384R1 = 0x00000041, "BRAINPOOLP384R1", V1_2
    BRAINPOOLP384T1 = 0x00000042, "BRAINPOOLP384T1", V1_2
    BRAINPOOLP512R1 = 0x00000043, "BRAINPOOLP512R1", V1_2
    BRAINPOOLP512T1 = 0x00000044, "BRAINPOOLP512T1", V1_2


class CertificateType(Term):
    """Certificate Type Enumeration (9.1.3.2.6)."""

    X_509 = 0x00000001, "X.509"
    PGP = 0x00000002, "PGP"


class DigitalSignatureAlgorithm(Term):
    """Digital Signature Algorithm Enumeration (9.1.3.2.7)."""

    MD2_WITH_RSA_ENCRYPTION = 0x00000001, "MD2 with RSA Encryption (PKCS#1 v1.5)", V1_1
    MD5_WITH_RSA_ENCRYPTION = 0x00000002, "MD5 with RSA Encryption (PKCS#1 v1.5)", V1_1
    SHA_1_WITH_RSA_ENCRYPTION = 0x00000003, "SHA-1 with RSA Encryption (PKCS#1 v1.5)", V1_1
    SHA_224_WITH_RSA_ENCRYPTION = 0x00000004, "SHA-224 with RSA Encryption (PKCS#1 v1.5)", V1_1
    SHA_256_WITH_RSA_ENCRYPTION = 0x00000005, "SHA-256 with RSA Encryption (PKCS#1 v1.5)", V1_1
    SHA_384_WITH_RSA_ENCRYPTION = 0x00000006, "SHA-384 with RSA Encryption (PKCS#1 v1.5)", V1_1
    SHA_512_WITH_RSA_ENCRYPTION = 0x00000007, "SHA-512 with RSA Encryption (PKCS#1 v1.5)", V1_1
    RSASSA_PSS = 0x00000008, "RSASSA-PSS (PKCS#1 v2.1)", V1_1
    DSA_WITH_SHA_1 = 0x00000009, "DSA with SHA-1", V1_1
    DSA_WITH_SHA224 = 0x0000000A, "DSA with SHA224", V1_1
    DSA_WITH_SHA256 = 0x0000000B, "DSA with SHA256", V1_1
    ECDSA_WITH_SHA_1 = 0x0000000C, "ECDSA with SHA-1", V1_1
    ECDSA_WITH_SHA224 = 0x0000000D, "ECDSA with SHA224", V1_1
    ECDSA_WITH_SHA256 = 0x0000000E, "ECDSA with SHA256", V1_1
    ECDSA_WITH_SHA384 = 0x0000000F, "ECDSA with SHA384", V1_1
    ECDSA_WITH_SHA512 = 0x00000010, "ECDSA with SHA512", V1_1
    SHA3_256_WITH_RSA_ENCRYPTION = 0x00000011, "SHA3-256 with RSA Encryption", V1_4
    SHA3_384_WITH_RSA_ENCRYPTION = 0x00000012, "SHA3-384 with RSA Encryption", V1_4
    SHA3_512_WITH_RSA_ENCRYPTION = 0x00000013, "SHA3-512 with RSA Encryption", V1_4


class SplitKeyMethod(Term):
    """Split Key Method Enumeration (9.1.3.2.8)."""

    XOR = 0x00000001, "XOR"
    POLYNOMIAL_SHARING_GF_2_16 = 0x00000002, "Polynomial Sharing GF (2^16)"
    POLYNOMIAL_SHARING_PRIME_FIELD = 0x00000003, "Polynomial Sharing Prime Field"
    POLYNOMIAL_SHARING_GF_2_8 = 0x00000004, "Polynomial Sharing GF (2^8)", V1_2


class SecretDataType(Term):
    """Secret Data Type Enumeration (9.1.3.2.9)."""

    PASSWORD = 0x00000001, "Password"
    SEED = 0x00000002, "Seed"


class OpaqueDataType(Term):
    """Opaque Data Type (9.1.3.2.10): extensions only, which are plain numbers here."""


class NameType(Term):
    """Name Type Enumeration (9.1.3.2.11)."""

    UNINTERPRETED_TEXT_STRING = 0x00000001, "Uninterpreted Text String"
    URI = 0x00000002, "URI"


class ObjectType(Term):
    """Object Type Enumeration (9.1.3.2.12)."""

    CERTIFICATE = 0x00000001, "Certificate"
    SYMMETRIC_KEY = 0x00000002, "Symmetric Key"
    PUBLIC_KEY = 0x00000003, "Public Key"
    PRIVATE_KEY = 0x00000004, "Private Key"
    SPLIT_KEY = 0x00000005, "Split Key"
    TEMPLATE = 0x00000006, "Template"
    SECRET_DATA = 0x00000007, "Secret Data"
    OPAQUE_OBJECT = 0x00000008, "Opaque Object"
    PGP_KEY = 0x00000009, "PGP Key", V1_2


class CryptographicAlgorithm(Term):
    """Cryptographic Algorithm Enumeration (9.1.3.2.13)."""

    DES = 0x00000001, "DES"
    DES3 = 0x00000002, "3DES"
    AES = 0x00000003, "AES"
    RSA = 0x00000004, "RSA"
    DSA = 0x00000005, "DSA"
    ECDSA = 0x00000006, "ECDSA"
    HMAC_SHA1 = 0x00000007, "HMAC-SHA1"
    HMAC_SHA224 = 0x00000008, "HMAC-SHA224"
    HMAC_SHA256 = 0x00000009, "HMAC-SHA256"
    HMAC_SHA384 = 0x0000000A, "HMAC-SHA384"
    HMAC_SHA512 = 0x0000000B, "HMAC-SHA512"
    HMAC_MD5 = 0x0000000C, "HMAC-MD5"
    DH = 0x0000000D, "DH"
    ECDH = 0x0000000E, "ECDH"
    ECMQV = 0x0000000F, "ECMQV"
    BLOWFISH = 0x00000010, "Blowfish"
    CAMELLIA = 0x00000011, "Camellia"
    CAST5 = 0x00000012, "CAST5"
    IDEA = 0x00000013, "IDEA"
    MARS = 0x00000014, "MARS"
    RC2 = 0x00000015, "RC2"
    RC4 = 0x00000016, "RC4"
    RC5 = 0x00000017, "RC5"
    SKIPJACK = 0x00000018, "SKIPJACK"
    TWOFISH = 0x00000019, "Twofish"
    EC = 0x0000001A, "EC", V1_2
    ONE_TIME_PAD = 0x0000001B, "One Time Pad", V1_3
    CHACHA20 = 0x0000001C, "ChaCha20", V1_4
    POLY1305 = 0x0000001D, "Poly1305", V1_4
    CHACHA20POLY1305 = 0x0000001E, "ChaCha20Poly1305", V1_4
    SHA3_224 = 0x0000001F, "SHA3-224", V1_4
    SHA3_256 = 0x00000020, "SHA3-256", V1_4
    SHA3_384 = 0x00000021, "SHA3-384", V1_4
    SHA3_512 = 0x00000022, "SHA3-512", V1_4
    HMAC_SHA3_224 = 0x00000023, "HMAC-SHA3-224", V1_4
    HMAC_SHA3_256 = 0x00000024, "HMAC-SHA3-256", V1_4
    HMAC_SHA3_384 = 0x00000025, "HMAC-SHA3-384", V1_4
    HMAC_SHA3_512 = 0x00000026, "HMAC-SHA3-512", V1_4
    SHAKE_128 = 0x00000027, "SHAKE-128", V1_4
    SHAKE_256 = 0x00000028, "SHAKE-256", V1_4


class BlockCipherMode(Term):
    """Block Cipher Mode Enumeration (9.1.3.2.14)."""

    CBC = 0x00000001, "CBC"
    ECB = 0x00000002, "ECB"
    PCBC = 0x00000003, "PCBC"
    CFB = 0x00000004, "CFB"
    OFB = 0x00000005, "OFB"
    CTR = 0x00000006, "CTR"
    CMAC = 0x00000007, "CMAC"
    CCM = 0x00000008, "CCM"
    GCM = 0x00000009, "GCM"
    CBC_MAC = 0x0000000A, "CBC-MAC"
    XTS = 0x0000000B, "XTS"
    AESKEYWRAPPADDING = 0x0000000C, "AESKeyWrapPadding"
    NISTKEYWRAP = 0x0000000D, "NISTKeyWrap"
    X9_102_AESKW = 0x0000000E, "X9.102 AESKW"
    X9_102_TDKW = 0x0000000F, "X9.102 TDKW"
    X9_102_AKW1 = 0x00000010, "X9.102 AKW1"
    X9_102_AKW2 = 0x00000011, "X9.102 AKW2"
    AEAD = 0x00000012, "AEAD", V1_4


class PaddingMethod(Term):
    """Padding Method Enumeration (9.1.3.2.15)."""

    NONE = 0x00000001, "None"
    OAEP = 0x00000002, "OAEP"
    PKCS5 = 0x00000003, "PKCS5"
    SSL3 = 0x00000004, "SSL3"
    ZEROS = 0x00000005, "Zeros"
    ANSI_X9_23 = 0x00000006, "ANSI X9.23"
    ISO_10126 = 0x00000007, "ISO 10126"
    PKCS1_V1_5 = 0x00000008, "PKCS1 v1.5"
    X9_31 = 0x00000009, "X9.31"
    PSS = 0x0000000A, "PSS"


class HashingAlgorithm(Term):
    """Hashing Algorithm Enumeration (9.1.3.2.16)."""

    MD2 = 0x00000001, "MD2"
    MD4 = 0x00000002, "MD4"
    MD5 = 0x00000003, "MD5"
    SHA_1 = 0x00000004, "SHA-1"
    SHA_224 = 0x00000005, "SHA-224"
    SHA_256 = 0x00000006, "SHA-256"
    SHA_384 = 0x00000007, "SHA-384"
    SHA_512 = 0x00000008, "SHA-512"
    RIPEMD_160 = 0x00000009, "RIPEMD-160"
    TIGER = 0x0000000A, "Tiger"
    WHIRLPOOL = 0x0000000B, "Whirlpool"
    SHA_512_224 = 0x0000000C, "SHA-512/224", V1_2
    SHA_512_256 = 0x0000000D, "SHA-512/256", V1_2
    SHA_3_224 = 0x0000000E, "SHA-3-224", V1_4
    SHA_3_256 = 0x0000000F, "SHA-3-256", V1_4
    SHA_3_384 = 0x00000010, "SHA-3-384", V1_4
    SHA_3_512 = 0x00000011, "SHA-3-512", V1_4


class KeyRoleType(Term):
    """Key Role Type Enumeration (9.1.3.2.17)."""

    BDK = 0x00000001, "BDK"
    CVK = 0x00000002, "CVK"
    DEK = 0x00000003, "DEK"
    MKAC = 0x00000004, "MKAC"
    MKSMC = 0x00000005, "MKSMC"
    MKSMI = 0x00000006, "MKSMI"
    MKDAC = 0x00000007, "MKDAC"
    MKDN = 0x00000008, "MKDN"
    MKCP = 0x00000009, "MKCP"
    MKOTH = 0x0000000A, "MKOTH"
    KEK = 0x0000000B, "KEK"
    MAC16609 = 0x0000000C, "MAC16609"
    MAC97971 = 0x0000000D, "MAC97971"
    MAC97972 = 0x0000000E, "MAC97972"
    MAC97973 = 0x0000000F, "MAC97973"
    MAC97974 = 0x00000010, "MAC97974"
    MAC97975 = 0x00000011, "MAC97975"
    ZPK = 0x00000012, "ZPK"
    PVKIBM = 0x00000013, "PVKIBM"
    PVKPVV = 0x00000014, "PVKPVV"
    PVKOTH = 0x00000015, "PVKOTH"
    DUKPT = 0x00000016, "DUKPT", V1_4
    IV = 0x00000017, "IV", V1_4
    TRKBK = 0x00000018, "TRKBK", V1_4


class State(Term):
    """State Enumeration (9.1.3.2.18)."""

    PRE_ACTIVE = 0x00000001, "Pre-Active"
    ACTIVE = 0x00000002, "Active"
    DEACTIVATED = 0x00000003, "Deactivated"
    COMPROMISED = 0x00000004, "Compromised"
    DESTROYED = 0x00000005, "Destroyed"
    DESTROYED_COMPROMISED = 0x00000006, "Destroyed Compromised"


class RevocationReasonCode(Term):
    """Revocation Reason Code Enumeration (9.1.3.2.19)."""

    UNSPECIFIED = 0x00000001, "Unspecified"
    KEY_COMPROMISE = 0x00000002, "Key Compromise"
    CA_COMPROMISE = 0x00000003, "CA Compromise"
    AFFILIATION_CHANGED = 0x00000004, "Affiliation Changed"
    SUPERSEDED = 0x00000005, "Superseded"
    CESSATION_OF_OPERATION = 0x00000006, "Cessation of Operation"
    PRIVILEGE_WITHDRAWN = 0x00000007, "Privilege Withdrawn"


class LinkType(Term):
    """Link Type Enumeration (9.1.3.2.20)."""

    CERTIFICATE_LINK = 0x00000101, "Certificate Link"
    PUBLIC_KEY_LINK = 0x00000102, "Public Key Link"
    PRIVATE_KEY_LINK = 0x00000103, "Private Key Link"
    DERIVATION_BASE_OBJECT_LINK = 0x00000104, "Derivation Base Object Link"
    DERIVED_KEY_LINK = 0x00000105, "Derived Key Link"
    REPLACEMENT_OBJECT_LINK = 0x00000106, "Replacement Object Link"
    REPLACED_OBJECT_LINK = 0x00000107, "Replaced Object Link"
    PARENT_LINK = 0x00000108, "Parent Link", V1_2
    CHILD_LINK = 0x00000109, "Child Link", V1_2
    PREVIOUS_LINK = 0x0000010A, "Previous Link", V1_2
    NEXT_LINK = 0x0000010B, "Next Link", V1_2
    PKCS_12_CERTIFICATE_LINK = 0x0000010C, "PKCS#12 Certificate Link", V1_4
    PKCS_12_PASSWORD_LINK = 0x0000010D, "PKCS#12 Password Link", V1_4


class DerivationMethod(Term):
    """Derivation Method Enumeration (9.1.3.2.21)."""

    PBKDF2 = 0x00000001, "PBKDF2"
    HASH = 0x00000002, "HASH"
    HMAC = 0x00000003, "HMAC"
    ENCRYPT = 0x00000004, "ENCRYPT"
    NIST800_108_C = 0x00000005, "NIST800-108-C"
    NIST800_108_F = 0x00000006, "NIST800-108-F"
    NIST800_108_DPI = 0x00000007, "NIST800-108-DPI"
    ASYMMETRIC_KEY = 0x00000008, "Asymmetric Key", V1_4


class CertificateRequestType(Term):
    """Certificate Request Type Enumeration (9.1.3.2.22)."""

    CRMF = 0x00000001, "CRMF"
    PKCS_10 = 0x00000002, "PKCS#10"
    PEM = 0x00000003, "PEM"
    PGP = 0x00000004, "PGP"


class ValidityIndicator(Term):
    """Validity Indicator Enumeration (9.1.3.2.23)."""

    VALID = 0x00000001, "Valid"
    INVALID = 0x00000002, "Invalid"
    UNKNOWN = 0x00000003, "Unknown"


class QueryFunction(Term):
    """Query Function Enumeration (9.1.3.2.24)."""

    QUERY_OPERATIONS = 0x00000001, "Query Operations"
    QUERY_OBJECTS = 0x00000002, "Query Objects"
    QUERY_SERVER_INFORMATION = 0x00000003, "Query Server Information"
    QUERY_APPLICATION_NAMESPACES = 0x00000004, "Query Application Namespaces"
    QUERY_EXTENSION_LIST = 0x00000005, "Query Extension List", V1_1
    QUERY_EXTENSION_MAP = 0x00000006, "Query Extension Map", V1_1
    QUERY_ATTESTATION_TYPES = 0x00000007, "Query Attestation Types", V1_2
    QUERY_RNGS = 0x00000008, "Query RNGs", V1_3
    QUERY_VALIDATIONS = 0x00000009, "Query Validations", V1_3
    QUERY_PROFILES = 0x0000000A, "Query Profiles", V1_3
    QUERY_CAPABILITIES = 0x0000000B, "Query Capabilities", V1_3
    QUERY_CLIENT_REGISTRATION_METHODS = 0x0000000C, "Query Client Registration Methods", V1_3


class CancellationResult(Term):
    """Cancellation Result Enumeration (9.1.3.2.25)."""

    CANCELED = 0x00000001, "Canceled"
    UNABLE_TO_CANCEL = 0x00000002, "Unable to Cancel"
    COMPLETED = 0x00000003, "Completed"
    FAILED = 0x00000004, "Failed"
    UNAVAILABLE = 0x00000005, "Unavailable"


class PutFunction(Term):
    """Put Function Enumeration (9.1.3.2.26)."""

    NEW = 0x00000001, "New"
    REPLACE = 0x00000002, "Replace"


class Operation(Term):
    """Operation Enumeration (9.1.3.2.27)."""

    CREATE = 0x00000001, "Create"
    CREATE_KEY_PAIR = 0x00000002, "Create Key Pair"
    REGISTER = 0x00000003, "Register"
    RE_KEY = 0x00000004, "Re-key"
    DERIVE_KEY = 0x00000005, "Derive Key"
    CERTIFY = 0x00000006, "Certify"
    RE_CERTIFY = 0x00000007, "Re-certify"
    LOCATE = 0x00000008, "Locate"
    CHECK = 0x00000009, "Check"
    GET = 0x0000000A, "Get"
    GET_ATTRIBUTES = 0x0000000B, "Get Attributes"
    GET_ATTRIBUTE_LIST = 0x0000000C, "Get Attribute List"
    ADD_ATTRIBUTE = 0x0000000D, "Add Attribute"
    MODIFY_ATTRIBUTE = 0x0000000E, "Modify Attribute"
    DELETE_ATTRIBUTE = 0x0000000F, "Delete Attribute"
    OBTAIN_LEASE = 0x00000010, "Obtain Lease"
    GET_USAGE_ALLOCATION = 0x00000011, "Get Usage Allocation"
    ACTIVATE = 0x00000012, "Activate"
    REVOKE = 0x00000013, "Revoke"
    DESTROY = 0x00000014, "Destroy"
    ARCHIVE = 0x00000015, "Archive"
    RECOVER = 0x00000016, "Recover"
    VALIDATE = 0x00000017, "Validate"
    QUERY = 0x00000018, "Query"
    CANCEL = 0x00000019, "Cancel"
    POLL = 0x0000001A, "Poll"
    NOTIFY = 0x0000001B, "Notify"
    PUT = 0x0000001C, "Put"
    RE_KEY_KEY_PAIR = 0x0000001D, "Re-key Key Pair", V1_1
    DISCOVER_VERSIONS = 0x0000001E, "Discover Versions", V1_1
    ENCRYPT = 0x0000001F, "Encrypt", V1_2
    DECRYPT = 0x00000020, "Decrypt", V1_2
    SIGN = 0x00000021, "Sign", V1_2
    SIGNATURE_VERIFY = 0x00000022, "Signature Verify", V1_2
    MAC = 0x00000023, "MAC", V1_2
    MAC_VERIFY = 0x00000024, "MAC Verify", V1_2
    RNG_RETRIEVE = 0x00000025, "RNG Retrieve", V1_2
    RNG_SEED = 0x00000026, "RNG Seed", V1_2
    HASH = 0x00000027, "Hash", V1_2
    CREATE_SPLIT_KEY = 0x00000028, "Create Split Key", V1_2
    JOIN_SPLIT_KEY = 0x00000029, "Join Split Key", V1_2
    IMPORT = 0x0000002A, "Import", V1_4
    EXPORT = 0x0000002B, "Export", V1_4


class ResultStatus(Term):
    """Result Status Enumeration (9.1.3.2.28)."""

    SUCCESS = 0x00000000, "Success"
    OPERATION_FAILED = 0x00000001, "Operation Failed"
    OPERATION_PENDING = 0x00000002, "Operation Pending"
    OPERATION_UNDONE = 0x00000003, "Operation Undone"


class ResultReason(Term):
    """Result Reason Enumeration (9.1.3.2.29)."""

    ITEM_NOT_FOUND = 0x00000001, "Item Not Found"
    RESPONSE_TOO_LARGE = 0x00000002, "Response Too Large"
    AUTHENTICATION_NOT_SUCCESSFUL = 0x00000003, "Authentication Not Successful"
    INVALID_MESSAGE = 0x00000004, "Invalid Message"
    OPERATION_NOT_SUPPORTED = 0x00000005, "Operation Not Supported"
    MISSING_DATA = 0x00000006, "Missing Data"
    INVALID_FIELD = 0x00000007, "Invalid Field"
    FEATURE_NOT_SUPPORTED = 0x00000008, "Feature Not Supported"
    OPERATION_CANCELED_BY_REQUESTER = 0x00000009, "Operation Canceled By Requester"
    CRYPTOGRAPHIC_FAILURE = 0x0000000A, "Cryptographic Failure"
    ILLEGAL_OPERATION = 0x0000000B, "Illegal Operation"
    PERMISSION_DENIED = 0x0000000C, "Permission Denied"
    OBJECT_ARCHIVED = 0x0000000D, "Object archived"
    INDEX_OUT_OF_BOUNDS = 0x0000000E, "Index Out of Bounds"
    APPLICATION_NAMESPACE_NOT_SUPPORTED = 0x0000000F, "Application Namespace Not Supported"
    KEY_FORMAT_TYPE_NOT_SUPPORTED = 0x00000010, "Key Format Type Not Supported"
    KEY_COMPRESSION_TYPE_NOT_SUPPORTED = 0x00000011, "Key Compression Type Not Supported"
    ENCODING_OPTION_ERROR = 0x00000012, "Encoding Option Error", V1_1
    KEY_VALUE_NOT_PRESENT = 0x00000013, "Key Value Not Present", V1_2
    ATTESTATION_REQUIRED = 0x00000014, "Attestation Required", V1_2
    ATTESTATION_FAILED = 0x00000015, "Attestation Failed", V1_2
    SENSITIVE = 0x00000016, "Sensitive", V1_4
    NOT_EXTRACTABLE = 0x00000017, "Not Extractable", V1_4
    OBJECT_ALREADY_EXISTS = 0x00000018, "Object Already Exists", V1_4
    GENERAL_FAILURE = 0x00000100, "General Failure"


class BatchErrorContinuationOption(Term):
    """Batch Error Continuation Option Enumeration (9.1.3.2.30)."""

    CONTINUE = 0x00000001, "Continue"
    STOP = 0x00000002, "Stop"
    UNDO = 0x00000003, "Undo"


class UsageLimitsUnit(Term):
    """Usage Limits Unit Enumeration (9.1.3.2.31)."""

    BYTE = 0x00000001, "Byte"
    OBJECT = 0x00000002, "Object"


class EncodingOption(Term):
    """Encoding Option Enumeration (9.1.3.2.32)."""

    NO_ENCODING = 0x00000001, "No Encoding", V1_1
    TTLV_ENCODING = 0x00000002, "TTLV Encoding", V1_1


class ObjectGroupMember(Term):
    """Object Group Member Enumeration (9.1.3.2.33)."""

    GROUP_MEMBER_FRESH = 0x00000001, "Group Member Fresh", V1_1
    GROUP_MEMBER_DEFAULT = 0x00000002, "Group Member Default", V1_1


class AlternativeNameType(Term):
    """Alternative Name Type Enumeration (9.1.3.2.34)."""

    UNINTERPRETED_TEXT_STRING = 0x00000001, "Uninterpreted Text String", V1_2
    URI = 0x00000002, "URI", V1_2
    OBJECT_SERIAL_NUMBER = 0x00000003, "Object Serial Number", V1_2
    EMAIL_ADDRESS = 0x00000004, "Email Address", V1_2
    DNS_NAME = 0x00000005, "DNS Name", V1_2
    X_500_DISTINGUISHED_NAME = 0x00000006, "X.500 Distinguished Name", V1_2
    IP_ADDRESS = 0x00000007, "IP Address", V1_2


class KeyValueLocationType(Term):
    """Key Value Location Type Enumeration (9.1.3.2.35)."""

    UNINTERPRETED_TEXT_STRING = 0x00000001, "Uninterpreted Text String", V1_2
    URI = 0x00000002, "URI", V1_2


class AttestationType(Term):
    """Attestation Type Enumeration (9.1.3.2.36)."""

    TPM_QUOTE = 0x00000001, "TPM Quote", V1_2
    TCG_INTEGRITY_REPORT = 0x00000002, "TCG Integrity Report", V1_2
    SAML_ASSERTION = 0x00000003, "SAML Assertion", V1_2


class RNGAlgorithm(Term):
    """RNG Algorithm Enumeration (9.1.3.2.37)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    FIPS_186_2 = 0x00000002, "FIPS 186-2", V1_3
    DRBG = 0x00000003, "DRBG", V1_3
    NRBG = 0x00000004, "NRBG", V1_3
    ANSI_X9_31 = 0x00000005, "ANSI X9.31", V1_3
    ANSI_X9_62 = 0x00000006, "ANSI X9.62", V1_3


class DRBGAlgorithm(Term):
    """DRBG Algorithm Enumeration (9.1.3.2.38)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    DUAL_EC = 0x00000002, "Dual-EC", V1_3
    HASH = 0x00000003, "Hash", V1_3
    HMAC = 0x00000004, "HMAC", V1_3
    CTR = 0x00000005, "CTR", V1_3


class FIPS186Variation(Term):
    """FIPS186 Variation Enumeration (9.1.3.2.39)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    GP_X_ORIGINAL = 0x00000002, "GP x-Original", V1_3
    GP_X_CHANGE_NOTICE = 0x00000003, "GP x-Change Notice", V1_3
    X_ORIGINAL = 0x00000004, "x-Original", V1_3
    X_CHANGE_NOTICE = 0x00000005, "x-Change Notice", V1_3
    K_ORIGINAL = 0x00000006, "k-Original", V1_3
    K_CHANGE_NOTICE = 0x00000007, "k-Change Notice", V1_3


class ValidationAuthorityType(Term):
    """Validation Authority Type Enumeration (9.1.3.2.40)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    NIST_CMVP = 0x00000002, "NIST CMVP", V1_3
    COMMON_CRITERIA = 0x00000003, "Common Criteria", V1_3


class ValidationType(Term):
    """Validation Type Enumeration (9.1.3.2.41)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    HARDWARE = 0x00000002, "Hardware", V1_3
    SOFTWARE = 0x00000003, "Software", V1_3
    FIRMWARE = 0x00000004, "Firmware", V1_3
    HYBRID = 0x00000005, "Hybrid", V1_3


class ProfileName(Term):
    """Profile Name Enumeration (9.1.3.2.42)."""

    BASELINE_SERVER_BASIC_KMIP_V1_2 = 0x00000001, "Baseline Server Basic KMIP v1.2", V1_3
    BASELINE_SERVER_TLS_V1_2_KMIP_V1_2 = 0x00000002, "Baseline Server TLS v1.2 KMIP v1.2", V1_3
    BASELINE_CLIENT_BASIC_KMIP_V1_2 = 0x00000003, "Baseline Client Basic KMIP v1.2", V1_3
    BASELINE_CLIENT_TLS_V1_2_KMIP_V1_2 = 0x00000004, "Baseline Client TLS v1.2 KMIP v1.2", V1_3
    COMPLETE_SERVER_BASIC_KMIP_V1_2 = 0x00000005, "Complete Server Basic KMIP v1.2", V1_3
    COMPLETE_SERVER_TLS_V1_2_KMIP_V1_2 = 0x00000006, "Complete Server TLS v1.2 KMIP v1.2", V1_3
    TAPE_LIBRARY_CLIENT_KMIP_V1_0 = 0x00000007, "Tape Library Client KMIP v1.0", V1_3
    TAPE_LIBRARY_CLIENT_KMIP_V1_1 = 0x00000008, "Tape Library Client KMIP v1.1", V1_3
    TAPE_LIBRARY_CLIENT_KMIP_V1_2 = 0x00000009, "Tape Library Client KMIP v1.2", V1_3
    TAPE_LIBRARY_SERVER_KMIP_V1_0 = 0x0000000A, "Tape Library Server KMIP v1.0", V1_3
    TAPE_LIBRARY_SERVER_KMIP_V1_1 = 0x0000000B, "Tape Library Server KMIP v1.1", V1_3
    TAPE_LIBRARY_SERVER_KMIP_V1_2 = 0x0000000C, "Tape Library Server KMIP v1.2", V1_3
    SYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_0 = 0x0000000D, "Symmetric Key Lifecycle Client KMIP v1.0", V1_3
    SYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_1 = 0x0000000E, "Symmetric Key Lifecycle Client KMIP v1.1", V1_3
    SYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_2 = 0x0000000F, "Symmetric Key Lifecycle Client KMIP v1.2", V1_3
    SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_0 = 0x00000010, "Symmetric Key Lifecycle Server KMIP v1.0", V1_3
    SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_1 = 0x00000011, "Symmetric Key Lifecycle Server KMIP v1.1", V1_3
    SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_2 = 0x00000012, "Symmetric Key Lifecycle Server KMIP v1.2", V1_3
    ASYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_0 = 0x00000013, "Asymmetric Key Lifecycle Client KMIP v1.0", V1_3
    ASYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_1 = 0x00000014, "Asymmetric Key Lifecycle Client KMIP v1.1", V1_3
    ASYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_2 = 0x00000015, "Asymmetric Key Lifecycle Client KMIP v1.2", V1_3
    ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_0 = 0x00000016, "Asymmetric Key Lifecycle Server KMIP v1.0", V1_3
    ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_1 = 0x00000017, "Asymmetric Key Lifecycle Server KMIP v1.1", V1_3
    ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_2 = 0x00000018, "Asymmetric Key Lifecycle Server KMIP v1.2", V1_3
    BASIC_CRYPTOGRAPHIC_CLIENT_KMIP_V1_2 = 0x00000019, "Basic Cryptographic Client KMIP v1.2", V1_3
    BASIC_CRYPTOGRAPHIC_SERVER_KMIP_V1_2 = 0x0000001A, "Basic Cryptographic Server KMIP v1.2", V1_3
    ADVANCED_CRYPTOGRAPHIC_CLIENT_KMIP_V1_2 = 0x0000001B, "Advanced Cryptographic Client KMIP v1.2", V1_3
    ADVANCED_CRYPTOGRAPHIC_SERVER_KMIP_V1_2 = 0x0000001C, "Advanced Cryptographic Server KMIP v1.2", V1_3
    RNG_CRYPTOGRAPHIC_CLIENT_KMIP_V1_2 = 0x0000001D, "RNG Cryptographic Client KMIP v1.2", V1_3
    RNG_CRYPTOGRAPHIC_SERVER_KMIP_V1_2 = 0x0000001E, "RNG Cryptographic Server KMIP v1.2", V1_3
    BASIC_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_0 = 0x0000001F, "Basic Symmetric Key Foundry Client KMIP v1.0", V1_3
    INTERMEDIATE_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_0 = (
        0x00000020,
        "Intermediate Symmetric Key Foundry Client KMIP v1.0",
        V1_3,
    )
    ADVANCED_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_0 = (
        0x00000021,
        "Advanced Symmetric Key Foundry Client KMIP v1.0",
        V1_3,
    )
    BASIC_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_1 = 0x00000022, "Basic Symmetric Key Foundry Client KMIP v1.1", V1_3
    INTERMEDIATE_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_1 = (
        0x00000023,
        "Intermediate Symmetric Key Foundry Client KMIP v1.1",
        V1_3,
    )
    ADVANCED_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_1 = (
        0x00000024,
        "Advanced Symmetric Key Foundry Client KMIP v1.1",
        V1_3,
    )
    BASIC_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_2 = 0x00000025, "Basic Symmetric Key Foundry Client KMIP v1.2", V1_3
    INTERMEDIATE_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_2 = (
        0x00000026,
        "Intermediate Symmetric Key Foundry Client KMIP v1.2",
        V1_3,
    )
    ADVANCED_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_2 = (
        0x00000027,
        "Advanced Symmetric Key Foundry Client KMIP v1.2",
        V1_3,
    )
    SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_0 = 0x00000028, "Symmetric Key Foundry Server KMIP v1.0", V1_3
    SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_1 = 0x00000029, "Symmetric Key Foundry Server KMIP v1.1", V1_3
    SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_2 = 0x0000002A, "Symmetric Key Foundry Server KMIP v1.2", V1_3
    OPAQUE_MANAGED_OBJECT_STORE_CLIENT_KMIP_V1_0 = 0x0000002B, "Opaque Managed Object Store Client KMIP v1.0", V1_3
    OPAQUE_MANAGED_OBJECT_STORE_CLIENT_KMIP_V1_1 = 0x0000002C, "Opaque Managed Object Store Client KMIP v1.1", V1_3
    OPAQUE_MANAGED_OBJECT_STORE_CLIENT_KMIP_V1_2 = 0x0000002D, "Opaque Managed Object Store Client KMIP v1.2", V1_3
    OPAQUE_MANAGED_OBJECT_STORE_SERVER_KMIP_V1_0 = 0x0000002E, "Opaque Managed Object Store Server KMIP v1.0", V1_3
    OPAQUE_MANAGED_OBJECT_STORE_SERVER_KMIP_V1_1 = 0x0000002F, "Opaque Managed Object Store Server KMIP v1.1", V1_3
    OPAQUE_MANAGED_OBJECT_STORE_SERVER_KMIP_V1_2 = 0x00000030, "Opaque Managed Object Store Server KMIP v1.2", V1_3
    SUITE_B_MINLOS_128_CLIENT_KMIP_V1_0 = 0x00000031, "Suite B minLOS_128 Client KMIP v1.0", V1_3
    SUITE_B_MINLOS_128_CLIENT_KMIP_V1_1 = 0x00000032, "Suite B minLOS_128 Client KMIP v1.1", V1_3
    SUITE_B_MINLOS_128_CLIENT_KMIP_V1_2 = 0x00000033, "Suite B minLOS_128 Client KMIP v1.2", V1_3
    SUITE_B_MINLOS_128_SERVER_KMIP_V1_0 = 0x00000034, "Suite B minLOS_128 Server KMIP v1.0", V1_3
    SUITE_B_MINLOS_128_SERVER_KMIP_V1_1 = 0x00000035, "Suite B minLOS_128 Server KMIP v1.1", V1_3
    SUITE_B_MINLOS_128_SERVER_KMIP_V1_2 = 0x00000036, "Suite B minLOS_128 Server KMIP v1.2", V1_3
    SUITE_B_MINLOS_192_CLIENT_KMIP_V1_0 = 0x00000037, "Suite B minLOS_192 Client KMIP v1.0", V1_3
    SUITE_B_MINLOS_192_CLIENT_KMIP_V1_1 = 0x00000038, "Suite B minLOS_192 Client KMIP v1.1", V1_3
    SUITE_B_MINLOS_192_CLIENT_KMIP_V1_2 = 0x00000039, "Suite B minLOS_192 Client KMIP v1.2", V1_3
    SUITE_B_MINLOS_192_SERVER_KMIP_V1_0 = 0x0000003A, "Suite B minLOS_192 Server KMIP v1.0", V1_3
    SUITE_B_MINLOS_192_SERVER_KMIP_V1_1 = 0x0000003B, "Suite B minLOS_192 Server KMIP v1.1", V1_3
    SUITE_B_MINLOS_192_SERVER_KMIP_V1_2 = 0x0000003C, "Suite B minLOS_192 Server KMIP v1.2", V1_3
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_CLIENT_KMIP_V1_0 = (
        0x0000003D,
        "Storage Array with Self Encrypting Drive Client KMIP v1.0",
        V1_3,
    )
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_CLIENT_KMIP_V1_1 = (
        0x0000003E,
        "Storage Array with Self Encrypting Drive Client KMIP v1.1",
        V1_3,
    )
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_CLIENT_KMIP_V1_2 = (
        0x0000003F,
        "Storage Array with Self Encrypting Drive Client KMIP v1.2",
        V1_3,
    )
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_SERVER_KMIP_V1_0 = (
        0x00000040,
        "Storage Array with Self Encrypting Drive Server KMIP v1.0",
        V1_3,
    )
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_SERVER_KMIP_V1_1 = (
        0x00000041,
        "Storage Array with Self Encrypting Drive Server KMIP v1.1",
        V1_3,
    )
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_SERVER_KMIP_V1_2 = (
        0x00000042,
        "Storage Array with Self Encrypting Drive Server KMIP v1.2",
        V1_3,
    )
    HTTPS_CLIENT_KMIP_V1_0 = 0x00000043, "HTTPS Client KMIP v1.0", V1_3
    HTTPS_CLIENT_KMIP_V1_1 = 0x00000044, "HTTPS Client KMIP v1.1", V1_3
    HTTPS_CLIENT_KMIP_V1_2 = 0x00000045, "HTTPS Client KMIP v1.2", V1_3
    HTTPS_SERVER_KMIP_V1_0 = 0x00000046, "HTTPS Server KMIP v1.0", V1_3
    HTTPS_SERVER_KMIP_V1_1 = 0x00000047, "HTTPS Server KMIP v1.1", V1_3
    HTTPS_SERVER_KMIP_V1_2 = 0x00000048, "HTTPS Server KMIP v1.2", V1_3
    JSON_CLIENT_KMIP_V1_0 = 0x00000049, "JSON Client KMIP v1.0", V1_3
    JSON_CLIENT_KMIP_V1_1 = 0x0000004A, "JSON Client KMIP v1.1", V1_3
    JSON_CLIENT_KMIP_V1_2 = 0x0000004B, "JSON Client KMIP v1.2", V1_3
    JSON_SERVER_KMIP_V1_0 = 0x0000004C, "JSON Server KMIP v1.0", V1_3
    JSON_SERVER_KMIP_V1_1 = 0x0000004D, "JSON Server KMIP v1.1", V1_3
    JSON_SERVER_KMIP_V1_2 = 0x0000004E, "JSON Server KMIP v1.2", V1_3
    XML_CLIENT_KMIP_V1_0 = 0x0000004F, "XML Client KMIP v1.0", V1_3
    XML_CLIENT_KMIP_V1_1 = 0x00000050, "XML Client KMIP v1.1", V1_3
    XML_CLIENT_KMIP_V1_2 = 0x00000051, "XML Client KMIP v1.2", V1_3
    XML_SERVER_KMIP_V1_0 = 0x00000052, "XML Server KMIP v1.0", V1_3
    XML_SERVER_KMIP_V1_1 = 0x00000053, "XML Server KMIP v1.1", V1_3
    XML_SERVER_KMIP_V1_2 = 0x00000054, "XML Server KMIP v1.2", V1_3
    BASELINE_SERVER_BASIC_KMIP_V1_3 = 0x00000055, "Baseline Server Basic KMIP v1.3", V1_3
    BASELINE_SERVER_TLS_V1_2_KMIP_V1_3 = 0x00000056, "Baseline Server TLS v1.2 KMIP v1.3", V1_3
    BASELINE_CLIENT_BASIC_KMIP_V1_3 = 0x00000057, "Baseline Client Basic KMIP v1.3", V1_3
    BASELINE_CLIENT_TLS_V1_2_KMIP_V1_3 = 0x00000058, "Baseline Client TLS v1.2 KMIP v1.3", V1_3
    COMPLETE_SERVER_BASIC_KMIP_V1_3 = 0x00000059, "Complete Server Basic KMIP v1.3", V1_3
    COMPLETE_SERVER_TLS_V1_2_KMIP_V1_3 = 0x0000005A, "Complete Server TLS v1.2 KMIP v1.3", V1_3
    TAPE_LIBRARY_CLIENT_KMIP_V1_3 = 0x0000005B, "Tape Library Client KMIP v1.3", V1_3
    TAPE_LIBRARY_SERVER_KMIP_V1_3 = 0x0000005C, "Tape Library Server KMIP v1.3", V1_3
    SYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_3 = 0x0000005D, "Symmetric Key Lifecycle Client KMIP v1.3", V1_3
    SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_3 = 0x0000005E, "Symmetric Key Lifecycle Server KMIP v1.3", V1_3
    ASYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_3 = 0x0000005F, "Asymmetric Key Lifecycle Client KMIP v1.3", V1_3
    ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_3 = 0x00000060, "Asymmetric Key Lifecycle Server KMIP v1.3", V1_3
    BASIC_CRYPTOGRAPHIC_CLIENT_KMIP_V1_3 = 0x00000061, "Basic Cryptographic Client KMIP v1.3", V1_3
    BASIC_CRYPTOGRAPHIC_SERVER_KMIP_V1_3 = 0x00000062, "Basic Cryptographic Server KMIP v1.3", V1_3
    ADVANCED_CRYPTOGRAPHIC_CLIENT_KMIP_V1_3 = 0x00000063, "Advanced Cryptographic Client KMIP v1.3", V1_3
    ADVANCED_CRYPTOGRAPHIC_SERVER_KMIP_V1_3 = 0x00000064, "Advanced Cryptographic Server KMIP v1.3", V1_3
    RNG_CRYPTOGRAPHIC_CLIENT_KMIP_V1_3 = 0x00000065, "RNG Cryptographic Client KMIP v1.3", V1_3
    RNG_CRYPTOGRAPHIC_SERVER_KMIP_V1_3 = 0x00000066, "RNG Cryptographic Server KMIP v1.3", V1_3
    BASIC_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_3 = 0x00000067, "Basic Symmetric Key Foundry Client KMIP v1.3", V1_3
    INTERMEDIATE_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_3 = (
        0x00000068,
        "Intermediate Symmetric Key Foundry Client KMIP v1.3",
        V1_3,
    )
    ADVANCED_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_3 = (
        0x00000069,
        "Advanced Symmetric Key Foundry Client KMIP v1.3",
        V1_3,
    )
    SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_3 = 0x0000006A, "Symmetric Key Foundry Server KMIP v1.3", V1_3
    OPAQUE_MANAGED_OBJECT_STORE_CLIENT_KMIP_V1_3 = 0x0000006B, "Opaque Managed Object Store Client KMIP v1.3", V1_3
    OPAQUE_MANAGED_OBJECT_STORE_SERVER_KMIP_V1_3 = 0x0000006C, "Opaque Managed Object Store Server KMIP v1.3", V1_3
    SUITE_B_MINLOS_128_CLIENT_KMIP_V1_3 = 0x0000006D, "Suite B minLOS_128 Client KMIP v1.3", V1_3
    SUITE_B_MINLOS_128_SERVER_KMIP_V1_3 = 0x0000006E, "Suite B minLOS_128 Server KMIP v1.3", V1_3
    SUITE_B_MINLOS_192_CLIENT_KMIP_V1_3 = 0x0000006F, "Suite B minLOS_192 Client KMIP v1.3", V1_3
    SUITE_B_MINLOS_192_SERVER_KMIP_V1_3 = 0x00000070, "Suite B minLOS_192 Server KMIP v1.3", V1_3
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_CLIENT_KMIP_V1_3 = (
        0x00000071,
        "Storage Array with Self Encrypting Drive Client KMIP v1.3",
        V1_3,
    )
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_SERVER_KMIP_V1_3 = (
        0x00000072,
        "Storage Array with Self Encrypting Drive Server KMIP v1.3",
        V1_3,
    )
    HTTPS_CLIENT_KMIP_V1_3 = 0x00000073, "HTTPS Client KMIP v1.3", V1_3
    HTTPS_SERVER_KMIP_V1_3 = 0x00000074, "HTTPS Server KMIP v1.3", V1_3
    JSON_CLIENT_KMIP_V1_3 = 0x00000075, "JSON Client KMIP v1.3", V1_3
    JSON_SERVER_KMIP_V1_3 = 0x00000076, "JSON Server KMIP v1.3", V1_3
    XML_CLIENT_KMIP_V1_3 = 0x00000077, "XML Client KMIP v1.3", V1_3
    XML_SERVER_KMIP_V1_3 = 0x00000078, "XML Server KMIP v1.3", V1_3
    BASELINE_SERVER_BASIC_KMIP_V1_4 = 0x00000079, "Baseline Server Basic KMIP v1.4", V1_4
    BASELINE_SERVER_TLS_V1_2_KMIP_V1_4 = 0x0000007A, "Baseline Server TLS v1.2 KMIP v1.4", V1_4
    BASELINE_CLIENT_BASIC_KMIP_V1_4 = 0x0000007B, "Baseline Client Basic KMIP v1.4", V1_4
    BASELINE_CLIENT_TLS_V1_2_KMIP_V1_4 = 0x0000007C, "Baseline Client TLS v1.2 KMIP v1.4", V1_4
    COMPLETE_SERVER_BASIC_KMIP_V1_4 = 0x0000007D, "Complete Server Basic KMIP v1.4", V1_4
    COMPLETE_SERVER_TLS_V1_2_KMIP_V1_4 = 0x0000007E, "Complete Server TLS v1.2 KMIP v1.4", V1_4
    TAPE_LIBRARY_CLIENT_KMIP_V1_4 = 0x0000007F, "Tape Library Client KMIP v1.4", V1_4
    TAPE_LIBRARY_SERVER_KMIP_V1_4 = 0x00000080, "Tape Library Server KMIP v1.4", V1_4
    SYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_4 = 0x00000081, "Symmetric Key Lifecycle Client KMIP v1.4", V1_4
    SYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_4 = 0x00000082, "Symmetric Key Lifecycle Server KMIP v1.4", V1_4
    ASYMMETRIC_KEY_LIFECYCLE_CLIENT_KMIP_V1_4 = 0x00000083, "Asymmetric Key Lifecycle Client KMIP v1.4", V1_4
    ASYMMETRIC_KEY_LIFECYCLE_SERVER_KMIP_V1_4 = 0x00000084, "Asymmetric Key Lifecycle Server KMIP v1.4", V1_4
    BASIC_CRYPTOGRAPHIC_CLIENT_KMIP_V1_4 = 0x00000085, "Basic Cryptographic Client KMIP v1.4", V1_4
    BASIC_CRYPTOGRAPHIC_SERVER_KMIP_V1_4 = 0x00000086, "Basic Cryptographic Server KMIP v1.4", V1_4
    ADVANCED_CRYPTOGRAPHIC_CLIENT_KMIP_V1_4 = 0x00000087, "Advanced Cryptographic Client KMIP v1.4", V1_4
    ADVANCED_CRYPTOGRAPHIC_SERVER_KMIP_V1_4 = 0x00000088, "Advanced Cryptographic Server KMIP v1.4", V1_4
    RNG_CRYPTOGRAPHIC_CLIENT_KMIP_V1_4 = 0x00000089, "RNG Cryptographic Client KMIP v1.4", V1_4
    RNG_CRYPTOGRAPHIC_SERVER_KMIP_V1_4 = 0x0000008A, "RNG Cryptographic Server KMIP v1.4", V1_4
    BASIC_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_4 = 0x0000008B, "Basic Symmetric Key Foundry Client KMIP v1.4", V1_4
    INTERMEDIATE_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_4 = (
        0x0000008C,
        "Intermediate Symmetric Key Foundry Client KMIP v1.4",
        V1_4,
    )
    ADVANCED_SYMMETRIC_KEY_FOUNDRY_CLIENT_KMIP_V1_4 = (
        0x0000008D,
        "Advanced Symmetric Key Foundry Client KMIP v1.4",
        V1_4,
    )
    SYMMETRIC_KEY_FOUNDRY_SERVER_KMIP_V1_4 = 0x0000008E, "Symmetric Key Foundry Server KMIP v1.4", V1_4
    OPAQUE_MANAGED_OBJECT_STORE_CLIENT_KMIP_V1_4 = 0x0000008F, "Opaque Managed Object Store Client KMIP v1.4", V1_4
    OPAQUE_MANAGED_OBJECT_STORE_SERVER_KMIP_V1_4 = 0x00000090, "Opaque Managed Object Store Server KMIP v1.4", V1_4
    SUITE_B_MINLOS_128_CLIENT_KMIP_V1_4 = 0x00000091, "Suite B minLOS_128 Client KMIP v1.4", V1_4
    SUITE_B_MINLOS_128_SERVER_KMIP_V1_4 = 0x00000092, "Suite B minLOS_128 Server KMIP v1.4", V1_4
    SUITE_B_MINLOS_192_CLIENT_KMIP_V1_4 = 0x00000093, "Suite B minLOS_192 Client KMIP v1.4", V1_4
    SUITE_B_MINLOS_192_SERVER_KMIP_V1_4 = 0x00000094, "Suite B minLOS_192 Server KMIP v1.4", V1_4
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_CLIENT_KMIP_V1_4 = (
        0x00000095,
        "Storage Array with Self Encrypting Drive Client KMIP v1.4",
        V1_4,
    )
    STORAGE_ARRAY_WITH_SELF_ENCRYPTING_DRIVE_SERVER_KMIP_V1_4 = (
        0x00000096,
        "Storage Array with Self Encrypting Drive Server KMIP v1.4",
        V1_4,
    )
    HTTPS_CLIENT_KMIP_V1_4 = 0x00000097, "HTTPS Client KMIP v1.4", V1_4
    HTTPS_SERVER_KMIP_V1_4 = 0x00000098, "HTTPS Server KMIP v1.4", V1_4
    JSON_CLIENT_KMIP_V1_4 = 0x00000099, "JSON Client KMIP v1.4", V1_4
    JSON_SERVER_KMIP_V1_4 = 0x0000009A, "JSON Server KMIP v1.4", V1_4
    XML_CLIENT_KMIP_V1_4 = 0x0000009B, "XML Client KMIP v1.4", V1_4
    XML_SERVER_KMIP_V1_4 = 0x0000009C, "XML Server KMIP v1.4", V1_4


class UnwrapMode(Term):
    """Unwrap Mode Enumeration (9.1.3.2.43)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    PROCESSED = 0x00000002, "Processed", V1_3
    NOT_PROCESSED = 0x00000003, "Not Processed", V1_3


class DestroyAction(Term):
    """Destroy Action Enumeration (9.1.3.2.44)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    KEY_MATERIAL_DELETED = 0x00000002, "Key Material Deleted", V1_3
    KEY_MATERIAL_SHREDDED = 0x00000003, "Key Material Shredded", V1_3
    META_DATA_DELETED = 0x00000004, "Meta Data Deleted", V1_3
    META_DATA_SHREDDED = 0x00000005, "Meta Data Shredded", V1_3
    DELETED = 0x00000006, "Deleted", V1_3
    SHREDDED = 0x00000007, "Shredded", V1_3


class ShreddingAlgorithm(Term):
    """Shredding Algorithm Enumeration (9.1.3.2.45)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    CRYPTOGRAPHIC = 0x00000002, "Cryptographic", V1_3
    UNSUPPORTED = 0x00000003, "Unsupported", V1_3


class RNGMode(Term):
    """RNG Mode Enumeration (9.1.3.2.46)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    SHARED_INSTANTIATION = 0x00000002, "Shared Instantiation", V1_3
    NON_SHARED_INSTANTIATION = 0x00000003, "Non-Shared Instantiation", V1_3


class ClientRegistrationMethod(Term):
    """Client Registration Method Enumeration (9.1.3.2.47)."""

    UNSPECIFIED = 0x00000001, "Unspecified", V1_3
    SERVER_PRE_GENERATED = 0x00000002, "Server Pre-Generated", V1_3
    SERVER_ON_DEMAND = 0x00000003, "Server On-Demand", V1_3
    CLIENT_GENERATED = 0x00000004, "Client Generated", V1_3
    CLIENT_REGISTERED = 0x00000005, "Client Registered", V1_3


class KeyWrapType(Term):
    """Key Wrap Type Enumeration (9.1.3.2.48)."""

    NOT_WRAPPED = 0x00000001, "Not Wrapped", V1_4
    AS_REGISTERED = 0x00000002, "As Registered", V1_4


class MaskGenerator(Term):
    """Mask Generator Enumeration (9.1.3.2.49)."""

    MGF1 = 0x00000001, "MGF1", V1_4

/* Words that the commands on objects take, as KMIP 1.4 has them, and what is usual. */

export const STATES = ["Pre-Active", "Active", "Deactivated", "Compromised", "Destroyed", "Destroyed Compromised"];

export const TYPES = [
  "Symmetric Key",
  "Private Key",
  "Public Key",
  "Certificate",
  "Secret Data",
  "Opaque Object",
  "Split Key",
  "Template",
  "PGP Key",
];

/** Algorithms of keys that are made of bytes, with the length in bits that is usual. */
export const SYMMETRIC = {
  "AES": 256,
  "3DES": 168,
  "Camellia": 256,
  "ChaCha20": 256,
  "ChaCha20Poly1305": 256,
  "Poly1305": 256,
  "Blowfish": 128,
  "CAST5": 128,
  "IDEA": 128,
  "RC2": 128,
  "RC4": 128,
  "DES": 56,
  "HMAC-SHA1": 160,
  "HMAC-SHA224": 224,
  "HMAC-SHA256": 256,
  "HMAC-SHA384": 384,
  "HMAC-SHA512": 512,
  "HMAC-SHA3-224": 224,
  "HMAC-SHA3-256": 256,
  "HMAC-SHA3-384": 384,
  "HMAC-SHA3-512": 512,
  "HMAC-MD5": 128,
  "One Time Pad": 1024,
};

/** Algorithms of pairs, with the usual length; those without one are on curves. */
export const PAIRS = { RSA: 2048, EC: null, ECDSA: null, ECDH: null, DSA: 2048, DH: 2048 };

export const CURVES = [
  "P-256",
  "P-384",
  "P-521",
  "P-224",
  "P-192",
  "SECP256K1",
  "BRAINPOOLP256R1",
  "BRAINPOOLP384R1",
  "BRAINPOOLP512R1",
];

export const USAGES = [
  "Encrypt",
  "Decrypt",
  "Sign",
  "Verify",
  "Wrap Key",
  "Unwrap Key",
  "MAC Generate",
  "MAC Verify",
  "Derive Key",
  "Key Agreement",
  "Export",
  "Certificate Sign",
  "CRL Sign",
  "Content Commitment (Non Repudiation)",
  "Generate Cryptogram",
  "Validate Cryptogram",
  "Translate Encrypt",
  "Translate Decrypt",
  "Translate Wrap",
  "Translate Unwrap",
];

export const COMPROMISES = ["Key Compromise", "CA Compromise"];
export const REASONS = [
  "Unspecified",
  "Cessation of Operation",
  "Superseded",
  "Affiliation Changed",
  "Privilege Withdrawn",
];

/** Attributes that can be changed (the second tables of chapter 3), with what is offered for a new one. */
export const CHANGED = {
  "Name": "",
  "Description": "",
  "Comment": "",
  "Contact Information": "",
  "Object Group": "",
  "Activation Date": "date",
  "Process Start Date": "date",
  "Protect Stop Date": "date",
  "Deactivation Date": "date",
  "Usage Limits": { UsageLimitsTotal: 100, UsageLimitsCount: 100, UsageLimitsUnit: "Object" },
  "Cryptographic Parameters": { BlockCipherMode: "GCM" },
  "Link": { LinkType: "ReplacementObjectLink", LinkedObjectIdentifier: "" },
  "Application Specific Information": { ApplicationNamespace: "", ApplicationData: "" },
  "Alternative Name": { AlternativeNameValue: "", AlternativeNameType: "UninterpretedTextString" },
  "Key Value Location": { KeyValueLocationValue: "", KeyValueLocationType: "UninterpretedTextString" },
  "PKCS#12 Friendly Name": "",
  "Sensitive": "true",
  "Extractable": "false",
};

/** Those of them that stay once they are there. */
export const KEPT = [
  "Activation Date",
  "Process Start Date",
  "Protect Stop Date",
  "Deactivation Date",
  "Sensitive",
  "Extractable",
];

/** What a client's own attributes begin with (3.39). */
export const CUSTOM = "x-";

/** Whether this attribute can be changed. */
export function changeable(name) {
  return name in CHANGED || name.startsWith(CUSTOM);
}

"""TTLV: declared structures and their encodings (KMIP 1.4 section 9.1). Knows no KMIP."""

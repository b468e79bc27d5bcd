"""The base objects of KMIP 1.4 (section 2.1), which other objects and messages are made of."""

from hsmsim.spec.tags import Tag

# Sections by tag. The Transparent Key Structures (2.1.7) are Key Material and have no tag of their own; what stands in
# the place of a Template-Attribute (2.1.8) for one key of a pair has.
BASE_OBJECTS: dict[Tag, str] = {
    Tag.ATTRIBUTE: "2.1.1",
    Tag.CREDENTIAL: "2.1.2",
    Tag.KEY_BLOCK: "2.1.3",
    Tag.KEY_VALUE: "2.1.4",
    Tag.KEY_WRAPPING_DATA: "2.1.5",
    Tag.KEY_WRAPPING_SPECIFICATION: "2.1.6",
    Tag.KEY_MATERIAL: "2.1.7",
    Tag.TEMPLATE_ATTRIBUTE: "2.1.8",
    Tag.COMMON_TEMPLATE_ATTRIBUTE: "2.1.8",
    Tag.PRIVATE_KEY_TEMPLATE_ATTRIBUTE: "2.1.8",
    Tag.PUBLIC_KEY_TEMPLATE_ATTRIBUTE: "2.1.8",
    Tag.EXTENSION_INFORMATION: "2.1.9",
    Tag.DATA: "2.1.10",
    Tag.DATA_LENGTH: "2.1.11",
    Tag.SIGNATURE_DATA: "2.1.12",
    Tag.MAC_DATA: "2.1.13",
    Tag.NONCE: "2.1.14",
    Tag.CORRELATION_VALUE: "2.1.15",
    Tag.INIT_INDICATOR: "2.1.16",
    Tag.FINAL_INDICATOR: "2.1.17",
    Tag.RNG_PARAMETERS: "2.1.18",
    Tag.PROFILE_INFORMATION: "2.1.19",
    Tag.VALIDATION_INFORMATION: "2.1.20",
    Tag.CAPABILITY_INFORMATION: "2.1.21",
    Tag.AUTHENTICATED_ENCRYPTION_ADDITIONAL_DATA: "2.1.22",
    Tag.AUTHENTICATED_ENCRYPTION_TAG: "2.1.23",
}

"""Which Result Reason an exception is, where no operation's table says otherwise (KMIP 1.4 section 11.1)."""

from collections.abc import Mapping

from hsmsim.errors import (
    AuthenticationNotSuccessful,
    FeatureNotSupported,
    InvalidField,
    InvalidMessage,
    MissingData,
    NotAuthorized,
    NotPermitted,
    ObjectBlocked,
    OperationNotSupported,
    ResponseTooLarge,
)
from hsmsim.spec.enums import ResultReason
from hsmsim.spec.versions import Version
from hsmsim.ttlv.errors import Malformed, UnknownField, UnknownValue

Reasons = Mapping[type[Exception], ResultReason]

# Table 327 and the reasons of 6.10 that belong to messages.
COMMON: Reasons = {
    InvalidMessage: ResultReason.INVALID_MESSAGE,
    InvalidField: ResultReason.INVALID_FIELD,
    MissingData: ResultReason.MISSING_DATA,
    OperationNotSupported: ResultReason.OPERATION_NOT_SUPPORTED,
    FeatureNotSupported: ResultReason.FEATURE_NOT_SUPPORTED,
    ResponseTooLarge: ResultReason.RESPONSE_TOO_LARGE,
    AuthenticationNotSuccessful: ResultReason.AUTHENTICATION_NOT_SUCCESSFUL,
    NotPermitted: ResultReason.PERMISSION_DENIED,
    NotAuthorized: ResultReason.PERMISSION_DENIED,
    ObjectBlocked: ResultReason.PERMISSION_DENIED,
    Malformed: ResultReason.INVALID_MESSAGE,
    UnknownField: ResultReason.INVALID_FIELD,
    UnknownValue: ResultReason.INVALID_FIELD,
}

# What a client of a version without the reason is told instead.
_BEFORE = {
    ResultReason.ENCODING_OPTION_ERROR: ResultReason.FEATURE_NOT_SUPPORTED,
    ResultReason.KEY_VALUE_NOT_PRESENT: ResultReason.ILLEGAL_OPERATION,
    ResultReason.ATTESTATION_REQUIRED: ResultReason.PERMISSION_DENIED,
    ResultReason.ATTESTATION_FAILED: ResultReason.PERMISSION_DENIED,
    ResultReason.SENSITIVE: ResultReason.PERMISSION_DENIED,
    ResultReason.NOT_EXTRACTABLE: ResultReason.PERMISSION_DENIED,
    ResultReason.OBJECT_ALREADY_EXISTS: ResultReason.ILLEGAL_OPERATION,
}


def reason_of(error: Exception, errors: Reasons, version: Version) -> ResultReason | None:
    """The Result Reason of an exception; None when nobody foresaw it.

    Args:
        errors: the table of the operation.
        version: the protocol version of the answer.
    """
    reason = errors.get(type(error)) or COMMON.get(type(error))
    if reason is not None and reason.since > version:
        reason = _BEFORE[reason]
    return reason

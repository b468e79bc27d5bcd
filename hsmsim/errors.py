"""What can go wrong with a request, as Python exceptions.

An exception says what happened; which Result Reason that is depends on the operation and stands in the table of the
operation's file (chapter 11). The text of an exception goes to the client as Result Message: it names what the client
sent and never a secret.
"""


class Refused(Exception):
    """A request, or one item of it, is not carried out."""


# ------------------------------------------------------------------------------------------- messages (11.1, 6)


class InvalidMessage(Refused):
    """A message or payload that lacks what is required, or contradicts itself."""


class InvalidField(Refused):
    """A field with a value that is not permitted, or a field that is not known."""


class MissingData(Refused):
    """Something that this request needs was left out."""


class OperationNotSupported(Refused):
    """An operation that is not offered, or not in this protocol version."""


class FeatureNotSupported(Refused):
    """An optional feature that is not offered."""


class ResponseTooLarge(Refused):
    """The response would exceed Maximum Response Size (6.3)."""


class AuthenticationNotSuccessful(Refused):
    """The caller is not, or is no longer, who may talk to us. The text never says why.

    Args:
        why: that, for the logs alone.
    """

    def __init__(self, text: str, why: str = "") -> None:
        super().__init__(text)
        self.why = why


# ------------------------------------------------------------------------------------------------------- objects


class NoSuchObject(Refused):
    """The caller's partition has no such object; another's partition may have it."""

    def __init__(self, uid: str = "") -> None:
        super().__init__(f"no object {uid!r}" if uid else "no object is named and the ID Placeholder is empty")


class NoSuchTemplate(Refused):
    """A Template-Attribute names a template that does not exist."""


class WrongObjectType(Refused):
    """The operation is not for objects of this type."""


class Archived(Refused):
    """The object has to be recovered from the archive first."""


class IllegalTransition(Refused):
    """The object's state does not permit the change (3.22)."""


class NotUsable(Refused):
    """State, dates, usage mask or type forbid this use of the object."""


class UsageExhausted(Refused):
    """The object's Usage Limits leave too little (3.21)."""


class NoActivationDate(Refused):
    """An Offset cannot move the dates of a key that has no Activation Date (4.4, 4.5)."""


class NotLimited(Refused):
    """The object is not one whose use is limited: it has no Usage Limits, or protects nothing (4.18)."""


class LeaseNotPermitted(Refused):
    """There is no lease for this object (4.17)."""


class ObjectExists(Refused):
    """The partition has an object with this Unique Identifier (4.41)."""


class NoKeyValue(Refused):
    """The server has the object's attributes, but not its key value."""


class ObjectSensitive(Refused):
    """The object is Sensitive: it leaves only wrapped (3.48)."""


class ObjectNotExtractable(Refused):
    """The object is not Extractable: it never leaves (3.50)."""


class NotCertifiable(Refused):
    """The object is none that a certificate is made for, or not any more."""


class NotPermitted(Refused):
    """The partition is another's, who has not granted the right that this takes."""


class NotAuthorized(Refused):
    """The custodians of a partition have not authorized the use of its keys (M of N)."""


class ObjectBlocked(Refused):
    """The object was blocked at the console: it is seen and not used."""


class AmbiguousName(Refused):
    """Several objects have the name that one is to be found by."""


class Conflict(Refused):
    """The object was changed by another message since this one read it."""


# ---------------------------------------------------------------------------------------------------- attributes


class NoSuchAttribute(Refused):
    """The object has no attribute of this name."""


class NoSuchInstance(Refused):
    """The attribute has no instance with this index."""


class UnknownAttribute(Refused):
    """No attribute has this name in this protocol version."""


class InvalidAttribute(Refused):
    """An attribute value that is not permitted."""


class AttributeNotApplicable(Refused):
    """Objects of this type do not have the attribute."""


class AttributeReadOnly(Refused):
    """The attribute is not for clients to set, change or delete, or not any more."""


class AttributeExists(Refused):
    """The object has the attribute, and may have only one instance of it."""


class IndexGiven(Refused):
    """A new attribute was given an index; the server chooses it."""


class TooManyInstances(Refused):
    """The attribute has as many instances as the server keeps."""


class NameTaken(Refused):
    """Another object of the partition has this name."""


class NamespaceNotSupported(Refused):
    """The server makes no Application Data for this namespace."""


# -------------------------------------------------------------------------------------------------- cryptography


class CryptographicFailure(Refused):
    """The cryptography did not work out: wrong parameters, data, padding or tag."""


class MissingIV(Refused):
    """The mode needs an IV/Counter/Nonce and the request has none."""


class SignatureInvalid(Exception):
    """A signature or MAC is not the data's; verification raises it instead of returning False."""


class BadKeyMaterial(Refused):
    """Key material that is not what its Key Format Type and algorithm say."""


class EncryptedKey(Refused):
    """A private key that is encrypted with a password that the server does not have."""


class FormatNotSupported(Refused):
    """The object cannot be given in this Key Format Type."""


class CompressionNotSupported(Refused):
    """The object cannot be given in this Key Compression Type."""


class EncodingOptionNotPermitted(Refused):
    """The Encoding Option does not go with the rest of the request."""


class WrapTypeNotSupported(Refused):
    """The Key Wrap Type is not one that the server can give."""


class NoSuchWrappingKey(Refused):
    """The key named for wrapping does not exist."""


class WrappingKeyNotAKey(Refused):
    """The object named for wrapping is not a key."""


class WrappingKeyNotUsable(Refused):
    """The key named for wrapping may not wrap."""


class NoMatchingParameters(Refused):
    """The wrapping key has no Cryptographic Parameters, or none that match those asked for (2.1.6)."""


class NoSuchStream(Refused):
    """No multi-part operation has this Correlation Value."""


class NoSuchJob(Refused):
    """No asynchronous operation has this Asynchronous Correlation Value."""

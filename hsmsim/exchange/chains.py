"""Whether certificates make a chain that holds, and that leads to one the partition trusts (KMIP 1.4 section 4.24).

The specification leaves the method and the trust anchors to the server. Here, a trust anchor is a certificate that
names itself as issuer and is an object of the partition, neither archived nor revoked: what a user has registered, and
the partition's issuing CA. The verdict is

- Invalid where something is wrong: the certificates are no single chain, a signature is not the issuer's, a certificate
  is outside its validity, is revoked as an object of the partition, or issued another though it is no CA;
- Unknown where nothing is wrong, but no trust anchor is reached, or something cannot be judged: a signature algorithm,
  a critical extension, a certificate that is not X.509;
- Valid otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hsmsim.errors import BadKeyMaterial, CryptographicFailure, SignatureInvalid
from hsmsim.exchange.context import Context
from hsmsim.interfaces.crypto import CertificateFacts, Constraints
from hsmsim.interfaces.store import Hint
from hsmsim.model.lifecycle import DEACTIVATION_DATE
from hsmsim.model.managed import ManagedObject
from hsmsim.spec.enums import CertificateType, ObjectType, State, ValidityIndicator
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import Certificate


class Broken(Exception):
    """Something is wrong with the chain."""


class Unjudged(Exception):
    """Nothing is known to be wrong with the chain, but whether it holds cannot be said."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate of the chain, as it was read."""

    encoded: bytes
    subject: bytes
    issuer: bytes
    constraints: Constraints

    @property
    def self_issued(self) -> bool:
        """Whether it names itself as issuer."""
        return self.subject == self.issuer


async def judge(ctx: Context, certificates: Sequence[Certificate], date: int) -> ValidityIndicator:
    """The verdict on a chain, in whatever order its certificates come; it is found in a thread.

    Args:
        date: when all of them have to be valid.

    Raises:
        BadKeyMaterial: one is no certificate.
    """
    encoded = list(dict.fromkeys(each.certificate_value for each in certificates))
    if any(each.certificate_type is not CertificateType.X_509 for each in certificates):
        return ValidityIndicator.UNKNOWN
    verdict: ValidityIndicator = await ctx.offload(_judged, ctx, encoded, await _held(ctx), date)
    return verdict


def _judged(ctx: Context, encoded: list[bytes], held: dict[bytes, ManagedObject], date: int) -> ValidityIndicator:
    try:
        path = _ordered(ctx, [_read(ctx, each) for each in encoded])
        trusted = _anchored(ctx, path, held)
        for each in trusted or path:
            _check_one(each, held.get(each.encoded), date)
        _check_issuers(trusted or path, trusted is not None)
        if trusted is None or not all(each.constraints.understood for each in path):
            return ValidityIndicator.UNKNOWN
    except Broken:
        return ValidityIndicator.INVALID
    except Unjudged:
        return ValidityIndicator.UNKNOWN
    return ValidityIndicator.VALID


async def _held(ctx: Context) -> dict[bytes, ManagedObject]:
    """The X.509 certificates of the partition, by their value; of two objects with one value the newer one."""
    held: dict[bytes, ManagedObject] = {}
    for obj in await ctx.objects.home.candidates(Hint(object_type=ObjectType.CERTIFICATE)):
        if isinstance(obj.value, Certificate) and obj.value.certificate_type is CertificateType.X_509:
            held.setdefault(obj.value.certificate_value, obj)
    return held


def _read(ctx: Context, encoded: bytes) -> Shown:
    facts: CertificateFacts = ctx.crypto.certificate(encoded)
    return Shown(
        encoded,
        facts.x_509_certificate_subject.subject_distinguished_name or b"",
        facts.x_509_certificate_issuer.issuer_distinguished_name or b"",
        _constraints(ctx, encoded),
    )


def _constraints(ctx: Context, encoded: bytes) -> Constraints:
    try:
        constraints: Constraints = ctx.crypto.constraints(encoded)
    except BadKeyMaterial:
        raise Broken("a certificate has extensions that cannot be read") from None
    return constraints


# --------------------------------------------------------------------------------------------------------- the path


def _ordered(ctx: Context, shown: list[Shown]) -> list[Shown]:
    """The chain, from the last certificate towards its root.

    Raises:
        Broken: they are not one chain.
        Unjudged: whether they are depends on an algorithm that is not available.
    """
    issuing = {each.issuer for each in shown if not each.self_issued}
    ends = [each for each in shown if each.subject not in issuing]
    if len(ends) != 1:
        raise Broken("the certificates are not one chain")
    path, rest = ends, [each for each in shown if each is not ends[0]]
    while rest:
        issuer = next((each for each in rest if _issued(ctx, path[-1], each)), None)
        if issuer is None:
            raise Broken("a certificate is not signed by another one of the chain")
        path = [*path, issuer]
        rest.remove(issuer)
    return path


def _issued(ctx: Context, shown: Shown, issuer: Shown) -> bool:
    """Whether one certificate is signed by the other, which it names.

    Raises:
        Unjudged: the algorithm is not available.
    """
    if shown.issuer != issuer.subject:
        return False
    try:
        ctx.crypto.check_issued(shown.encoded, issuer.encoded)
    except SignatureInvalid:
        return False
    except CryptographicFailure:
        raise Unjudged("a certificate is signed by an algorithm that is not available") from None
    return True


def _anchored(ctx: Context, path: list[Shown], held: dict[bytes, ManagedObject]) -> list[Shown] | None:
    """The path up to a trust anchor; None where it leads to none.

    Raises:
        Broken: the path ends with a certificate that names itself, and whose signature nobody can have made.
    """
    top = path[-1]
    if _issued(ctx, top, top):
        return path if top.encoded in held and _trusts(held[top.encoded]) else None
    for anchor in _anchors(ctx, held, top.issuer):
        if _issued(ctx, top, anchor):
            return [*path, anchor]
    if top.self_issued:
        raise Broken("a certificate is not signed by itself, as it says")
    return None


def _anchors(ctx: Context, held: dict[bytes, ManagedObject], name: bytes) -> Iterator[Shown]:
    """The trust anchors of a name."""
    for encoded, obj in held.items():
        subject, issuer = obj.get("X.509 Certificate Subject"), obj.get("X.509 Certificate Issuer")
        if subject.subject_distinguished_name == issuer.issuer_distinguished_name == name and _trusts(obj):
            yield _read(ctx, encoded)


def _trusts(obj: ManagedObject) -> bool:
    return not obj.archived and obj.state in (State.PRE_ACTIVE, State.ACTIVE)


# ------------------------------------------------------------------------------------------- certificate by certificate


def _check_one(shown: Shown, obj: ManagedObject | None, date: int) -> None:
    """Refuse a certificate that is not valid at the time, or that the partition knows to be revoked.

    Raises:
        Broken: see above.
    """
    if not shown.constraints.not_before <= date <= shown.constraints.not_after:
        raise Broken("a certificate is not valid at that time")
    if obj is None:
        return
    if obj.state is State.COMPROMISED:
        raise Broken("a certificate is compromised")
    if obj.state is State.DEACTIVATED and obj.get(DEACTIVATION_DATE) <= date:
        raise Broken("a certificate is deactivated")


def _check_issuers(path: list[Shown], trusted: bool) -> None:
    """Refuse issuers that are no CAs, or have more CAs below them than they may (RFC 5280 6.1.4).

    Args:
        trusted: the last is a trust anchor; it need not say that it is a CA.

    Raises:
        Broken: see above.
    """
    below = 0  # CA certificates between the issuer and the last one, without those that issue themselves
    for number, each in enumerate(path[1:], 1):
        said = each.constraints
        anchor = trusted and number == len(path) - 1
        if not said.ca and not (anchor and said.ca is None):
            raise Broken("a certificate is issued by one that is no CA")
        if said.usage is not None and not said.usage & CryptographicUsageMask.CERTIFICATE_SIGN:
            raise Broken("a certificate is issued by a key that may not sign certificates")
        if said.path_length is not None and below > said.path_length:
            raise Broken("the chain is longer than one of its CAs permits")
        below += not each.self_issued

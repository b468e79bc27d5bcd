"""Hsm Status: what the appliance says of itself as it runs."""

from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from twisted.protocols import amp

from hsmsim.interfaces.partitions import Authorization, UserType
from hsmsim.management.command import Answer, ManagementCommand, NotOffered, Right, responder
from hsmsim.management.session import Session

_NAMED = [(b"name", amp.Unicode())]
_LISTENER = [*_NAMED, (b"address", amp.Unicode())]
_SETTING = [(b"setting", amp.Unicode())]
_NUMBERS = [
    (name, amp.Integer()) for name in (b"users", b"objects", b"database_bytes", b"under_custodians", b"authorized")
]
_CERTIFICATE = [
    (b"subject", amp.Unicode()),
    (b"not_before", amp.Integer()),
    (b"not_after", amp.Integer()),
    (b"sha256", amp.Unicode()),
    (b"key_type", amp.Unicode()),
]
_MOST_SETTINGS = 100
_MOST_CHARACTERS = 200  # of a setting


class HsmStatus(ManagementCommand):
    """Ask for it all.

    `now` and `started` in milliseconds since 1970, as in the statistics; `stored`: `memory` or `database`. `subject` to
    `key_type` are of the TLS certificate, its times in seconds since 1970. A listener that is off has no address.
    `under_custodians`: partitions with M of N, and how many of them are `authorized`. `settings` are those that are
    not what they are by default.
    """

    response: ClassVar = [
        (b"product", amp.Unicode()),
        (b"engine", amp.Unicode()),
        (b"model", amp.Unicode()),
        (b"serial", amp.Unicode()),
        (b"now", amp.Integer()),
        (b"started", amp.Integer()),
        (b"stored", amp.Unicode()),
        *_CERTIFICATE,
        *_NUMBERS,
        (b"listeners", amp.AmpList(_LISTENER)),
        (b"operations", amp.AmpList(_NAMED)),
        (b"profiles", amp.AmpList(_NAMED)),
        (b"settings", amp.AmpList(_SETTING)),
    ]


@responder(HsmStatus, Right.OWN, "hsm status", changes=False)
async def hsm_status(session: Session) -> Answer:
    """Users and paths are named in settings, so an Operator alone sees them."""
    appliance = session.appliance
    if appliance.facts is None or appliance.statistics is None:
        raise NotOffered("this HSM says nothing of itself")
    facts, counted = appliance.facts(), appliance.statistics.snapshot()
    caller = session.partitions.user(session.user_id)
    settings = facts.settings if caller.user_type is UserType.OPERATOR else ()
    return {
        "product": facts.product,
        "engine": appliance.identity.engine,
        "model": appliance.identity.model,
        "serial": appliance.identity.serial,
        "now": round(counted.now * 1000),
        "started": round(counted.started * 1000),
        "stored": facts.stored,
        **_certificate(appliance.certificate),
        **{name: counted.gauges[name] for name in ("users", "objects", "database_bytes")},
        **_custody(session),
        "listeners": [{"name": name, "address": address} for name, address in facts.listeners.items()],
        "operations": [{"name": each} for each in facts.operations],
        "profiles": [{"name": each} for each in facts.profiles],
        "settings": [{"setting": each[:_MOST_CHARACTERS]} for each in settings[:_MOST_SETTINGS]],
    }


def _custody(session: Session) -> dict[str, int]:
    states = [user.authorization for user in session.partitions.users()]
    return {
        "under_custodians": len(states) - states.count(Authorization.NONE),
        "authorized": states.count(Authorization.AUTHORIZED),
    }


def _certificate(pem: bytes) -> dict[str, object]:
    found = x509.load_pem_x509_certificate(pem)
    return {
        "subject": found.subject.rfc4514_string(),
        "not_before": int(found.not_valid_before_utc.timestamp()),
        "not_after": int(found.not_valid_after_utc.timestamp()),
        "sha256": found.fingerprint(SHA256()).hex(),
        "key_type": _key_type(found.public_key()),
    }


def _key_type(key: object) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    return f"EC {key.curve.name}" if isinstance(key, ec.EllipticCurvePublicKey) else type(key).__name__

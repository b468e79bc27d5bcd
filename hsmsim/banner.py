"""What the log says once an HSM is ready."""

from collections.abc import Mapping
from pathlib import Path

from hsmsim.interfaces.log import Log
from hsmsim.server.keys_users import UserFiles
from hsmsim.server.tls_listener import Address


def tell(
    log: Log,
    listeners: Mapping[str, Address | None],
    state: Path | None,
    hsm_cert: Path,
    users: Mapping[str, UserFiles],
) -> None:
    """Tell where everything is.

    Args:
        listeners: where each accepts, by the name of its setting; None for those that are off.
        state: the state folder.
        hsm_cert: the certificate that they show.
        users: the files of each user.
    """
    log.info("This simulates an HSM, it is not one: nothing in it is protected.")
    log.info("KMIP: {place}", place=listeners["kmip"] or "off")
    if listeners["https"] is not None:
        log.info("KMIP over HTTPS: {place}", place=listeners["https"])
    log.info("console (hsmcon): {place}", place=listeners["console"] or "off")
    log.info("web console: {place}", place=f"https://{listeners['web']}/" if listeners["web"] else "off")
    log.info("state: {kept}", kept="in memory: nothing is kept" if state is None else str(state.absolute()))
    log.info("TLS certificate: {file}", file=str(hsm_cert))
    for user_id, files in users.items():
        log.info("user {user}: certificate {file}", user=user_id, file=str(files.cert or "not among our files"))

"""The ready file: it is there, and whole, while the HSM accepts connections."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from hsmsim.server import keys
from hsmsim.server.keys_users import UserFiles
from hsmsim.server.tls_listener import Address


def remove(file: Path | None) -> None:
    """Let nobody take an HSM for ready that is not.

    Raises:
        BadFile: it is there and cannot be removed.
    """
    if file is None:
        return
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise keys.BadFile(f"cannot remove {file}: {error.strerror}") from None


def write(
    file: Path | None, listeners: Mapping[str, Address | None], hsm_cert: Path, users: Mapping[str, UserFiles]
) -> None:
    """Say where everything is.

    Args:
        file: where to.
        listeners: where each accepts, by the name of its setting; None for those that are off.
        hsm_cert: the certificate that they show.
        users: the files of each user.

    Raises:
        BadFile: it cannot be written.
    """
    if file is None:
        return
    content = {
        "pid": os.getpid(),
        **{name: _parts(address) for name, address in listeners.items()},
        "hsm_cert": str(hsm_cert),
        "users": {user_id: _parts(files) for user_id, files in users.items()},
    }
    keys.write(file, json.dumps(content, indent=2, default=str).encode() + b"\n")


def _parts(value: Address | UserFiles | None) -> dict[str, object] | None:
    return None if value is None else value._asdict()

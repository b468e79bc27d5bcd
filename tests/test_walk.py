"""The walk of the appliance's page "Integration via KMIP", as a person goes it: from nothing to keys in use.

Every step is a command that could be typed. What a client does with KMIP is one method, `use_keys`, so that another
client can take the same walk: `tools/interop/walk.py` does, with PyKMIP.
"""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.operations import table
from hsmsim.partitions.rules import MASTER_PASSWORD
from hsmsim.spec.enums import (
    BlockCipherMode,
    CryptographicAlgorithm,
    KeyFormatType,
    NameType,
    ObjectType,
    Operation,
    PaddingMethod,
    ResultStatus,
    RevocationReasonCode,
    State,
)
from hsmsim.spec.masks import CryptographicUsageMask
from hsmsim.spec.structures import Attribute, ResponseBatchItem, TemplateAttribute
from hsmsim.spec.tags import Tag
from hsmsim.spec.values import CryptographicParameters, Name, RevocationReason
from hsmsim.ttlv import binary
from tests.appliance import ResponseMessage, item, message

HERE = Path(__file__).absolute().parent.parent
PASSWORD = "correct horse"
SECONDS = 30.0  # more than any step takes

# What a person types into hsmcon, line by line: the password of master, then menus.
MAKE_UKMIP = (MASTER_PASSWORD, "17", "2", "ukmip", PASSWORD, PASSWORD, "", "", "0")
SET_FACTOR = (MASTER_PASSWORD, "20", "ukmip", "3", "y", "3", "rsa2k_cert.pem", "", "0")


class IntegrationViaKmip(SynchronousTestCase):
    """The page, step by step."""

    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hsmsim-walk-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.places = {"kmip": 0, "console": 0}
        self.hsm: subprocess.Popen[bytes] | None = None
        self.addCleanup(self.stop)

    def test_walk(self) -> None:
        """From an HSM without users to keys in use; then the HSM is started again and shows a new certificate."""
        self.run_python(str(HERE / "tools" / "make_keys.py"), ".", "rsa2k")
        self.start()
        self.hsmcon("master", typed=MAKE_UKMIP, says="User 'ukmip' successfully created.")
        self.hsmcon("master", typed=SET_FACTOR, says="Authentication for user 'ukmip' successfully set.")
        self.fetch_certificate()
        self.try_login()
        self.assertEqual(self.use_keys(), "")

        self.stop()
        self.start()
        self.assertIn("CERTIFICATE_VERIFY_FAILED", self.use_keys())
        self.fetch_certificate()
        self.try_login()
        self.assertEqual(self.use_keys(), "")

    def fetch_certificate(self) -> None:
        """Take `hsmcon 127.0.0.1 -g hsm_cert.pem`."""
        self.hsmcon("-g", "hsm_cert.pem", says="The HSM's TLS certificate is in hsm_cert.pem.")

    def try_login(self) -> None:
        """Take step 3 of the page, its command word for word but for the port."""
        files = ("-pri", "rsa2k.pem", "-pri_cer", "rsa2k_cert.pem", "-hsm_cer", "hsm_cert.pem")
        self.hsmcon("ukmip", *files, typed=(PASSWORD,), says="User 'ukmip' successfully logged in with X.509.")

    def use_keys(self) -> str:
        """What a KMIP client does with the three files of the page; why it cannot, if TLS is refused."""
        try:
            with Client(self.places["kmip"], self.folder) as client:
                live_a_life(self, client)
        except ssl.SSLCertVerificationError as error:
            return str(error)
        return ""

    # ---------------------------------------------------------------------------------------- what a person types

    def start(self) -> None:
        """Take `twistd -n hsmsim --no-user --state state`, at the ports it had before."""
        ready = self.folder / "ready.json"
        places = (f"--kmip={self.places['kmip']}", f"--console={self.places['console']}", "--web=off")
        words = ("-n", "hsmsim", "--no-user", "--state=state", f"--ready-file={ready}", *places)
        with (self.folder / "log").open("ab") as log:
            self.hsm = subprocess.Popen(
                _twistd(*words),
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + SECONDS
        while not ready.exists():
            if self.hsm.poll() is not None or time.monotonic() > end:
                self.fail(f"the HSM did not start: {(self.folder / 'log').read_text()}")
            time.sleep(0.01)
        told = json.loads(ready.read_bytes())
        self.assertEqual(told["users"].keys() - {"ukmip"}, set())
        self.places = {name: told[name]["port"] for name in self.places}

    def stop(self) -> None:
        """End the HSM; it ends as whoever sent the signal wants to see it, by the signal."""
        hsm, self.hsm = self.hsm, None
        if hsm is not None:
            hsm.terminate()
            self.assertIn(hsm.wait(SECONDS), (0, -signal.SIGTERM))

    def hsmcon(self, *words: str, typed: tuple[str, ...] = (), says: str) -> None:
        """Run hsmcon with these words, type these lines, and see this on its screen."""
        place = ("127.0.0.1", "-p", str(self.places["console"]))
        screen = self.run_python("-m", "hsmsim.console.main", *place, *words, typed="".join(f"{x}\n" for x in typed))
        self.assertIn(says, screen)

    def run_python(self, *words: str, typed: str = "") -> str:
        """What a command shows; it has to end well."""
        ran = subprocess.run(
            (sys.executable, *words),
            cwd=self.folder,
            env=_environment(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        self.assertEqual(ran.returncode, 0, f"{words}: {ran.stdout}{ran.stderr}")
        return ran.stdout


def _twistd(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-c", "from twisted.scripts.twistd import run; run()", *words)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(HERE)}


class Client:
    """A KMIP client with the three files of the page.

    Args:
        port: of the HSM.
        folder: where rsa2k.pem, rsa2k_cert.pem and hsm_cert.pem are.
    """

    def __init__(self, port: int, folder: Path) -> None:
        context = ssl.create_default_context(cafile=str(folder / "hsm_cert.pem"))
        context.load_cert_chain(folder / "rsa2k_cert.pem", folder / "rsa2k.pem")
        raw = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        try:
            self._socket = context.wrap_socket(raw, server_hostname="127.0.0.1")
        except BaseException:
            raw.close()
            raise

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def ask(self, operation: Operation, **fields: Any) -> ResponseBatchItem:
        """Send one request with these fields in its payload; the item of the answer."""
        payload = table()[operation].request(**fields)
        self._socket.sendall(message([item(operation, payload)]))
        header = self._read(8)
        data = header + self._read(int.from_bytes(header[4:8], "big"))
        answer = binary.decode(ResponseMessage, data, Tag.RESPONSE_MESSAGE)
        return binary.decode_raw(ResponseBatchItem, answer.batch_item[0])

    def do(self, operation: Operation, **fields: Any) -> Any:
        """The response payload of a request that has to succeed."""
        answered = self.ask(operation, **fields)
        if answered.result_status is not ResultStatus.SUCCESS:
            raise AssertionError(f"{operation.name}: {answered.result_reason!r} {answered.result_message}")
        assert answered.response_payload is not None
        return binary.decode_raw(table()[operation].response, answered.response_payload)

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._socket.recv(size - len(data))
            if not more:
                raise AssertionError("the HSM closed the connection")
            data += more
        return data


def live_a_life(test: SynchronousTestCase, client: Client) -> None:
    """Create, get, encrypt, decrypt, locate, activate, revoke and destroy one key."""
    name = Name(name_value="walked", name_type=NameType.UNINTERPRETED_TEXT_STRING)
    uid = client.do(Operation.CREATE, object_type=ObjectType.SYMMETRIC_KEY, template_attribute=_aes_256(name))
    uid = uid.unique_identifier
    key = client.do(Operation.GET, unique_identifier=uid)
    test.assertEqual(key.symmetric_key.key_block.key_format_type, KeyFormatType.RAW)
    test.assertEqual(len(key.symmetric_key.key_block.key_value.key_material), 32)
    client.do(Operation.ACTIVATE, unique_identifier=uid)

    how = {"unique_identifier": uid, "cryptographic_parameters": _cbc()}
    secret = client.do(Operation.ENCRYPT, **how, data=b"attack at dawn", iv_counter_nonce=bytes(16))
    test.assertNotIn(b"attack", secret.data)
    plain = client.do(Operation.DECRYPT, **how, data=secret.data, iv_counter_nonce=bytes(16))
    test.assertEqual(plain.data, b"attack at dawn")

    by_name = [Attribute(attribute_name="Name", attribute_value=name)]
    test.assertEqual(client.do(Operation.LOCATE, attribute=by_name).unique_identifier, [uid])
    compromised = RevocationReason(revocation_reason_code=RevocationReasonCode.KEY_COMPROMISE)
    client.do(Operation.REVOKE, unique_identifier=uid, revocation_reason=compromised)
    state = client.do(Operation.GET_ATTRIBUTES, unique_identifier=uid, attribute_name=["State"]).attribute
    test.assertEqual([each.attribute_value for each in state], [State.COMPROMISED])
    client.do(Operation.DESTROY, unique_identifier=uid)
    test.assertEqual(client.ask(Operation.GET, unique_identifier=uid).result_status, ResultStatus.OPERATION_FAILED)
    test.assertEqual(client.do(Operation.LOCATE, attribute=by_name).unique_identifier, [])


def _aes_256(name: Name) -> TemplateAttribute:
    facts = {
        "Cryptographic Algorithm": CryptographicAlgorithm.AES,
        "Cryptographic Length": 256,
        "Cryptographic Usage Mask": CryptographicUsageMask.ENCRYPT | CryptographicUsageMask.DECRYPT,
        "Name": name,
    }
    return TemplateAttribute(attribute=[Attribute(attribute_name=n, attribute_value=v) for n, v in facts.items()])


def _cbc() -> CryptographicParameters:
    return CryptographicParameters(block_cipher_mode=BlockCipherMode.CBC, padding_method=PaddingMethod.PKCS5)

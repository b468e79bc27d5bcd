"""RC2 with keys of any effective length (RFC 2268): old PKCS#12 containers keep certificates under 40 bits of it.

It only decrypts, and nothing else has a use for it: `cryptography` has RC2 with 128 bits alone.
"""

from itertools import pairwise

from hsmsim.model.fields import xor

BLOCK = 8

# The table of RFC 2268 section 2: a permutation made from the digits of pi.
_PI = bytes.fromhex(
    "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2"
    "179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82"
    "54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626"
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7"
    "08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec"
    "c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731"
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9"
    "0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad"
)
_SHIFTS = (1, 2, 3, 5)
_ROUNDS = (5, 6, 5)  # of mixing, with one of mashing between them


def _expanded(key: bytes, bits: int) -> list[int]:
    """The 64 words of a key (section 2)."""
    expanded = bytearray(key)
    while len(expanded) < 128:
        expanded.append(_PI[(expanded[-1] + expanded[-len(key)]) & 0xFF])
    size = (bits + 7) // 8
    expanded[128 - size] = _PI[expanded[128 - size] & 0xFF >> size * 8 - bits]
    for at in range(127 - size, -1, -1):
        expanded[at] = _PI[expanded[at + 1] ^ expanded[at + size]]
    return [expanded[at] | expanded[at + 1] << 8 for at in range(0, 128, 2)]


def _decrypted(words: list[int], block: bytes) -> bytes:
    """One block (section 4)."""
    r = [block[at] | block[at + 1] << 8 for at in range(0, BLOCK, 2)]
    j = 63
    for number, rounds in enumerate(_ROUNDS):
        for at in (3, 2, 1, 0) if number else ():
            r[at] = (r[at] - words[r[at - 1] & 63]) & 0xFFFF
        for at in (3, 2, 1, 0) * rounds:
            turned = (r[at] >> _SHIFTS[at] | r[at] << 16 - _SHIFTS[at]) & 0xFFFF
            r[at] = (turned - words[j] - (r[at - 1] & r[at - 2]) - (~r[at - 1] & r[at - 3])) & 0xFFFF
            j -= 1
    return b"".join(word.to_bytes(2, "little") for word in r)


def decrypt_cbc(key: bytes, bits: int, iv: bytes, data: bytes) -> bytes:
    """Data of whole blocks in the mode CBC; `bits` is the effective length of the key."""
    words = _expanded(key, bits)
    blocks = [iv, *(data[at : at + BLOCK] for at in range(0, len(data), BLOCK))]
    return b"".join(xor(_decrypted(words, block), before) for before, block in pairwise(blocks))

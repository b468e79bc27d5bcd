"""hsmsim.crypto.der."""

from twisted.trial.unittest import SynchronousTestCase

from hsmsim.crypto import der
from hsmsim.errors import BadKeyMaterial
from tests.support import rows


@rows(
    nothing=(b"",),
    tag_alone=(b"\x30",),
    too_short=(b"\x30\x01",),
    something_follows=(b"\x30\x00\x00",),
    another_tag=(b"\x31\x00",),
    indefinite=(b"\x30\x80\x00\x00",),
    length_of_five_bytes=(b"\x30\x85\x00\x00\x00\x00\x01\x00",),
    short_length_written_long=(b"\x30\x81\x01\x00",),
    leading_zero_in_length=(b"\x30\x82\x00\x80" + bytes(128),),
    length_cut=(b"\x30\x82\x01",),
    high_tag=(b"\x3f\x81\x00\x00",),
)
class NotDer(SynchronousTestCase):
    def check(self, data):
        self.assertRaises(BadKeyMaterial, der.read, data)


class Der(SynchronousTestCase):
    def test_what_is_written_is_read(self):
        for size in (0, 1, 127, 128, 255, 256, 65536):
            inside = [der.octet_string(bytes(size)), der.integer(size), der.bit_string(b"x" * size)]
            octets, number, bits = der.children(der.read(der.sequence(*inside)))
            self.assertEqual((octets.content, der.number(number), der.bits(bits)), (bytes(size), size, b"x" * size))
            self.assertEqual([octets.raw, number.raw, bits.raw], inside)

    def test_an_integer_is_minimal_and_not_negative(self):
        self.assertEqual([der.integer(value).hex() for value in (0, 127, 128)], ["020100", "02017f", "02020080"])
        for wrong in (der.write(der.INTEGER, b"\x80"), der.write(der.INTEGER, b""), der.octet_string(b"\x01")):
            self.assertRaises(BadKeyMaterial, der.number, der.read(wrong, wrong[0]))

    def test_a_bit_string_of_whole_octets(self):
        for wrong in (der.write(der.BIT_STRING, b"\x01\x80"), der.write(der.BIT_STRING, b""), der.octet_string(b"\0")):
            self.assertRaises(BadKeyMaterial, der.bits, der.read(wrong, wrong[0]))

    def test_a_child_that_is_cut(self):
        self.assertRaises(BadKeyMaterial, der.children, der.read(der.write(der.SEQUENCE, b"\x02\x05\x00")))

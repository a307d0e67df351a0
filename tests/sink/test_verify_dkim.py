"""The DKIM reader: a good signature, a changed letter, none at all."""

import base64
import subprocess
import unittest

import dkim
from verify_dkim import verify

LETTER = b"From: a@x.test\r\nSubject: Hi\r\nList-Id: <news.x.test>\r\n\r\nHello\r\n"


def openssl(*arguments, given=None):
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout


class VerifyDkimTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        pem = openssl("genrsa", "-traditional", "2048")
        public = base64.b64encode(openssl("rsa", "-pubout", "-outform", "DER", given=pem))
        cls.record = b"v=DKIM1; k=rsa; p=" + public
        signature = dkim.sign(
            LETTER, b"s1", b"x.test", pem, canonicalize=(b"relaxed", b"relaxed"), include_headers=[b"From", b"Subject", b"List-Id"]
        )
        cls.signed = signature + LETTER

    def test_a_signature_holds(self):
        answer = verify(self.signed, self.record)
        self.assertTrue(answer["valid"])
        self.assertEqual((answer["domain"], answer["selector"], answer["canonicalization"]), ("x.test", "s1", "relaxed/relaxed"))
        self.assertIn("list-id", answer["headers"])

    def test_a_changed_letter_does_not(self):
        self.assertFalse(verify(self.signed.replace(b"Hello", b"Hallo"), self.record)["valid"])

    def test_an_unsigned_letter_is_not_valid(self):
        self.assertFalse(verify(LETTER, self.record)["valid"])


if __name__ == "__main__":
    unittest.main()

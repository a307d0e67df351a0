"""The sink itself: what it records, and every fault it promises."""

import hashlib
import json
import os
import pathlib
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

SINK = pathlib.Path(__file__).with_name("verifying_sink.py")
LETTER = b"From: a@x.test\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@x.test>\r\nSubject: Hi\r\n\r\nHello\r\n.dot\r\n"


class SinkTest(unittest.TestCase):
    def start(self, *options):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.record = pathlib.Path(directory.name)
        process = subprocess.Popen(
            [sys.executable, SINK, "--record", directory.name, "--until-stdin-closes", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 10)
        self.addCleanup(process.stdin.close)
        first = process.stdout.readline()
        self.assertRegex(first, r"^listening on 127\.0\.0\.1:\d+$")
        self.port = int(first.rpartition(":")[2])
        return process

    def client(self):
        client = smtplib.SMTP("127.0.0.1", self.port, timeout=10)
        self.addCleanup(client.close)
        return client

    def messages(self):
        path = self.record / "messages.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def rcpt(self, address):
        client = self.client()
        client.ehlo()
        client.mail("office@x.test")
        code, text = client.rcpt(address)
        return code, text.decode()

    def test_messages_are_recorded_byte_for_byte(self):
        self.start()
        client = self.client()
        for guest in ("one@y.test", "two@y.test"):
            client.sendmail("office@x.test", [guest, "copy@y.test"], LETTER)
        first, second = self.messages()
        self.assertEqual(first["from"], "office@x.test")
        self.assertEqual(first["to"], ["one@y.test", "copy@y.test"])
        self.assertEqual(second["to"], ["two@y.test", "copy@y.test"])
        self.assertEqual(first["message_id"], "<1@x.test>")
        self.assertEqual(first["outcome"], "accepted")
        self.assertEqual(first["complaints"], [])
        self.assertEqual(first["connection"], second["connection"])
        eml = (self.record / first["eml"]).read_bytes()
        self.assertEqual(eml, LETTER)
        self.assertEqual(first["sha256"], hashlib.sha256(LETTER).hexdigest())

    def test_each_fault_has_its_address(self):
        self.start()
        for local, code in {"refused": 550, "deferred": 451, "full": 452, "anna": 250, "refused+vip": 550}.items():
            with self.subTest(local):
                self.assertEqual(self.rcpt(f"{local}@y.test")[0], code)
        self.assertIn("5.1.1", self.rcpt("refused@y.test")[1])

    def test_greylisting_ends_with_the_second_try(self):
        self.start()
        self.assertEqual(self.rcpt("greylisted@y.test")[0], 450)
        self.assertEqual(self.rcpt("greylisted@y.test")[0], 250)
        self.assertEqual(self.rcpt("greylisted+other@y.test")[0], 450)

    def test_slow_answers_after_two_seconds(self):
        self.start()
        started = time.monotonic()
        self.assertEqual(self.rcpt("slow@y.test")[0], 250)
        self.assertGreaterEqual(time.monotonic() - started, 1.9)

    def test_dropped_is_recorded_and_not_acknowledged_once(self):
        self.start()
        with self.assertRaises(smtplib.SMTPServerDisconnected):
            self.client().sendmail("office@x.test", ["dropped@y.test"], LETTER)
        self.client().sendmail("office@x.test", ["dropped@y.test"], LETTER)
        self.assertEqual([m["outcome"] for m in self.messages()], ["dropped", "accepted"])
        self.assertEqual(len({m["sha256"] for m in self.messages()}), 1)

    def test_hangup_takes_nothing_once(self):
        self.start()
        with self.assertRaises(smtplib.SMTPServerDisconnected):
            self.client().sendmail("office@x.test", ["hangup@y.test"], LETTER)
        self.assertEqual(self.messages(), [])
        self.client().sendmail("office@x.test", ["hangup@y.test"], LETTER)
        self.assertEqual([m["outcome"] for m in self.messages()], ["accepted"])

    def test_baddata_is_refused_after_the_dot_and_the_connection_lives(self):
        self.start()
        client = self.client()
        with self.assertRaises(smtplib.SMTPDataError) as refusal:
            client.sendmail("office@x.test", ["baddata@y.test"], LETTER)
        self.assertEqual(refusal.exception.smtp_code, 554)
        client.sendmail("office@x.test", ["anna@y.test"], LETTER)
        self.assertEqual(len(self.messages()), 1)

    def test_authentication_is_insisted_on(self):
        self.start("--require-auth", "office:secret")
        client = self.client()
        client.ehlo()
        self.assertEqual(client.mail("office@x.test")[0], 530)
        with self.assertRaises(smtplib.SMTPAuthenticationError) as refusal:
            client.login("office", "wrong")
        self.assertEqual(refusal.exception.smtp_code, 535)
        for method in ("auth_plain", "auth_login"):
            client = self.client()
            client.ehlo()
            client.user, client.password = "office", "secret"
            client.auth(method[5:].upper(), getattr(client, method))
            client.sendmail("office@x.test", ["anna@y.test"], LETTER)
        self.assertEqual({m["user"] for m in self.messages()}, {"office"})

    def test_starttls_hides_the_password_and_the_letter(self):
        self.start("--starttls", "--require-auth", "office:secret")
        client = self.client()
        client.ehlo()
        self.assertFalse(client.has_extn("auth"))
        client.starttls(context=ssl.create_default_context(cafile=self.record / "certificate.pem"))
        client.login("office", "secret")
        self.assertFalse(client.has_extn("starttls"))
        for _ in range(3):
            client.sendmail("office@x.test", ["anna@y.test"], LETTER + b"x" * 900 + b"\r\n")
        client.quit()
        self.assertEqual([m["tls"] for m in self.messages()], [True] * 3)

    def test_a_large_letter_crosses_tls(self):
        self.start("--starttls")
        client = self.client()
        client.starttls(context=ssl.create_default_context(cafile=self.record / "certificate.pem"))
        client.sendmail("office@x.test", ["anna@y.test"], LETTER + b"line\r\n" * 500_000)
        self.assertEqual(self.messages()[0]["bytes"], len(LETTER) + 3_000_000)

    def test_commands_may_come_in_one_packet(self):
        self.start()
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as raw:
            raw.sendall(
                b"EHLO x.test\r\nMAIL FROM:<office@x.test> SIZE=100\r\nRCPT TO:<refused@y.test>\r\n"
                b"RCPT TO:<anna@y.test>\r\nDATA\r\n" + LETTER.replace(b"\r\n.", b"\r\n..") + b".\r\n"
                b"RSET\r\nNOOP\r\nMAIL FROM:<>\r\nQUIT\r\n"
            )
            answer = b"".join(iter(lambda: raw.recv(4096), b"")).decode()
        codes = [line[:3] for line in answer.splitlines() if line[3:4] == " "]
        self.assertEqual(codes, ["220", "250", "250", "550", "250", "354", "250", "250", "250", "250", "221"])
        self.assertEqual(self.messages()[0]["to"], ["anna@y.test"])

    def test_a_smuggled_end_is_not_an_end(self):
        self.start()
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as raw:
            raw.sendall(
                b"EHLO x.test\r\nMAIL FROM:<office@x.test>\r\nRCPT TO:<anna@y.test>\r\nDATA\r\n"
                b"Subject: one\r\n\r\nbody\n.\r\nMAIL FROM:<thief@x.test>\r\n.\r\nQUIT\r\n"
            )
            while raw.recv(4096):
                pass
        (message,) = self.messages()
        self.assertIn(b"thief", (self.record / message["eml"]).read_bytes())
        self.assertIn("bare CR or LF", message["complaints"])
        self.assertIn("not exactly one Message-ID", message["complaints"])

    def test_connections_past_the_limit_are_turned_away(self):
        self.start("--max-connections", "1")
        self.client().ehlo()
        with self.assertRaises(smtplib.SMTPConnectError) as refusal:
            self.client()
        self.assertEqual(refusal.exception.smtp_code, 421)

    def test_a_relay_that_comes_back_goes_on_counting(self):
        process = self.start()
        self.client().sendmail("office@x.test", ["anna@y.test"], LETTER)
        process.stdin.close()
        self.assertEqual(process.wait(10), 0)
        with self.assertRaises(OSError):
            self.client()
        again = subprocess.Popen(
            [sys.executable, SINK, "--record", self.record, "--port", str(self.port), "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.addCleanup(again.stdout.close)
        self.addCleanup(again.wait, 10)
        self.addCleanup(again.stdin.close)
        again.stdout.readline()
        self.client().sendmail("office@x.test", ["anna@y.test"], LETTER)
        self.assertEqual([m["eml"] for m in self.messages()], ["000001.eml", "000002.eml"])

    @unittest.skipUnless(os.environ.get("KUVEND_TEST_SMTP_SOURCE"), "smtp-source is not at hand")
    def test_many_letters_over_many_connections(self):
        self.start()
        subprocess.run(
            [os.environ["KUVEND_TEST_SMTP_SOURCE"], "-s", "8", "-m", "1000", "-t", "anna@y.test", f"127.0.0.1:{self.port}"],
            check=True,
            timeout=60,
        )
        self.assertEqual(len(self.messages()), 1000)
        self.assertLessEqual(max(m["open_connections"] for m in self.messages()), 9)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""An SMTP server for tests: records every message it takes and fails on command.

The local part of a recipient (before any `+`) chooses the fault; see README.md. Only the standard library is used;
STARTTLS calls the openssl command once, for its certificate.
"""

import argparse
import asyncio
import base64
import binascii
import contextlib
import email.parser
import email.policy
import hashlib
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time

MAX_SIZE = 25 * 1024 * 1024
SLOW_SECONDS = 2.0

RCPT_FAULTS = {
    "refused": "550 5.1.1 No such mailbox",
    "deferred": "451 4.3.0 Try again later",
    "full": "452 4.2.2 Mailbox full",
}


class Closed(Exception):
    """The dialogue is over."""


class Recorder:
    """Writes messages down: one JSON line each in messages.jsonl, the bytes beside it as NNNNNN.eml."""

    def __init__(self, directory):
        self.directory = directory
        self.count = 0
        self.lines = None
        if directory:
            os.makedirs(directory, exist_ok=True)
            path = os.path.join(directory, "messages.jsonl")
            # A sink started again beside the same record (the relay was down) goes on counting.
            if os.path.exists(path):
                with open(path, encoding="utf-8") as lines:
                    self.count = sum(1 for _ in lines)
            self.lines = open(path, "a", encoding="utf-8")

    def record(self, session, sender, recipients, data, outcome):
        """Outcome is what the sender was told: accepted, or dropped when it was told nothing."""
        self.count += 1
        if not self.lines:
            return
        name = f"{self.count:06}.eml"
        with open(os.path.join(self.directory, name), "wb") as eml:
            eml.write(data)
        headers = email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(data)
        entry = {
            "time": time.time(),
            "from": sender,
            "to": recipients,
            "sha256": hashlib.sha256(data).hexdigest(),
            "message_id": headers.get("Message-ID", ""),
            "eml": name,
            "bytes": len(data),
            "outcome": outcome,
            "complaints": complaints(data, headers, session.is_8bit),
            "tls": session.is_tls,
            "user": session.user,
            "connection": session.number,
            "open_connections": session.sink.open,
        }
        # The line is written last and whole: who reads a line can open its .eml.
        self.lines.write(json.dumps(entry) + "\n")
        self.lines.flush()


class Sink:
    """What all connections share."""

    def __init__(self, options):
        self.recorder = Recorder(options.record)
        self.require_auth = options.require_auth
        self.max_connections = options.max_connections
        self.tls = server_tls() if options.starttls else None
        self.greylisted = set()
        self.dropped = set()
        self.hung_up = set()
        self.connections = 0
        self.open = 0

    async def serve(self, reader, writer):
        self.connections += 1
        self.open += 1
        session = Session(self, reader, writer, self.connections)
        try:
            await session.run()
        except (Closed, ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            # Over in one of the ways a dialogue ends, the sink's own stop among them.
            pass
        finally:
            self.open -= 1
            session.writer.close()


class Session:
    """One connection's dialogue."""

    def __init__(self, sink, reader, writer, number):
        self.sink = sink
        self.reader = reader
        self.writer = writer
        self.number = number
        self.is_tls = False
        self.greeted = False
        self.user = None
        self.reset()

    def reset(self):
        self.sender = None
        self.is_8bit = False
        self.recipients = []

    async def say(self, *lines):
        for line in lines:
            self.writer.write(line.encode("utf-8") + b"\r\n")
        # Answers to pipelined commands leave together with the last one.
        await self.writer.drain()

    async def line(self):
        try:
            raw = await self.reader.readuntil(b"\n")
        except asyncio.LimitOverrunError:
            await self.say("500 5.5.2 Line too long")
            raise Closed from None
        return raw.rstrip(b"\r\n").decode("utf-8", "replace")

    async def run(self):
        if self.sink.max_connections and self.sink.open > self.sink.max_connections:
            await self.say("421 4.7.0 Too many connections")
            return
        await self.say("220 sink.test ESMTP")
        while True:
            line = await self.line()
            verb, _, rest = line.partition(" ")
            handler = getattr(self, "do_" + verb.lower(), None)
            if handler is None:
                await self.say("500 5.5.1 Command not known")
            else:
                await handler(rest.strip())

    async def do_ehlo(self, _rest):
        self.greeted = True
        self.reset()
        words = ["sink.test", "PIPELINING", f"SIZE {MAX_SIZE}", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]
        if self.sink.tls and not self.is_tls:
            words.append("STARTTLS")
        # As a careful relay does: no password is asked for in clear where TLS is to be had.
        if self.sink.require_auth and (self.is_tls or not self.sink.tls):
            words.append("AUTH PLAIN LOGIN")
        await self.say(*(f"250-{word}" for word in words[:-1]), f"250 {words[-1]}")

    async def do_helo(self, _rest):
        self.greeted = True
        self.reset()
        await self.say("250 sink.test")

    async def do_noop(self, _rest):
        await self.say("250 2.0.0 Ok")

    async def do_vrfy(self, _rest):
        await self.say("252 2.0.0 Send some mail")

    async def do_rset(self, _rest):
        self.reset()
        await self.say("250 2.0.0 Ok")

    async def do_quit(self, _rest):
        await self.say("221 2.0.0 Bye")
        raise Closed

    async def do_starttls(self, _rest):
        if not self.sink.tls or self.is_tls:
            await self.say("502 5.5.1 Not offered")
            return
        await self.say("220 2.0.0 Go ahead")
        await self.writer.start_tls(self.sink.tls)
        self.is_tls = True
        self.greeted = False
        self.user = None
        self.reset()

    async def do_auth(self, rest):
        if not self.sink.require_auth or (self.sink.tls and not self.is_tls):
            await self.say("503 5.5.1 AUTH not offered")
            return
        mechanism, _, initial = rest.partition(" ")
        try:
            if mechanism.upper() == "PLAIN":
                answer = initial or await self.ask("")
                _, user, password = base64.b64decode(answer, validate=True).decode().split("\0")
            elif mechanism.upper() == "LOGIN":
                answer = initial or await self.ask("Username:")
                user = base64.b64decode(answer, validate=True).decode()
                password = base64.b64decode(await self.ask("Password:"), validate=True).decode()
            else:
                await self.say("504 5.5.4 Mechanism not known")
                return
        except (binascii.Error, ValueError):
            await self.say("501 5.5.2 Not understood")
            return
        if f"{user}:{password}" != self.sink.require_auth:
            await self.say("535 5.7.8 Authentication failed")
            return
        self.user = user
        await self.say("235 2.7.0 Welcome")

    async def ask(self, prompt):
        await self.say("334 " + base64.b64encode(prompt.encode()).decode())
        return await self.line()

    async def do_mail(self, rest):
        if not self.greeted:
            await self.say("503 5.5.1 Say EHLO first")
        elif self.sink.require_auth and not self.user:
            await self.say("530 5.7.0 Authentication required")
        elif self.sender is not None:
            await self.say("503 5.5.1 One sender only")
        elif (path := address_of(rest, "FROM:")) is None:
            await self.say("501 5.5.4 MAIL FROM:<address>")
        elif declared_size(rest) > MAX_SIZE:
            await self.say("552 5.3.4 Too big")
        else:
            self.sender = path
            self.is_8bit = "BODY=8BITMIME" in rest.upper().split()
            await self.say("250 2.1.0 Ok")

    async def do_rcpt(self, rest):
        if self.sender is None:
            await self.say("503 5.5.1 Say MAIL first")
            return
        path = address_of(rest, "TO:")
        if not path:
            await self.say("501 5.5.4 RCPT TO:<address>")
            return
        local = fault_of(path)
        if local == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        if local in RCPT_FAULTS:
            await self.say(RCPT_FAULTS[local])
        elif local == "greylisted" and (self.sender, path) not in self.sink.greylisted:
            self.sink.greylisted.add((self.sender, path))
            await self.say("450 4.2.0 Greylisted, please come back")
        else:
            self.recipients.append(path)
            await self.say("250 2.1.5 Ok")

    async def do_data(self, _rest):
        if not self.recipients:
            await self.say("554 5.5.1 No valid recipients" if self.sender is not None else "503 5.5.1 Say MAIL first")
            return
        leave = [path for path in self.recipients if fault_of(path) == "hangup" and path not in self.sink.hung_up]
        if leave:
            # Before a byte of the message: nothing can have been taken.
            self.sink.hung_up.update(leave)
            self.writer.transport.abort()
            raise Closed
        await self.say("354 End with a dot")
        data = await self.body()
        sender, recipients = self.sender, self.recipients
        if len(data) > MAX_SIZE:
            self.reset()
            await self.say("552 5.3.4 Too big")
            return
        faults = {fault_of(path) for path in recipients}
        if "baddata" in faults:
            self.reset()
            await self.say("554 5.6.0 Message refused")
            return
        drop = [path for path in recipients if fault_of(path) == "dropped" and path not in self.sink.dropped]
        if drop:
            # Taken and never acknowledged: the sender cannot know.
            self.sink.dropped.update(drop)
            self.sink.recorder.record(self, sender, recipients, data, "dropped")
            self.writer.transport.abort()
            raise Closed
        self.sink.recorder.record(self, sender, recipients, data, "accepted")
        self.reset()
        await self.say(f"250 2.0.0 Ok: queued as {self.sink.recorder.count:06}")

    async def body(self):
        lines = []
        size = 0
        ended = True
        while True:
            try:
                line = await self.reader.readuntil(b"\n")
            except asyncio.LimitOverrunError:
                await self.say("500 5.5.2 Line too long")
                raise Closed from None
            # The dot ends the message only between two whole CRLF: anything else is how messages are smuggled.
            if line == b".\r\n" and ended:
                return b"".join(lines)
            ended = line.endswith(b"\r\n")
            if line.startswith(b"."):
                line = line[1:]
            size += len(line)
            # Past the limit the rest is read and forgotten.
            if size <= MAX_SIZE + 1:
                lines.append(line)
            elif lines:
                lines = [b"." * (MAX_SIZE + 1)]


def complaints(data, headers, is_8bit):
    """What is wrong with the bytes, by RFC 5321 and 5322, though the sink takes them."""
    whole = data.replace(b"\r\n", b"")
    checks = {
        "bare CR or LF": b"\r" in whole or b"\n" in whole,
        "line over 998 octets": any(len(line) > 998 for line in data.split(b"\r\n")),
        "eight bits without BODY=8BITMIME": not is_8bit and not data.isascii(),
        "not exactly one From": len(headers.get_all("From", [])) != 1,
        "not exactly one Date": len(headers.get_all("Date", [])) != 1,
        "not exactly one Message-ID": len(headers.get_all("Message-ID", [])) != 1,
    }
    return [complaint for complaint, is_true in checks.items() if is_true]


def address_of(rest, keyword):
    """The address between the angle brackets after FROM: or TO:, or None."""
    if rest[: len(keyword)].upper() != keyword:
        return None
    path = rest[len(keyword) :].strip()
    end = path.find(">")
    if not path.startswith("<") or end < 0:
        return None
    return path[1:end]


def declared_size(rest):
    for word in rest.upper().split():
        if word.startswith("SIZE="):
            return int(word[5:]) if word[5:].isdigit() else 0
    return 0


def fault_of(address):
    return address.rpartition("@")[0].partition("+")[0].lower()


def server_tls():
    """A certificate for 127.0.0.1, localhost and sink.test that nobody signed, and that is gone with this process."""
    with tempfile.TemporaryDirectory() as directory:
        key, certificate = os.path.join(directory, "key"), os.path.join(directory, "certificate")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
            + ["-subj", "/CN=sink.test", "-addext", "subjectAltName=DNS:sink.test,DNS:localhost,IP:127.0.0.1"]
            + ["-keyout", key, "-out", certificate],
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        with open(certificate, encoding="ascii") as pem:
            context.certificate_pem = pem.read()
        return context


async def main(options):
    sink = Sink(options)
    if sink.tls and options.record:
        with open(os.path.join(options.record, "certificate.pem"), "w", encoding="ascii") as pem:
            pem.write(sink.tls.certificate_pem)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", options.port, limit=1 << 20, backlog=512)
    host, port = server.sockets[0].getsockname()
    print(f"listening on {host}:{port}", flush=True)
    if options.until_stdin_closes:
        # A test that dies takes its sink with it.
        stopped = asyncio.Event()

        def stdin_is_readable():
            if not os.read(0, 4096):
                asyncio.get_running_loop().remove_reader(0)
                stopped.set()

        asyncio.get_running_loop().add_reader(0, stdin_is_readable)
        await stopped.wait()
    else:
        await server.serve_forever()


def options(arguments=None):
    parser = argparse.ArgumentParser(description="An SMTP server that records what it takes and fails on command.")
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0 (the default) takes a free one")
    parser.add_argument("--record", metavar="DIR", help="write messages.jsonl and NNNNNN.eml here")
    parser.add_argument("--require-auth", metavar="USER:PASSWORD", help="offer AUTH PLAIN and LOGIN, and insist")
    parser.add_argument("--starttls", action="store_true", help="offer STARTTLS; certificate.pem goes to the record")
    parser.add_argument("--max-connections", type=int, default=0, metavar="N", help="421 for the ones past N")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop at the end of standard input")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(options()))

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A mail server for tests and the demo: takes mail on 127.0.0.1 and keeps it as files.

Prints one line of JSON when it listens, e.g.
  {"host": "127.0.0.1", "port": 40123, "ca": "/tmp/sink/certificate.pem"}

Each accepted mail becomes FOLDER/0001.eml (as it came over the wire) beside FOLDER/0001.json (the
envelope). Every attempt, accepted or not, is one line in FOLDER/attempts.jsonl.

  tests/fakes/smtp_sink.py --folder /tmp/sink --tls starttls --user agent --password secret
  tests/fakes/smtp_sink.py --folder /tmp/sink --refuse 2 --refuse-with "451 4.3.0 try later"
"""
import argparse
import asyncio
import json
import logging
import os
import signal
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def make_certificate(folder):
    """A self-signed certificate for 127.0.0.1 and localhost, valid for a day."""
    certificate = os.path.join(folder, "certificate.pem")
    key = os.path.join(folder, "key.pem")
    if not (os.path.exists(certificate) and os.path.exists(key)):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-days", "1", "-keyout", key, "-out", certificate,
             "-subj", "/CN=chaperone test mail server",
             "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return certificate, key


class Sink:
    """What all connections share: the modes that are left, and the folder."""

    def __init__(self, options):
        self.options = options
        self.left = {"refuse": options.refuse, "die": options.die_in_data,
                     "vanish": options.vanish_after_accept}
        self.count = len([name for name in os.listdir(options.folder) if name.endswith(".eml")])

    def take(self, mode):
        if self.left[mode] == 0:
            return False
        if self.left[mode] > 0:
            self.left[mode] -= 1
        return True

    def note(self, outcome, envelope):
        with open(os.path.join(self.options.folder, "attempts.jsonl"), "a", encoding="utf-8") as log:
            log.write(json.dumps({"outcome": outcome, "from": envelope.mail_from,
                                  "to": envelope.rcpt_tos}) + "\n")

    def keep(self, session, envelope):
        self.count += 1
        base = os.path.join(self.options.folder, f"{self.count:04d}")
        with open(base + ".json", "w", encoding="utf-8") as out:
            json.dump({"from": envelope.mail_from, "to": envelope.rcpt_tos,
                       "tls": session.ssl is not None or self.options.tls == "tls",
                       "authenticated": session.authenticated}, out)
        with open(base + ".part", "wb") as out:
            out.write(envelope.original_content)
        os.rename(base + ".part", base + ".eml")  # whoever waits for *.eml sees it whole
        self.note("accepted", envelope)


class Connection(SMTP):
    def __init__(self, sink, **settings):
        super().__init__(sink_handler(sink), **settings)
        self.sink = sink

    async def smtp_DATA(self, arg):
        if self.envelope.rcpt_tos and self.sink.take("die"):
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readuntil(b"\r\n")
            self.sink.note("died_in_data", self.envelope)
            self.transport.abort()
            self._reader._buffer.clear()  # else the rest of the mail would be taken for commands
            self._reader.feed_eof()
            return
        await super().smtp_DATA(arg)


def sink_handler(sink):
    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
            if address in sink.options.reject:
                return "550 5.1.1 no such mailbox here"
            if address in sink.options.defer:
                return "450 4.2.1 mailbox busy"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            if sink.options.slow:
                await asyncio.sleep(sink.options.slow)
            if sink.take("refuse"):
                sink.note("refused", envelope)
                return sink.options.refuse_with
            sink.keep(session, envelope)
            if sink.take("vanish"):
                server.transport.abort()
            return "250 OK kept"

    return Handler()


async def serve(options):
    sink = Sink(options)
    context = None
    listening = {"host": options.host}
    if options.tls != "none":
        certificate, key = make_certificate(options.folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        listening["ca"] = certificate

    def authenticate(server, session, envelope, mechanism, data):
        right = (getattr(data, "login", b"") == options.user.encode() and
                 getattr(data, "password", b"") == options.password.encode())
        return AuthResult(success=right, handled=False)

    def connect():
        return Connection(
            sink, hostname="sink.example", enable_SMTPUTF8=True, timeout=30,
            tls_context=context if options.tls == "starttls" else None,
            require_starttls=options.tls == "starttls",
            authenticator=authenticate if options.user else None,
            auth_required=bool(options.user), auth_require_tls=options.tls == "starttls")

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connect, options.host, options.port,
                                      ssl=context if options.tls == "tls" else None)
    listening["port"] = server.sockets[0].getsockname()[1]
    print(json.dumps(listening), flush=True)

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if options.until_stdin_closes:
        def read_stdin():
            if not os.read(0, 4096):
                stop.set()
        loop.add_reader(0, read_stdin)
    await stop.wait()
    server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", required=True, help="where mails are kept; made when missing")
    parser.add_argument("--host", default="127.0.0.1",
                        help="a loopback address; the certificate is for 127.0.0.1 and localhost")
    parser.add_argument("--port", type=int, default=0, help="0 (default): the system chooses")
    parser.add_argument("--tls", choices=["none", "starttls", "tls"], default="none",
                        help="starttls: required before AUTH and MAIL; tls: from the first byte")
    parser.add_argument("--user", default="", help="AUTH is required, with this name")
    parser.add_argument("--password", default="")
    parser.add_argument("--refuse", type=int, default=0, metavar="N",
                        help="refuse the first N mails after DATA (-1: all)")
    parser.add_argument("--refuse-with", default="451 4.3.0 try again later", metavar="REPLY")
    parser.add_argument("--reject", action="append", default=[], metavar="ADDRESS",
                        help="550 for this recipient")
    parser.add_argument("--defer", action="append", default=[], metavar="ADDRESS",
                        help="450 for this recipient")
    parser.add_argument("--die-in-data", type=int, default=0, metavar="N",
                        help="cut the first N connections after one line of DATA (-1: all)")
    parser.add_argument("--vanish-after-accept", type=int, default=0, metavar="N",
                        help="keep the mail, but cut the connection before saying so, N times")
    parser.add_argument("--slow", type=float, default=0, metavar="SECONDS",
                        help="wait so long before the answer to DATA")
    parser.add_argument("--until-stdin-closes", action="store_true",
                        help="end when standard input closes, so as never to outlive a test")
    options = parser.parse_args()
    if not options.host.startswith("127."):
        parser.error("--host must be a loopback address")
    os.makedirs(options.folder, exist_ok=True)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # attempts.jsonl tells what matters
    try:
        asyncio.run(serve(options))
    except OSError as error:
        print(f"smtp_sink: {error.strerror}: port {options.port} on {options.host}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())

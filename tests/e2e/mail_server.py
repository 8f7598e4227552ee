"""A real SMTP server for the tests: aiosmtpd with TLS and AUTH. Prints its port, keeps every message in a folder."""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

kind, folder, certificates = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificates / "server.pem", certificates / "server.key")


class Keep:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Keep.count += 1
        (folder / f"{Keep.count}.eml").write_bytes(envelope.original_content)
        (folder / f"{Keep.count}.to").write_text("\n".join(envelope.rcpt_tos))
        return "250 2.0.0 kept"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"xcb" and data.password == b"hunter2", handled=False)


def session():
    secured = {"starttls": {"tls_context": context, "require_starttls": True}}.get(kind, {})
    return SMTP(Keep(), hostname="test", authenticator=authenticate, auth_required=kind != "plain",
                auth_require_tls=kind == "starttls", **secured)


async def serve():
    secured = {"ssl": context} if kind == "implicit" else {}
    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0, **secured)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())

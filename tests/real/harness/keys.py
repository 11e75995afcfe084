# SPDX-License-Identifier: Apache-2.0
"""Keys of the firm: a champion's, that signs rulings, and the recovery key. Made anew for every test."""

import json
import os
import subprocess

from .processes import program

# A key's algorithm in the wrapping that openssl reads (RFC 8410), without the 32 bytes themselves.
_WRAPPING = {"ed25519": "302e020100300506032b657004220420", "x25519": "302e020100300506032b656e04220420"}


class Key:
    """`kind` is ed25519 (rulings) or x25519 (recovery). `path` holds the secret half, `public` is the other: both as 64
    hexadecimal digits."""

    def __init__(self, folder, name, kind):
        secret = os.urandom(32)
        self._folder, self._wrapped = folder, bytes.fromhex(_WRAPPING[kind]) + secret
        self.path = folder.file("keys", name)
        with open(os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as f:
            f.write(secret.hex() + "\n")
        done = subprocess.run([program("openssl"), "pkey", "-inform", "DER", "-pubout", "-outform", "DER"],
                              input=self._wrapped, capture_output=True, check=True, timeout=20)
        self.public = done.stdout[-32:].hex()

    def sign_ruling(self, **ruling):
        """A ruling file as policy/recording/RULING_FORMAT.md has it, made without any code of Chaperone's."""
        text = json.dumps(ruling)
        der, message = self._folder.file("keys", "signing.der"), self._folder.file("keys", "message")
        for path, data in ((der, self._wrapped), (message, b"chaperone.ruling.v1\0" + text.encode())):
            with open(path, "wb") as f:
                f.write(data)
        signature = subprocess.run([program("openssl"), "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", der,
                                    "-in", message], capture_output=True, check=True, timeout=20).stdout
        os.remove(der)
        return json.dumps({"format": "chaperone-ruling-1", "ruling": text, "champion": ruling["champion"],
                           "signature": signature.hex()})

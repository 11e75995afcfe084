# SPDX-License-Identifier: Apache-2.0
"""Keys of the firm: a champion's, that signs rulings, and the recovery key. Made anew for every test."""

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
        self.path = folder.file("keys", name)
        with open(os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as f:
            f.write(secret.hex() + "\n")
        done = subprocess.run([program("openssl"), "pkey", "-inform", "DER", "-pubout", "-outform", "DER"],
                              input=bytes.fromhex(_WRAPPING[kind]) + secret, capture_output=True, check=True, timeout=20)
        self.public = done.stdout[-32:].hex()

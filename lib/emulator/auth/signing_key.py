"""A TEST KEY, published with the source on purpose: what signs the local service's tokens is no secret.

The tokens are looked up where they are used, so nobody gains anything by signing one; the signature is there
for those who check it by the JWKS, as they would with the real service. RSA, 2048 bits, made for this alone.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

KEY_ID = "DataBrowserSampleTestKey20260301"
_EXPONENT = 65537
_PRIME_1 = (
    "ed0a65a9c4953311bf23392630b49d81470e0b19788c609dad1688ad2ae4c300c7f532a405fb32944e7ff9a1a4342b88"
    "75c4f331414823ba11bb332723d0f038ddecb09769f6237578dea5ea1de7ade05dd56140f38206347272c25eee6b707f"
    "ac984e99356c166b8e14e26f0532b471f437e07073b0dac9480db2ed9fb75fc1"
)
_PRIME_2 = (
    "c416c0d0963a101974970c0ae580278519f80c856a9e6412e4983097a94af65ed8c3eaaee768a17cb1673d079cb0c80c"
    "cba2bfada27bf9b49a3b561c67e1adddb2e512f22dc05f773f864a401c10484bd5fe45b25b7163f080dddef644a75bee"
    "23b6417b7a79a6a59f584c4d43966cd9a2b05563ddb18d42c7e60e1b6c1164b5"
)


@dataclass(frozen=True)
class SigningKey:
    """An RSA key by its two primes."""

    prime_1: int
    prime_2: int
    exponent: int

    @property
    def modulus(self) -> int:
        """The public modulus."""
        return self.prime_1 * self.prime_2

    def sign(self, number: int) -> int:
        """Raise a number to the private exponent, by way of the two primes (RFC 8017, section 5.1.2)."""
        private = pow(self.exponent, -1, (self.prime_1 - 1) * (self.prime_2 - 1))
        first = pow(number, private % (self.prime_1 - 1), self.prime_1)
        second = pow(number, private % (self.prime_2 - 1), self.prime_2)
        step = (first - second) * pow(self.prime_2, -1, self.prime_1) % self.prime_1
        return second + step * self.prime_2


@functools.lru_cache(maxsize=1)
def load_key() -> SigningKey:
    """Return the one key."""
    return SigningKey(int(_PRIME_1, 16), int(_PRIME_2, 16), _EXPONENT)

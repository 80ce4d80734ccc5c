"""The only source of randomness: seed -> uids, name suffixes, ties.

Each purpose has a stream of its own, so that one component drawing once more does not move what
another draws. The whole state is a dict of counters: plain data, cheap to checkpoint.
"""

from __future__ import annotations

from hashlib import blake2b

__all__ = ["SAFE_ALPHABET", "Chance"]

#: what Kubernetes uses for generated names: no vowels and no look-alikes
SAFE_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


class Chance:
    """Deterministic draws from `seed`, one counter a stream."""

    def __init__(self, seed: int, counters: dict[str, int] | None = None) -> None:
        self.seed = seed
        self.counters: dict[str, int] = dict(counters or {})

    def _draw(self, stream: str) -> bytes:
        count = self.counters.get(stream, 0)
        self.counters[stream] = count + 1
        return blake2b(f"{self.seed}/{stream}/{count}".encode(), digest_size=16).digest()

    def below(self, limit: int, stream: str) -> int:
        """An integer in [0, limit)."""
        return int.from_bytes(self._draw(stream), "big") % limit

    def uid(self) -> str:
        """A version 4 UUID."""
        text = self._draw("uid").hex()
        # the version is the 13th digit, the variant the upper two bits of the 17th
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:]}"

    def suffix(self, stream: str = "names", length: int = 5) -> str:
        """Random characters as at the end of a generated name."""
        return self._letters(self._draw(stream), length)

    def suffix_of(self, text: str, stream: str, length: int = 5) -> str:
        """The same characters for the same text: for what is derived once and shared, as often as it has to be derived."""
        return self._letters(blake2b(f"{self.seed}/{stream}/{text}".encode(), digest_size=16).digest(), length)

    @staticmethod
    def _letters(drawn: bytes, length: int) -> str:
        value = int.from_bytes(drawn, "big")
        letters = []
        for _ in range(length):
            value, index = divmod(value, 27)
            letters.append(SAFE_ALPHABET[index])
        return "".join(letters)

"""A certificate authority for one server, and the certificate that it signs.

Both are new for each server and live no longer than it does: a week, in memory and in one private folder that is removed
with the server. Next: `access.py`, which writes the kubeconfig that trusts them.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["Certificates", "context", "issue"]

_LIFE = timedelta(days=7)
_NAMES = (
    "localhost",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
)


class Certificates(NamedTuple):
    """PEM texts: who signs, the server's own certificate, and its private key."""

    authority: bytes
    server: bytes
    key: bytes


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def issue(hosts: tuple[str, ...]) -> Certificates:
    """A new authority, and a certificate for these addresses and names."""
    begin = datetime.now(UTC) - timedelta(minutes=5)
    root, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = _named("kubecourse")

    def builder(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(begin)
        return made.not_valid_after(begin + _LIFE)

    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    identifier = x509.SubjectKeyIdentifier.from_public_key(root.public_key())
    authority = (
        builder(issuer, root.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(identifier, critical=False)
        .sign(root, hashes.SHA256())
    )
    places = [x509.DNSName(name) for name in _NAMES]
    for host in hosts:
        try:
            places.append(x509.IPAddress(ip_address(host)))  # type: ignore[arg-type]
        except ValueError:
            places.append(x509.DNSName(host))
    signed = (
        builder(_named("kube-apiserver"), key.public_key())
        .add_extension(x509.SubjectAlternativeName(list(dict.fromkeys(places))), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(root, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Certificates(authority.public_bytes(pem), signed.public_bytes(pem), private)


def context(certificates: Certificates, folder: Path) -> ssl.SSLContext:
    """The server's side of TLS; Python reads keys from files only, so they pass through `folder`, which is private."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    chain = folder / "server.pem"
    chain.touch(mode=0o600)
    chain.write_bytes(certificates.server + certificates.key)
    made.load_cert_chain(chain)
    chain.unlink()
    return made

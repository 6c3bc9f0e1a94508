# seccoder-example: 1
# title: Create a device key and a certificate request
# guideline: Generate RSA keys of at least 3072 bits and encrypt the private key at rest.
# cwe: CWE-326
# apis: cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key
# applies: cryptography
# --- secure ---
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


def new_device_request(device: str, passphrase: bytes) -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, device)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    request = builder.sign(key, hashes.SHA256())
    protection = BestAvailableEncryption(passphrase)
    return (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection),
        request.public_bytes(Encoding.PEM),
    )
# --- vulnerable ---
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


def new_device_request(device: str, passphrase: bytes) -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, device)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    request = builder.sign(key, hashes.SHA256())
    protection = BestAvailableEncryption(passphrase)
    return (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection),
        request.public_bytes(Encoding.PEM),
    )

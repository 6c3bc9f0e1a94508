//! Encrypted connections, to a server that a gate in front of it encrypts for.

use std::net::TcpListener;
use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::UnixStream;
use tokio_rustls::TlsAcceptor;

use super::*;

/// A gate with a certificate for `localhost`, and the one that this was signed with.
struct Gate {
    port: u16,
    root: String,
}

fn gate(server: &Server) -> Gate {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let own = own.signed_by(&key, &root).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![own.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    let target = server.folder().join(".s.PGSQL.5432");
    std::thread::spawn(move || {
        in_a_runtime(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                let (acceptor, target) = (acceptor.clone(), target.clone());
                tokio::spawn(async move {
                    let mut request = [0; 8];
                    client.read_exact(&mut request).await?;
                    client.write_all(b"S").await?;
                    let mut client = acceptor.accept(client).await?;
                    let mut server = UnixStream::connect(target).await?;
                    copy_bidirectional(&mut client, &mut server).await
                });
            }
        });
    });
    Gate {
        port,
        root: root.pem(),
    }
}

#[test]
fn the_certificate_and_its_name_are_verified() {
    let Some(server) = shared() else { return };
    let database = server.database();
    let gate = gate(server);
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, &gate.root).unwrap();
    let address = |host: &str, options: &str| {
        format!(
            "postgres://postgres@{host}:{}/{database}?sslmode=verify-full{options}",
            gate.port
        )
    };
    let trusting = |path: &Path| format!("&sslrootcert={}", path.display());
    let store = open(&address("localhost", &trusting(&root)));
    block_on(store.write(&mine("x = 1\n"))).unwrap();

    let error = |address: &str| {
        let opened = PostgresStore::open_with(address, &Contents::empty());
        opened.err().unwrap().to_string()
    };
    // The system knows nothing of that certificate.
    let unknown = error(&address("localhost", ""));
    assert!(unknown.contains("sslrootcert"), "{unknown}");
    // It is for another name.
    let other = error(&address("127.0.0.1", &trusting(&root)));
    assert!(other.contains("not valid for name"), "{other}");
    std::fs::write(&root, "nothing").unwrap();
    let empty = error(&address("localhost", &trusting(&root)));
    assert!(empty.contains("root.pem"), "{empty}");
}

//! Connections: a pool of them, each set up alike.
//!
//! The driver needs an asynchronous runtime of its own kind, the rest of the program does not. So
//! a pool brings a runtime with one thread that does nothing but wait for sockets, and whatever
//! talks to the server runs inside it, whoever polls it ([`Pool::run`]).

use std::future::{Future, poll_fn};
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Object, RecyclingMethod};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::{Address, Security};
use super::errors::Fault;

/// Connections that are open at a time, at most.
const CONNECTIONS: usize = 8;
/// How long to wait for one of them.
const PATIENCE: Duration = Duration::from_secs(30);
/// How an index is searched: many candidates are looked at before one answers, because pgvector's
/// default of 40 misses too many of ten neighbours, and more of them until a filter has let
/// enough through. The later of these may be nearer than earlier ones; pgvector's strict order
/// would drop them.
const SEARCHING: &str = "SET hnsw.ef_search = 200; SET hnsw.iterative_scan = 'relaxed_order'";

/// Connections to a server, and the runtime that they live in.
pub(super) struct Pool {
    pool: deadpool_postgres::Pool,
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Pool {
    /// A pool for an address. Connects to nothing yet.
    pub(super) fn new(address: &Address) -> Result<Self, Fault> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("postgres")
            .enable_all()
            .build()
            .map_err(|error| Fault::Other(format!("cannot start a thread: {error}")))?;
        let config = address.config.clone();
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match &address.security {
            Security::Plain => Manager::from_config(config, NoTls, recycling),
            Security::Verified(certificate) => {
                let tls = MakeRustlsConnect::new(tls(certificate.as_deref())?);
                Manager::from_config(config, tls, recycling)
            }
        };
        let session = session(&address.schema);
        let pool = deadpool_postgres::Pool::builder(manager)
            .max_size(CONNECTIONS)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .recycle_timeout(Some(PATIENCE))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .post_create(Hook::async_fn(move |client, _| {
                let session = session.clone();
                Box::pin(async move {
                    let set = client.batch_execute(&session).await;
                    set.map_err(HookError::Backend)?;
                    match client.batch_execute(SEARCHING).await {
                        // An index of another kind than pgvector's own knows no such settings.
                        Err(error) if error.code() == Some(&SqlState::INVALID_NAME) => Ok(()),
                        other => other.map_err(HookError::Backend),
                    }
                })
            }))
            .build()
            .map_err(|error| Fault::Other(error.to_string()))?;
        Ok(Self {
            pool,
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    /// A connection.
    pub(super) async fn get(&self) -> Result<Object, Fault> {
        self.pool.get().await.map_err(Fault::from)
    }

    /// Runs what talks to the server inside the pool's runtime.
    pub(super) async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|context| {
            let _inside = self.handle.enter();
            work.as_mut().poll(context)
        })
        .await
    }

    /// Runs it and waits for it, wherever the caller is.
    pub(super) fn wait<T: Send>(&self, work: impl Future<Output = T> + Send) -> Result<T, Fault> {
        // On a thread of its own, because the caller's may belong to another runtime.
        let done = std::thread::scope(|scope| scope.spawn(|| self.handle.block_on(work)).join());
        done.map_err(|_| Fault::Other("a thread panicked".to_owned()))
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.pool.close();
        if let Some(runtime) = self.runtime.take() {
            // Not waited for: whoever drops the store may be inside another runtime.
            runtime.shutdown_background();
        }
    }
}

/// What every connection begins with.
///
/// Only our schema is looked into: a table or function that somebody else made in a schema that
/// all may write to is never taken for ours. Locks are not waited for without end, and a
/// transaction whose client vanished does not keep them.
fn session(schema: &str) -> String {
    format!(
        "SET search_path TO \"{schema}\", pg_temp; \
         SET lock_timeout = '30s'; \
         SET idle_in_transaction_session_timeout = '2min'"
    )
}

/// Encryption that verifies the server's certificate and its name.
fn tls(certificate: Option<&Path>) -> Result<ClientConfig, Fault> {
    let fault = |error: rustls::Error| Fault::Other(format!("cannot set up TLS: {error}"));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(fault)?;
    let Some(path) = certificate else {
        let verifying = builder.with_platform_verifier().map_err(fault)?;
        return Ok(verifying.with_no_client_auth());
    };
    let mut roots = RootCertStore::empty();
    let unusable = |error: &dyn std::fmt::Display| {
        Fault::Other(format!(
            "the certificate {} cannot be used: {error}",
            path.display()
        ))
    };
    for one in CertificateDer::pem_file_iter(path).map_err(|error| unusable(&error))? {
        let one = one.map_err(|error| unusable(&error))?;
        roots.add(one).map_err(|error| unusable(&error))?;
    }
    if roots.is_empty() {
        return Err(unusable(&"it holds no certificate in PEM form"));
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

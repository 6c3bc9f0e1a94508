//! What went wrong, with what to do about it.

use std::error::Error;

use deadpool_postgres::{HookError, PoolError, TimeoutType};
use seccoder::example::StoreError;
use tokio_postgres::error::SqlState;

/// Why something did not work; [`Fault::at`] makes it an error that people read.
#[derive(Debug)]
pub(super) enum Fault {
    /// The server or the way to it.
    Server(tokio_postgres::Error),
    /// The server or the way to it, while a batch was being written.
    NotWritten(tokio_postgres::Error),
    /// No connection within the time that is waited for one.
    Busy,
    /// Anything else, in words.
    Other(String),
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error)
    }
}

impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
                Self::Server(error)
            }
            PoolError::Timeout(TimeoutType::Wait) => Self::Busy,
            PoolError::Timeout(_) => Self::Other(format!("the server does not answer; {REACH}")),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Other(error.to_string())
    }
}

const REACH: &str = "check that the server runs, that the address is right, and that nothing \
                     between here and there stops the connection";
const KEPT: &str = "nothing of what was being written is kept; try again when the server is back";

impl Fault {
    /// Says that nothing was written, where that needs saying.
    pub(super) fn while_writing(self) -> Self {
        match self {
            Self::Server(error) => Self::NotWritten(error),
            other => other,
        }
    }

    /// The error of the database at this place.
    pub(super) fn at(self, place: &str) -> StoreError {
        let reason = match self {
            Self::Server(error) => explained(&error, false),
            Self::NotWritten(error) => explained(&error, true),
            Self::Busy => "all connections are in use; try again".to_owned(),
            Self::Other(reason) => reason,
        };
        StoreError {
            place: place.to_owned(),
            reason,
        }
    }
}

/// Whether the connection is gone, or the server is going away.
pub(super) fn lost(error: &tokio_postgres::Error) -> bool {
    if let Some(code) = error.code() {
        let going = [
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
        ];
        return going.contains(code) || code.code().starts_with("08");
    }
    // Errors of the socket carry the system's error.
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.is::<std::io::Error>() {
            return true;
        }
        source = inner.source();
    }
    error.is_closed()
}

fn explained(error: &tokio_postgres::Error, writing: bool) -> String {
    let advice = match error.code() {
        Some(code) => advice_for(code),
        None => advice_without_code(error),
    };
    let what = words(error);
    let after = match (writing && lost(error), advice) {
        (true, _) => KEPT,
        (false, Some(advice)) => advice,
        (false, None) if lost(error) => REACH,
        (false, None) => return what,
    };
    format!("{what}; {after}")
}

/// What is said of it, with its causes, each once.
fn words(error: &tokio_postgres::Error) -> String {
    if let Some(error) = error.as_db_error() {
        // The detail of an error may quote rows; the message does not.
        return format!("{} ({})", error.message(), error.code().code());
    }
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let text = inner.to_string();
        if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
        source = inner.source();
    }
    words
}

fn advice_for(code: &SqlState) -> Option<&'static str> {
    let advice = [
        (
            SqlState::INVALID_PASSWORD,
            "the user or the password is wrong; the password stands in the address, or in the \
             variable PGPASSWORD",
        ),
        (
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
            "the server does not let this user in this way; see its pg_hba.conf, or add \
             sslmode=verify-full to the address if it asks for encryption",
        ),
        (
            SqlState::INVALID_CATALOG_NAME,
            "make the database first: createdb NAME, or CREATE DATABASE \"name\"",
        ),
        (
            SqlState::INSUFFICIENT_PRIVILEGE,
            "the user lacks a right; docs/postgres.md lists those that are needed",
        ),
        (
            SqlState::LOCK_NOT_AVAILABLE,
            "another process is writing to it; try again when it is done",
        ),
        (
            SqlState::T_R_DEADLOCK_DETECTED,
            "another process is writing to it; try again when it is done",
        ),
        (
            SqlState::TOO_MANY_CONNECTIONS,
            "the server has no connection left; try again later",
        ),
        (SqlState::DISK_FULL, "the server's disk is full"),
        (
            SqlState::READ_ONLY_SQL_TRANSACTION,
            "the server only reads; give the address of the one that is written to",
        ),
        (
            SqlState::DUPLICATE_TABLE,
            "the schema holds tables of another program; name another schema with \
             ?seccoder_schema= in the address",
        ),
        (
            SqlState::CANNOT_CONNECT_NOW,
            "the server is starting or stopping; try again",
        ),
    ];
    let found = advice.iter().find(|(one, _)| one == code);
    found.map(|(_, advice)| *advice)
}

fn advice_without_code(error: &tokio_postgres::Error) -> Option<&'static str> {
    let words = words(error);
    let advice = [
        (
            "does not support TLS",
            "set up TLS on the server, or add sslmode=disable to the address if everybody on the \
             way may read everything, the password too",
        ),
        (
            "invalid peer certificate",
            "if the server's certificate is one of your own, name the certificate that it was \
             signed with: sslrootcert=FILE in the address",
        ),
        (
            "password missing",
            "the server wants a password; it stands in the address, or in the variable PGPASSWORD",
        ),
    ];
    let found = advice.iter().find(|(one, _)| words.contains(one));
    found.map(|(_, advice)| *advice)
}

//! Keys, and signatures over manifests, in the form of `minisign`.
//!
//! Keys, signatures and exported manifests are what the `minisign` program reads and writes, so
//! that a database can be checked without this one:
//! `minisign -V -p seccoder.pub -m manifest.txt`.
//!
//! The private key stays inside [`SigningKey`], which shows its number and nothing else when it
//! is printed. The library underneath does not wipe it from memory when it is dropped; a program
//! should load it only to sign, and then end.

use std::fmt;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox, SignatureBox};

use super::contents::Contents;
use super::manifest::Manifest;
use super::report::{Difference, Report, Signer};
use super::verify::{ATTEMPTS, report_of};
use super::{MANIFEST_NOTE, SIGNATURE_NOTE, TrustError};
use crate::store::{Action, Batch, Store, Timestamp};

/// How the second line of a secret key begins when a password protects it: the algorithms'
/// names (`Ed`, `Sc`, `B2`) in base64. An unprotected key has zeros for `Sc`.
const PROTECTED: &str = "RWRTY0Iy";
/// What a signature says of itself, unsigned.
const COMMENT: &str = "signature of a secure code database";

/// A private key. It never shows itself: not in messages, not in debug output.
pub struct SigningKey(SecretKey);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The library's own debug output is the key itself.
        write!(f, "SigningKey({})", key_id(self.0.keynum()))
    }
}

/// Whether a secret key file is protected by a password.
#[must_use]
pub fn needs_password(secret: &str) -> bool {
    let second = secret.lines().nth(1);
    second.is_some_and(|line| line.starts_with(PROTECTED))
}

impl SigningKey {
    /// Reads a secret key file.
    ///
    /// # Errors
    /// When it is no key, or the password is missing or wrong.
    pub fn from_text(secret: &str, password: Option<&str>) -> Result<Self, TrustError> {
        let boxed = SecretKeyBox::from(secret.to_owned());
        let key = if needs_password(secret) {
            // Without a password the library would ask for one at the terminal.
            let password = password
                .ok_or_else(|| TrustError::Key("the secret key needs its password".to_owned()))?;
            boxed.into_secret_key(Some(password.to_owned()))
        } else {
            boxed.into_unencrypted_secret_key()
        };
        key.map(Self)
            .map_err(|error| TrustError::Key(format!("the secret key cannot be used: {error}")))
    }

    /// Its public key.
    ///
    /// # Errors
    /// When the secret key does not hold it.
    pub fn trusted(&self) -> Result<TrustedKey, TrustError> {
        PublicKey::from_secret_key(&self.0)
            .map(TrustedKey)
            .map_err(|error| TrustError::Key(error.to_string()))
    }

    /// Signs a manifest's text.
    fn sign_text(&self, text: &str, comment: &str) -> Result<String, TrustError> {
        let public = self.trusted()?;
        let data = Cursor::new(text);
        minisign::sign(Some(&public.0), &self.0, data, Some(comment), Some(COMMENT))
            .map(SignatureBox::into_string)
            .map_err(|error| TrustError::Key(format!("signing failed: {error}")))
    }
}

/// A key pair that was just made.
pub struct NewKey {
    /// To sign with.
    pub signing: SigningKey,
    /// To give to whoever verifies.
    pub trusted: TrustedKey,
    secret: String,
}

impl fmt::Debug for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewKey({})", self.trusted.key_id())
    }
}

impl NewKey {
    /// Makes a key pair. Without a password, whoever reads the secret key file can sign.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate(password: Option<&str>) -> Result<Self, TrustError> {
        let failed =
            |error: minisign::PError| TrustError::Key(format!("no key could be made: {error}"));
        let pair = match password {
            Some(password) => KeyPair::generate_encrypted_keypair(Some(password.to_owned())),
            None => KeyPair::generate_unencrypted_keypair(),
        };
        let KeyPair { pk, sk } = pair.map_err(failed)?;
        let secret = sk.to_box(Some("seccoder secret key")).map_err(failed)?;
        let secret = secret.into_string();
        Ok(Self {
            signing: SigningKey::from_text(&secret, password)?,
            trusted: TrustedKey(pk),
            secret,
        })
    }

    /// Writes both files. The secret key's is readable by its owner alone; a file that is there
    /// is not replaced.
    ///
    /// # Errors
    /// When a file is there or cannot be written.
    pub fn write(&self, secret: &Path, public: &Path) -> Result<(), TrustError> {
        for (path, text, mode) in [
            (secret, &self.secret, 0o600),
            (public, &self.trusted.to_text(), 0o644),
        ] {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
            #[cfg(not(unix))]
            let _ = mode;
            options
                .open(path)
                .and_then(|mut file| {
                    file.write_all(text.as_bytes())?;
                    file.sync_all()
                })
                .map_err(TrustError::file(path))?;
        }
        Ok(())
    }
}

/// A public key whose signatures are trusted.
#[derive(Clone, PartialEq, Eq)]
pub struct TrustedKey(PublicKey);

impl fmt::Debug for TrustedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustedKey({})", self.0.to_base64())
    }
}

impl TrustedKey {
    /// Reads a public key: the text of its file, or its one line of base64.
    ///
    /// # Errors
    /// When it is no public key.
    pub fn from_text(text: &str) -> Result<Self, TrustError> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let key = lines
            .find(|line| !line.starts_with("untrusted comment:"))
            .unwrap_or_default();
        PublicKey::from_base64(key)
            .map(Self)
            .map_err(|error| TrustError::Key(format!("this is no minisign public key: {error}")))
    }

    /// The text of its file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let id = self.key_id();
        format!(
            "untrusted comment: minisign public key {id}\n{}\n",
            self.to_base64()
        )
    }

    /// Its one line of base64.
    #[must_use]
    pub fn to_base64(&self) -> String {
        self.0.to_base64()
    }

    /// Its number, as minisign shows it.
    #[must_use]
    pub fn key_id(&self) -> String {
        key_id(self.0.keynum())
    }
}

/// A key's number as minisign shows it: little-endian, in hexadecimal.
fn key_id(number: &[u8]) -> String {
    number
        .iter()
        .rev()
        .map(|byte| format!("{byte:02X}"))
        .collect()
}

/// Finds out whether a trusted key made this signature for this text.
pub(super) fn check_signature(
    text: &str,
    signature: &str,
    keys: &[TrustedKey],
) -> Result<Signer, Difference> {
    let malformed = |reason: String| Difference::SignatureMalformed { reason };
    check_form(signature).map_err(|reason| malformed(reason.to_owned()))?;
    let signature =
        SignatureBox::from_string(signature).map_err(|error| malformed(error.to_string()))?;
    let key_id = key_id(signature.keynum());
    let mut reason = None;
    for key in keys
        .iter()
        .filter(|key| key.0.keynum() == signature.keynum())
    {
        match minisign::verify(&key.0, &signature, Cursor::new(text), true, false, false) {
            Ok(()) => {
                let comment = signature.trusted_comment();
                return Ok(Signer {
                    key_id,
                    public_key: key.to_base64(),
                    comment: comment.map_err(|error| malformed(error.to_string()))?,
                });
            }
            Err(error) => reason = Some(error.to_string()),
        }
    }
    Err(match reason {
        Some(reason) => Difference::SignatureInvalid { key_id, reason },
        None => Difference::SignerNotTrusted { key_id },
    })
}

/// Four lines, the second and the fourth of a fixed length. The library trusts these lengths: it
/// panics on a shorter fourth line, and passes over what a longer one has at its end.
fn check_form(signature: &str) -> Result<(), &'static str> {
    let lines: Vec<&str> = signature.lines().collect();
    let [_, key_and_signature, _, comment_signature] = lines[..] else {
        return Err("it does not have four lines");
    };
    let whole = |line: &str, length, padding| {
        line.len() == length
            && line
                .strip_suffix(padding)
                .is_some_and(|rest| !rest.contains(['=', ' ', '\t']))
    };
    if !whole(key_and_signature, 100, "=") {
        return Err("its second line is not a signature");
    }
    if !whole(comment_signature, 88, "==") {
        return Err("its fourth line is not a signature");
    }
    Ok(())
}

/// A manifest with its signature, as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedManifest {
    /// The manifest.
    pub manifest: String,
    /// Its signature.
    pub signature: String,
}

impl SignedManifest {
    /// The one that a database holds, if it holds both parts.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn from_store(store: &dyn Store) -> Result<Option<Self>, TrustError> {
        let manifest = store.note(MANIFEST_NOTE).await?;
        let signature = store.note(SIGNATURE_NOTE).await?;
        Ok(manifest.zip(signature).map(|(manifest, signature)| Self {
            manifest,
            signature,
        }))
    }

    /// Where the signature of a manifest file is: beside it, with `.minisig` at the end.
    #[must_use]
    pub fn signature_path(manifest: &Path) -> PathBuf {
        let mut path = manifest.as_os_str().to_owned();
        path.push(".minisig");
        PathBuf::from(path)
    }

    /// Reads a manifest file and the signature beside it.
    ///
    /// # Errors
    /// When either cannot be read.
    pub fn from_files(manifest: &Path) -> Result<Self, TrustError> {
        let read = |path: &Path| std::fs::read_to_string(path).map_err(TrustError::file(path));
        Ok(Self {
            manifest: read(manifest)?,
            signature: read(&Self::signature_path(manifest))?,
        })
    }

    /// Writes a manifest file and the signature beside it.
    ///
    /// # Errors
    /// When either cannot be written.
    pub fn write_files(&self, manifest: &Path) -> Result<(), TrustError> {
        let signature = Self::signature_path(manifest);
        for (path, text) in [(manifest, &self.manifest), (&signature, &self.signature)] {
            std::fs::write(path, text).map_err(TrustError::file(path))?;
        }
        Ok(())
    }
}

/// Signs what a database holds, and stores manifest and signature in it.
///
/// Whoever signs vouches for all that is there: show them [`super::verify()`]'s report first, which
/// lists what is new since the last signature. Vectors are signed too, so embed before signing.
///
/// # Errors
/// When the database contradicts itself, cannot be read or written, or was changed meanwhile.
pub async fn sign(
    store: &dyn Store,
    key: &SigningKey,
    by: &str,
    at: Timestamp,
) -> Result<SignedManifest, TrustError> {
    for _ in 0..ATTEMPTS {
        let contents = Contents::read(store, None, None).await?;
        if !contents.still_holds(store).await? {
            continue;
        }
        if !contents.differences.is_empty() {
            let mut report: Report = report_of(store, &contents);
            report.set_differences(contents.differences);
            return Err(TrustError::Damaged(Box::new(report)));
        }
        return sign_contents(store, &contents, key, by, at).await;
    }
    let place = store.place().to_owned();
    Err(TrustError::KeepsChanging { place })
}

async fn sign_contents(
    store: &dyn Store,
    contents: &Contents,
    key: &SigningKey,
    by: &str,
    at: Timestamp,
) -> Result<SignedManifest, TrustError> {
    let manifest: Manifest = contents.manifest();
    let text = manifest.to_text();
    let comment = format!("timestamp:{}\tfile:manifest\thashed", at.0);
    let signed = SignedManifest {
        signature: key.sign_text(&text, &comment)?,
        manifest: text,
    };
    let batch = Batch {
        action: Action::Sign,
        by: by.to_owned(),
        at,
        notes: vec![
            (MANIFEST_NOTE.to_owned(), Some(signed.manifest.clone())),
            (SIGNATURE_NOTE.to_owned(), Some(signed.signature.clone())),
        ],
        ..Batch::default()
    };
    store.write(&batch).await?;
    // Somebody else may have written between reading and this; then it is out of date.
    let since = store.audit(contents.log.end.number, 2).await?;
    let alone = since.len() == 1 && since.iter().all(|line| line.action == Action::Sign);
    if !alone || store.stamp().await? != contents.stamp {
        let place = store.place().to_owned();
        return Err(TrustError::ChangedMeanwhile { place });
    }
    Ok(signed)
}

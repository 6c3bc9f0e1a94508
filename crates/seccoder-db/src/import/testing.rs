//! What the tests of all sources share.

use std::path::{Path, PathBuf};

use super::{Item, Record, Source};

/// How many items of each kind.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) good: usize,
    pub(super) bad: usize,
    pub(super) skipped: usize,
}

pub(super) fn count(items: &[Item]) -> Counts {
    let mut counts = Counts::default();
    for item in items {
        match item {
            Item::Good(_) => counts.good += 1,
            Item::Bad(_) => counts.bad += 1,
            Item::Skipped(_) => counts.skipped += 1,
        }
    }
    counts
}

pub(super) fn good(items: &[Item]) -> Vec<&Record> {
    let records = items.iter().filter_map(|item| match item {
        Item::Good(record) => Some(&**record),
        _ => None,
    });
    records.collect()
}

/// Everything that a source gives.
pub(super) fn all(source: &mut dyn Source) -> Vec<Item> {
    std::iter::from_fn(|| source.next().unwrap()).collect()
}

/// Everything that a source gives, after seeing that another one resumed at each of the positions
/// (at no more than about thirty of them) gives the rest.
pub(super) fn resumes_exactly<S: Source>(make: impl Fn() -> S) -> Vec<Item> {
    let mut source = make();
    let mut items = Vec::new();
    let mut positions = vec![source.position()];
    let mut last = source.progress().0;
    while let Some(item) = source.next().unwrap() {
        items.push(item);
        positions.push(source.position());
        let (done, total) = source.progress();
        assert!(last <= done && done <= total, "{last} {done} {total}");
        last = done;
    }
    assert_eq!(source.progress().0, source.progress().1, "read to the end");
    for (given, position) in positions.iter().enumerate().step_by(1 + items.len() / 30) {
        let mut again = make();
        again.resume(position).unwrap();
        assert_eq!(&again.position(), position);
        assert!(
            all(&mut again) == items[given..],
            "the rest after {position}"
        );
    }
    items
}

/// A file of the repository's fixtures.
pub(super) fn fixture(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join("tests/fixtures/import").join(name)
}

/// Published data beside the repository, where it is there.
pub(super) fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let found = root.join(name);
    if found.exists() {
        return Some(found);
    }
    println!("skipped: there is no ../shared/data/{name}");
    None
}

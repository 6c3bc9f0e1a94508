//! Compares what was signed with what is there.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use seccoder::example::ExampleId;

use super::contents::{Contents, FoundVector};
use super::manifest::{ContentHash, Manifest, VectorHasher, VectorSet};
use super::report::Difference;

/// Hashes spent per set on finding out whose vector a wrong one is. It is enough for the whole of
/// a small set, and for some twenty vectors among a hundred thousand; the rest is reported as
/// changed.
const SEARCH_BUDGET: usize = 2_000_000;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Added,
    Missing,
    Changed,
}

/// The differences of two lists in order of id.
pub(super) fn compare_sorted<T: PartialEq>(
    signed: &[(ExampleId, T)],
    found: &[(ExampleId, T)],
) -> Vec<(ExampleId, Change)> {
    let (mut signed, mut found) = (signed.iter().peekable(), found.iter().peekable());
    let mut changes = Vec::new();
    loop {
        let order = match (signed.peek(), found.peek()) {
            (None, None) => return changes,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((a, _)), Some((b, _))) => a.cmp(b),
        };
        let was = if order.is_le() { signed.next() } else { None };
        let is = if order.is_ge() { found.next() } else { None };
        match (was, is) {
            (Some((id, _)), None) => changes.push((*id, Change::Missing)),
            (None, Some((id, _))) => changes.push((*id, Change::Added)),
            (Some((id, was)), Some((_, is))) if was != is => changes.push((*id, Change::Changed)),
            _ => {}
        }
    }
}

/// How a database differs from a manifest, in its examples, vectors and audit log.
///
/// `stored` says that the manifest is the database's own, which its log must know of.
pub(super) fn compare(manifest: &Manifest, contents: &Contents, stored: bool) -> Vec<Difference> {
    let mut differences = compare_state(manifest, contents, stored);
    for (id, change) in compare_sorted(&manifest.examples, &contents.examples) {
        let logged = contents.log.mentions.get(&id).copied();
        match change {
            // Reported already, with the reason.
            Change::Missing if contents.unreadable.contains(&id) => {}
            Change::Missing => differences.push(Difference::ExampleMissing { id, logged }),
            Change::Added => differences.push(Difference::ExampleAdded { id, logged }),
            Change::Changed => differences.push(Difference::ExampleChanged { id, logged }),
        }
    }
    let names = |set: &VectorSet| (set.fingerprint.clone(), set.view.clone());
    let found = contents.vectors.iter();
    let mut sets: BTreeSet<(String, String)> = manifest.vectors.iter().map(names).collect();
    sets.extend(found.map(|set| (set.fingerprint.clone(), set.view.clone())));
    for (fingerprint, view) in sets {
        let signed = manifest.vector_set(&fingerprint, &view);
        let mut found = contents.vectors.iter();
        let found = found.find(|set| set.fingerprint == fingerprint && set.view == view);
        differences.extend(compare_vectors(
            &fingerprint,
            &view,
            signed.map_or(&[], |set| &set.rows),
            found.map_or(&[], |set| &set.rows),
        ));
    }
    differences
}

/// Identity, revision and log.
fn compare_state(manifest: &Manifest, contents: &Contents, stored: bool) -> Vec<Difference> {
    let mut differences = Vec::new();
    let (signed, revision) = (manifest.revision, contents.stamp.revision);
    if manifest.database != contents.stamp.database {
        differences.push(Difference::OtherDatabase {
            signed: crate::matrix::hexadecimal(&manifest.database),
        });
    }
    match revision.cmp(&signed) {
        Ordering::Greater => differences.push(Difference::ManifestOlder { signed, revision }),
        Ordering::Less => differences.push(Difference::ManifestNewer { signed, revision }),
        Ordering::Equal => {}
    }
    let log = &contents.log;
    let last = log.end.number;
    // Signing adds a line of its own, which a stored manifest must be followed by.
    let expected = manifest.audit.number + u64::from(stored && !log.says_signed);
    if last < expected && !log.unreadable {
        differences.push(Difference::AuditCut { last, expected });
    }
    let number = manifest.audit.number;
    let same = log
        .hash_at_signed
        .as_ref()
        .is_none_or(|hash| *hash == manifest.audit.hash);
    if !same {
        differences.push(Difference::AuditRewritten { number });
    }
    differences
}

/// How the vectors of a set differ from the signed ones. Both lists are in order of id.
pub(super) fn compare_vectors(
    fingerprint: &str,
    view: &str,
    signed: &[(ExampleId, ContentHash)],
    found: &[FoundVector],
) -> Vec<Difference> {
    let hasher = VectorHasher::new(fingerprint, view);
    let hashed: Vec<_> = found
        .iter()
        .map(|row| (row.id, hasher.of(row.id, row.content)))
        .collect();
    let mut budget = SEARCH_BUDGET;
    let mut owner_of = |id: ExampleId| {
        budget = budget.checked_sub(signed.len())?;
        let at = found.binary_search_by_key(&id, |row| row.id).ok()?;
        let content = found.get(at)?.content;
        let mut others = signed.iter().filter(|(other, _)| *other != id);
        let owner = others.find(|(other, hash)| hasher.of(*other, content) == *hash);
        owner.map(|(owner, _)| *owner)
    };
    let names = || (fingerprint.to_owned(), view.to_owned());
    compare_sorted(signed, &hashed)
        .into_iter()
        .map(|(id, change)| {
            let (fingerprint, view) = names();
            match change {
                Change::Missing => Difference::VectorMissing {
                    id,
                    fingerprint,
                    view,
                },
                Change::Added => Difference::VectorAdded {
                    id,
                    fingerprint,
                    view,
                },
                Change::Changed => match owner_of(id) {
                    Some(vector_of) => Difference::VectorSwapped {
                        id,
                        vector_of,
                        fingerprint,
                        view,
                    },
                    None => Difference::VectorChanged {
                        id,
                        fingerprint,
                        view,
                    },
                },
            }
        })
        .collect()
}

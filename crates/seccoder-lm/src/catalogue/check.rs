//! Whether a catalogue is consistent, and safe to act on.
//!
//! Names become folders, addresses and arguments of a process. So each is checked
//! once, here, against the letters it may have; the rest of the module relies on it.

use std::collections::BTreeSet;

use seccoder::auto::Showing;
use seccoder::prompt::PromptStyle;

use super::data::{Catalogue, HubSource, ModelEntry, ModelFile, ModelKind, PackageSource, Source};
use super::error::CatalogueError;

/// The one schema this program reads.
const SCHEMA: u32 = 1;

/// Checks a whole catalogue.
pub(super) fn catalogue(catalogue: &Catalogue) -> Result<(), CatalogueError> {
    if catalogue.schema != SCHEMA {
        return Err(CatalogueError::Schema {
            found: catalogue.schema,
            known: SCHEMA,
        });
    }
    let about = |problem: &str| CatalogueError::Invalid {
        what: "the catalogue".to_owned(),
        problem: problem.to_owned(),
    };
    if !is_http(&catalogue.hub) {
        return Err(about("`hub` is not an http or https address"));
    }
    let mut names = BTreeSet::new();
    for entry in &catalogue.models {
        model(entry).map_err(|problem| CatalogueError::Invalid {
            what: entry.name.clone(),
            problem,
        })?;
        for name in entry.names() {
            if !names.insert(name) {
                return Err(about(&format!("the name `{name}` stands there twice")));
            }
        }
    }
    let is = |name: &str, kind| {
        catalogue
            .models
            .iter()
            .any(|m| m.name == name && m.kind == kind)
    };
    if !is(&catalogue.default_model, ModelKind::CodeLm) {
        return Err(about("`default_model` names no code-lm of it"));
    }
    if !is(&catalogue.default_embedder, ModelKind::Embedder) {
        return Err(about("`default_embedder` names no embedder of it"));
    }
    Ok(())
}

/// Checks one model; the error says what is wrong.
fn model(entry: &ModelEntry) -> Result<(), String> {
    if !entry.names().all(is_name) {
        return Err("the name may have letters, digits, `.`, `_` and `-` only".to_owned());
    }
    let is_described = match entry.kind {
        ModelKind::CodeLm => !entry.prompt_styles.is_empty() && entry.embedding.is_none(),
        ModelKind::Embedder => {
            entry.prompt_styles.is_empty() && entry.embedding.is_some() && entry.auto.is_empty()
        }
    };
    if !is_described {
        return Err("a code-lm has `prompt_styles`, an embedder has `embedding`".to_owned());
    }
    for style in PromptStyle::ALL {
        if let Some(Showing::Form(form)) = entry.auto.of(style)
            && !form.fits(style)
        {
            return Err(format!(
                "`{form}` has no place in a {} prompt",
                style.name()
            ));
        }
    }
    files(&entry.files)?;
    if entry.sources.is_empty() {
        return Err("it has no source".to_owned());
    }
    entry.sources.iter().try_for_each(|source| match source {
        Source::Hub(source) => hub(source, &entry.files),
        Source::Packages(source) => packages(source, &entry.files),
    })?;
    hashes(entry)
}

/// Checks that a hash is missing only where the first pull can stand for it: one source, which
/// means the same files whenever it is asked, or is said not to.
fn hashes(entry: &ModelEntry) -> Result<(), String> {
    let unhashed = entry.files.iter().find(|file| file.sha256.is_none());
    let (Some(file), sources) = (unhashed, entry.sources.as_slice()) else {
        let unpinned = |source: &Source| matches!(source, Source::Hub(hub) if hub.unpinned);
        return if entry.sources.iter().any(unpinned) {
            Err("`unpinned` is for files without `sha256`".to_owned())
        } else {
            Ok(())
        };
    };
    match sources {
        [Source::Hub(source)] if source.unpinned && source.is_pinned() => {
            Err("its revision is a commit, so it is not `unpinned`".to_owned())
        }
        [Source::Hub(source)] if source.unpinned || source.is_pinned() => Ok(()),
        _ => Err(format!(
            "`{}` has no `sha256`; that needs a hub as the only source, whose revision is a full \
             commit or which says `unpinned = true`",
            file.name
        )),
    }
}

/// Checks the files of a model.
fn files(files: &[ModelFile]) -> Result<(), String> {
    let mut names = BTreeSet::new();
    for file in files {
        if !is_name(&file.name) {
            return Err(format!("`{}` is not a plain file name", file.name));
        }
        if !names.insert(&file.name) {
            return Err(format!("the file `{}` stands there twice", file.name));
        }
        if !file.sha256.as_ref().is_none_or(|hash| is_hex(hash, 64)) {
            return Err(format!(
                "`{}`: `sha256` is not 64 lower-case hex digits",
                file.name
            ));
        }
        if file.bytes == Some(0) {
            return Err(format!("`{}`: an empty file", file.name));
        }
    }
    if files.iter().filter(|file| file.main).count() != 1 {
        return Err("exactly one file must be `main = true`".to_owned());
    }
    Ok(())
}

/// Checks a repository of a hub.
fn hub(source: &HubSource, files: &[ModelFile]) -> Result<(), String> {
    let is_repo = source
        .repo
        .split_once('/')
        .is_some_and(|(a, b)| is_name(a) && is_name(b));
    if !is_repo {
        return Err(format!(
            "`{}` is not a repository `owner/name`",
            source.repo
        ));
    }
    if !source.revision.split('/').all(is_name) {
        return Err(format!("`{}` is not a revision", source.revision));
    }
    for (name, path) in &source.paths {
        if !files.iter().any(|file| file.name == *name) {
            return Err(format!("`paths` names `{name}`, which is no file of it"));
        }
        if !path.split('/').all(is_name) {
            return Err(format!("`{path}` is not a path in a repository"));
        }
    }
    Ok(())
}

/// Checks a list of packages.
fn packages(source: &PackageSource, files: &[ModelFile]) -> Result<(), String> {
    if source.packages.is_empty() {
        return Err("a source has no packages".to_owned());
    }
    let mut seen = BTreeSet::new();
    for package in &source.packages {
        // Begins with a letter or digit, so that pip cannot take it for an option.
        let is_pinned = package.split_once("==").is_some_and(|(name, version)| {
            is_name(name)
                && version.starts_with(|c: char| c.is_ascii_digit())
                && version
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b".+!".contains(&b))
        });
        if !is_pinned {
            return Err(format!("`{package}` is not `NAME==VERSION`"));
        }
        if !seen.insert(package) {
            return Err(format!("the package `{package}` stands there twice"));
        }
    }
    if let Some(file) = files.iter().find(|file| file.bytes.is_none()) {
        return Err(format!(
            "`{}` needs `bytes` to come from packages",
            file.name
        ));
    }
    let is_complete = source.members.len() == files.len()
        && files
            .iter()
            .all(|file| source.members.contains_key(&file.name));
    if !is_complete {
        return Err("`members` must name every file of the model, and nothing else".to_owned());
    }
    if source.archive.is_some() != (source.archive_bytes > 0) {
        return Err("`archive` and `archive_bytes` need each other".to_owned());
    }
    Ok(())
}

/// Whether this is one plain part of a path: no separator, not hidden, no `..`.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// Whether this is so many lower-case hexadecimal digits.
pub(super) fn is_hex(text: &str, digits: usize) -> bool {
    let is_digit = |b| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    text.len() == digits && text.bytes().all(is_digit)
}

/// Whether this is the base address of a hub.
pub(super) fn is_http(address: &str) -> bool {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

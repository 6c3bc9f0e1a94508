//! `seccoder db add`, `edit`, `remove`: single examples.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use seccoder::check::{CheckResult, CheckVerdict};
use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility, canonical_code};
use seccoder::language::Language;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::admission::check_text;
use seccoder_db::gate::{self, Inspect};
use seccoder_db::import::{Record, function_name};
use seccoder_db::store::{Action, Admitted, Batch, Store, Timestamp};
use serde::Serialize;

use super::super::print_json;
use super::gate::{GateArgs, who};
use super::{one_by_prefix, print_checks};
use crate::cli::Global;
use crate::cursor::Source;
use crate::failure::{Failure, Kind};
use crate::setup::Context;
use crate::terminal::printable;

/// What is said about an example.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct MetadataArgs {
    /// A few words on what the code does
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// One sentence that says what to do
    #[arg(long, value_name = "TEXT")]
    guideline: Option<String>,
    /// Weaknesses that it avoids, the main one first
    #[arg(long, value_name = "CWES", value_delimiter = ',')]
    cwe: Option<Vec<CweId>>,
    /// API names that matter for security
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    apis: Option<Vec<String>>,
    /// Frameworks and libraries that it applies to
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    applies: Option<Vec<String>>,
    /// Words to filter by
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    labels: Option<Vec<String>>,
    /// Licence of the code, as an SPDX name
    #[arg(long, value_name = "NAME")]
    licence: Option<String>,
    /// Who may see it: private code is shown to models on this machine only
    #[arg(long, value_name = "WHO", value_parser = ["public", "private"])]
    visibility: Option<String>,
}

impl MetadataArgs {
    fn apply(&self, example: &mut SecureExample) {
        fn set<T: Clone>(field: &mut T, value: Option<&T>) {
            if let Some(value) = value {
                field.clone_from(value);
            }
        }
        // An empty list is written as one empty word.
        fn list(field: &mut Vec<String>, value: Option<&Vec<String>>) {
            if let Some(value) = value {
                let words = value.iter().filter(|word| !word.is_empty());
                *field = words.cloned().collect();
            }
        }
        let text = |value: &String| Some(value.clone()).filter(|text| !text.is_empty());
        set(&mut example.title, self.title.as_ref());
        set(&mut example.cwes, self.cwe.as_ref());
        list(&mut example.apis, self.apis.as_ref());
        list(&mut example.applies, self.applies.as_ref());
        list(&mut example.labels, self.labels.as_ref());
        if let Some(guideline) = &self.guideline {
            example.guideline = text(guideline);
        }
        if let Some(licence) = &self.licence {
            example.provenance.licence = text(licence);
        }
        match self.visibility.as_deref() {
            Some("private") => example.visibility = Visibility::Private,
            Some(_) => example.visibility = Visibility::Public,
            None => {}
        }
    }
}

/// Flags of `seccoder db add`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The example passes the same checks as an import; what they refuse goes to \
quarantine.\n\nExamples:\n  seccoder db add fixed.py --cwe CWE-89 --vulnerable broken.py\n  git show \
HEAD:src/a.c | seccoder db add - --language c --cwe 787 --visibility private"
)]
pub struct AddArgs {
    /// The secure code, or `-` for standard input
    file: PathBuf,
    /// The version that it replaces
    #[arg(long, value_name = "FILE")]
    vulnerable: Option<PathBuf>,
    /// Its language [default: by the file's name]
    #[arg(long, value_name = "NAME")]
    language: Option<Language>,
    /// What provenance calls the source
    #[arg(long, value_name = "NAME", default_value = "own")]
    source: String,
    /// Address of the repository that it is from
    #[arg(long, value_name = "URL")]
    repository: Option<String>,
    /// The commit that made it secure
    #[arg(long, value_name = "ID")]
    commit: Option<String>,
    /// Who adds it, for the log [default: the user's name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    metadata: MetadataArgs,
    #[command(flatten)]
    gate: GateArgs,
}

#[derive(Serialize)]
struct Added<'a> {
    schema_version: u32,
    id: ExampleId,
    /// `admitted`, `quarantined` or `known`.
    outcome: &'a str,
    checks: &'a [CheckResult],
}

/// Runs `db add`.
pub async fn add(global: &Global, context: &Context, args: &AddArgs) -> Result<(), Failure> {
    let example = example(args)?;
    let id = example.id;
    let store = context.store()?;
    let analyzers = args.gate.analyzers(context).await;
    let record = Record {
        example,
        place: args.file.display().to_string(),
    };
    let inspect = analyzers.as_ref().map(|all| all as &dyn Inspect);
    let outcome = gate::check_one(&store, args.gate.policy(), inspect, record).await?;
    let (word, checks) = match (outcome.admitted.first(), outcome.quarantined.first()) {
        (Some(admitted), _) => ("admitted", admitted.checks.clone()),
        (_, Some(held)) => ("quarantined", held.checks.clone()),
        _ => ("known", Vec::new()),
    };
    let batch = Batch {
        action: Action::Add,
        by: who(args.by.as_ref()),
        at: Timestamp::now(),
        admit: outcome.admitted,
        quarantine: outcome.quarantined,
        ..Batch::default()
    };
    if word != "known" {
        store.write(&batch).await?;
    }
    if global.json {
        print_json(&Added {
            schema_version: SCHEMA_VERSION,
            id,
            outcome: word,
            checks: &checks,
        })?;
    } else {
        print_checks(&checks)?;
        say!("{}  {word}", id.short());
    }
    if word == "known" {
        context.terminal.note(&format!(
            "the same code is there already; `seccoder db edit {}` changes what is said about it",
            id.short()
        ));
    }
    if word == "quarantined" {
        return Err(
            Failure::new(Kind::Failed, format!("{} is in quarantine", id.short())).hint(format!(
                "`seccoder db quarantine admit {}` admits it all the same",
                id.short()
            )),
        );
    }
    Ok(())
}

fn example(args: &AddArgs) -> Result<SecureExample, Failure> {
    let (code, given) = code_of(&args.file)?;
    let language = args
        .language
        .or_else(|| Language::from_path(&args.file))
        .ok_or_else(|| {
            Failure::usage(format!("the language of {given} is unknown"))
                .hint("--language names it")
        })?;
    let vulnerable = args.vulnerable.as_deref().map(code_of).transpose()?;
    let name = if args.file.as_os_str() == "-" {
        function_name(language, &code).unwrap_or(given)
    } else {
        let name = args.file.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let mut example = SecureExample {
        id: ExampleId::of(language, &code),
        title: name,
        code,
        language,
        cwes: Vec::new(),
        vulnerable: vulnerable.map(|(code, _)| code),
        guideline: None,
        apis: Vec::new(),
        applies: Vec::new(),
        labels: Vec::new(),
        visibility: Visibility::Public,
        provenance: Provenance {
            source: args.source.clone(),
            repository: args.repository.clone(),
            commit: args.commit.clone(),
            path: (args.file.as_os_str() != "-").then(|| args.file.display().to_string()),
            licence: None,
        },
    };
    args.metadata.apply(&mut example);
    Ok(example)
}

/// The code of a file, and how messages call it.
fn code_of(path: &Path) -> Result<(String, String), Failure> {
    let source = Source::new(Some(path));
    let name = source.name();
    let text = source.read()?;
    let code = canonical_code(text.strip_prefix('\u{FEFF}').unwrap_or(&text));
    if code.trim().is_empty() {
        return Err(Failure::usage(format!("{name} is empty")));
    }
    Ok((code, name))
}

/// Flags of `seccoder db edit`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Only what is given changes; the code cannot, because it is what the id stands \
for. An empty value takes something away. New words pass the checks of text. The next release that \
changes a built-in example undoes its edits.\n\nExamples:\n  seccoder db edit 3f9a2c41 --licence \"\"\n  \
seccoder db edit 3f9a2c41 --guideline \"Bind values.\" --labels reviewed"
)]
pub struct EditArgs {
    /// The first digits of its id
    id: String,
    /// Who edits, for the log [default: the user's name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    metadata: MetadataArgs,
}

#[derive(Serialize)]
struct Changed {
    schema_version: u32,
    ids: Vec<ExampleId>,
}

/// Runs `db edit`.
pub async fn edit(global: &Global, context: &Context, args: &EditArgs) -> Result<(), Failure> {
    let store = context.store()?;
    let found = one_by_prefix(&*store, &args.id).await?;
    let mut example = (*found).clone();
    args.metadata.apply(&mut example);
    if example == *found {
        return Err(Failure::usage("nothing would change")
            .hint("--title, --guideline, --cwe, --labels, --licence … say what to change"));
    }
    check_words(&found, &example)?;
    let id = example.id;
    let batch = Batch {
        action: Action::Edit,
        by: who(args.by.as_ref()),
        at: Timestamp::now(),
        // What the checks said was about the code, which is the same.
        admit: vec![Admitted {
            example,
            checks: Vec::new(),
        }],
        ..Batch::default()
    };
    store.write(&batch).await?;
    say_changed(global, "changed", vec![id])
}

/// What is said about an example is shown to models like its code, so an edit must not bring in
/// what the gate would have refused.
fn check_words(before: &SecureExample, after: &SecureExample) -> Result<(), Failure> {
    let refused = |example: &SecureExample| -> Vec<CheckResult> {
        let results = check_text(example).into_iter();
        results
            .filter(|result| result.verdict.is_refused())
            .collect()
    };
    let known: Vec<_> = refused(before).into_iter().map(|one| one.check).collect();
    match refused(after)
        .into_iter()
        .find(|one| !known.contains(&one.check))
    {
        Some(CheckResult {
            check,
            verdict: CheckVerdict::Refused(reason),
        }) => Err(Failure::usage(printable(&format!(
            "the check {check} refuses this: {}",
            reason.replace('\n', "; ")
        )))),
        _ => Ok(()),
    }
}

/// Flags of `seccoder db remove`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A built-in example comes back with the next release that changes the built-in \
database.\n\nExample:\n  seccoder db remove 3f9a2c41"
)]
pub struct RemoveArgs {
    /// The first digits of their ids
    #[arg(required = true)]
    ids: Vec<String>,
    /// Who removes them, for the log [default: the user's name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// Runs `db remove`.
pub async fn remove(global: &Global, context: &Context, args: &RemoveArgs) -> Result<(), Failure> {
    let store: Arc<dyn Store> = context.store()?;
    let mut remove = Vec::new();
    for id in &args.ids {
        let id = one_by_prefix(&*store, id).await?.id;
        if !remove.contains(&id) {
            remove.push(id);
        }
    }
    let batch = Batch {
        action: Action::Remove,
        by: who(args.by.as_ref()),
        at: Timestamp::now(),
        remove: remove.clone(),
        ..Batch::default()
    };
    store.write(&batch).await?;
    say_changed(global, "removed", remove)
}

/// Says which examples a command changed.
pub fn say_changed(global: &Global, what: &str, ids: Vec<ExampleId>) -> Result<(), Failure> {
    if global.json {
        return print_json(&Changed {
            schema_version: SCHEMA_VERSION,
            ids,
        });
    }
    for id in ids {
        say!("{}  {}", id.short(), printable(what));
    }
    Ok(())
}

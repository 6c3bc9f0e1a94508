//! `seccoder db quarantine`: what the checks refused.

use seccoder::check::{Check, CheckResult, CheckVerdict};
use seccoder::example::ExampleId;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::store::{Action, Admitted, Batch, Quarantined, Timestamp};
use serde::Serialize;

use super::super::print_json;
use super::edit::say_changed;
use super::gate::who;
use super::{print_checks, print_example};
use crate::cli::Global;
use crate::failure::Failure;
use crate::setup::Context;
use crate::terminal::printable;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// List what is in quarantine, with the reasons
    List(ListArgs),
    /// Show one candidate whole
    Show(ShowArgs),
    /// Admit examples against the checks; the log keeps who did
    Admit(ChoiceArgs),
    /// Drop examples from quarantine
    Drop(ChoiceArgs),
}

/// What to list.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  seccoder db quarantine list\n  seccoder db quarantine list --check parses"
)]
pub struct ListArgs {
    /// Only what this check refuses
    #[arg(long, value_name = "CHECK")]
    check: Option<Check>,
}

/// Which candidate.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  seccoder db quarantine show 3f9a2c41")]
pub struct ShowArgs {
    /// The first digits of its id
    id: String,
}

/// Which candidates.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  seccoder db quarantine admit 3f9a2c41\n  seccoder db quarantine admit \
--only-check parses\n  seccoder db quarantine drop --only-check duplicate"
)]
pub struct ChoiceArgs {
    /// The first digits of their ids
    #[arg(required_unless_present = "only_check", conflicts_with = "only_check")]
    ids: Vec<String>,
    /// Instead of ids: all that this check refuses and no other does
    #[arg(long, value_name = "CHECK")]
    only_check: Option<Check>,
    /// Who decides, for the log [default: the user's name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

#[derive(Serialize)]
struct Listing<'a> {
    schema_version: u32,
    quarantined: &'a [&'a Quarantined],
}

/// Runs the command.
pub async fn run(global: &Global, context: &Context, command: &Command) -> Result<(), Failure> {
    let store = context.store()?;
    let held = store.quarantine().await?;
    match command {
        Command::List(args) => {
            let listed: Vec<&Quarantined> = held
                .iter()
                .filter(|one| {
                    args.check
                        .is_none_or(|check| refusals(one).any(|it| it == check))
                })
                .collect();
            list(global, context, &listed)
        }
        Command::Show(args) => {
            let one = choose_one(&held, &args.id)?;
            if global.json {
                return print_json(&Listing {
                    schema_version: SCHEMA_VERSION,
                    quarantined: &[one],
                });
            }
            print_checks(&one.checks)?;
            say!("read at    {}", printable(&one.place));
            print_example(context, &one.example, None)
        }
        Command::Admit(args) => {
            let chosen = choose(&held, args)?;
            let ids = chosen.iter().map(|one| one.example.id).collect();
            let batch = Batch {
                action: Action::AdmitFromQuarantine,
                by: who(args.by.as_ref()),
                at: Timestamp::now(),
                admit: chosen
                    .into_iter()
                    .map(|one| Admitted {
                        example: one.example.clone(),
                        checks: reviewed(&one.checks),
                    })
                    .collect(),
                ..Batch::default()
            };
            store.write(&batch).await?;
            say_changed(global, "admitted", ids)
        }
        Command::Drop(args) => {
            let chosen = choose(&held, args)?;
            let ids: Vec<ExampleId> = chosen.iter().map(|one| one.example.id).collect();
            let batch = Batch {
                action: Action::DropFromQuarantine,
                by: who(args.by.as_ref()),
                at: Timestamp::now(),
                release: ids.clone(),
                ..Batch::default()
            };
            store.write(&batch).await?;
            say_changed(global, "dropped", ids)
        }
    }
}

fn list(global: &Global, context: &Context, held: &[&Quarantined]) -> Result<(), Failure> {
    if global.json {
        return print_json(&Listing {
            schema_version: SCHEMA_VERSION,
            quarantined: held,
        });
    }
    for one in held {
        let example = &one.example;
        say!(
            "{}  {:<10} {}  ({})",
            example.id.short(),
            example.language.name(),
            printable(&example.title),
            printable(&one.place)
        );
        print_checks(&one.checks)?;
    }
    if held.is_empty() {
        context
            .terminal
            .note("there is nothing like that in quarantine");
    }
    Ok(())
}

/// What the checks said, now that a person looked.
fn reviewed(checks: &[CheckResult]) -> Vec<CheckResult> {
    let mut checks = checks.to_vec();
    for result in &mut checks {
        if result.check == Check::Review {
            result.verdict = CheckVerdict::Passed;
        }
    }
    checks
}

/// The checks that refuse a candidate.
fn refusals(one: &Quarantined) -> impl Iterator<Item = Check> {
    let refused = one
        .checks
        .iter()
        .filter(|result| result.verdict.is_refused());
    refused.map(|result| result.check)
}

/// Those that are meant.
fn choose<'a>(held: &'a [Quarantined], args: &ChoiceArgs) -> Result<Vec<&'a Quarantined>, Failure> {
    if let Some(check) = args.only_check {
        let chosen: Vec<_> = held
            .iter()
            .filter(|one| refusals(one).eq([check]))
            .collect();
        if chosen.is_empty() {
            return Err(Failure::usage(format!(
                "nothing in quarantine is refused by {check} alone"
            ))
            .hint("`seccoder db quarantine list` shows what refuses each"));
        }
        return Ok(chosen);
    }
    let mut chosen: Vec<&Quarantined> = Vec::new();
    for id in &args.ids {
        let one = choose_one(held, id)?;
        if !chosen
            .iter()
            .any(|other| other.example.id == one.example.id)
        {
            chosen.push(one);
        }
    }
    Ok(chosen)
}

/// The one whose id begins with these digits.
fn choose_one<'a>(held: &'a [Quarantined], id: &str) -> Result<&'a Quarantined, Failure> {
    let lower = id.to_ascii_lowercase();
    let mut found = held
        .iter()
        .filter(|one| !lower.is_empty() && one.example.id.to_string().starts_with(&lower));
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(
            Failure::usage(format!("several in quarantine begin with {id}"))
                .hint("give more digits"),
        ),
        _ => Err(Failure::usage(format!(
            "nothing in quarantine begins with `{}`",
            printable(id)
        ))
        .hint("`seccoder db quarantine list` shows the ids")),
    }
}

//! `seccoder db key`, `sign` and `verify`: is the database what its owner signed?

use std::path::{Path, PathBuf};

use seccoder::check::CheckVerdict;
use seccoder::response::SCHEMA_VERSION;
use seccoder_db::gate::{Inspect, Recheck, recheck};

use seccoder_db::store::{Store, Timestamp};
use seccoder_db::trust::{
    NewKey, Report, SignedManifest, SigningKey, TrustError, TrustedKey, VerifyOptions,
    needs_password, sign as sign_store, verify as verify_store,
};

use serde::Serialize;

use super::super::print_json;
use super::gate::{GateArgs, who};
use crate::cli::Global;
use crate::databases::trusted_keys;
use crate::failure::{Failure, Kind};
use crate::setup::Context;
use crate::terminal::{counting_bar, printable};

/// The environment variable that holds a secret key's password.
const PASSWORD: &str = "SECCODER_KEY_PASSWORD";
/// Differences that are printed; all of them are in the JSON.
const LISTED: usize = 50;

/// Flags of `seccoder db key`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The keys are minisign's. The password is read from SECCODER_KEY_PASSWORD; without \
one, whoever reads the secret key can sign.\n\nExample:\n  SECCODER_KEY_PASSWORD=… seccoder db key \
team"
)]
pub struct KeyArgs {
    /// Writes NAME.key (secret) and NAME.pub
    name: PathBuf,
}

/// Flags of `seccoder db sign`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Look at `seccoder db verify` first: who signs vouches for all that is there. \
Vectors are signed too, so run `seccoder db build` before.\n\nExample:\n  seccoder db sign --key \
team.key"
)]
pub struct SignArgs {
    /// The secret key; its password is read from `SECCODER_KEY_PASSWORD`
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Also write the manifest to this file, and its signature beside it
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Who signs, for the log [default: the user's name]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

/// Flags of `seccoder db verify`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Computes every hash anew and names each difference by its example. With --key the \
exit code is 0 only if the database is exactly what one of the keys signed. Without, only what the \
database says of itself is compared, which anybody who can write to it can make agree.\n\nWith \
--recheck every check of the gate is repeated for every example; what is refused now and was not when \
it was admitted is a failure, too.\n\nExamples:\n  seccoder db verify --key team.pub\n  seccoder db \
verify --recheck --no-analyzers\n  seccoder db verify --key team.pub --recheck --json"
)]
pub struct VerifyArgs {
    /// A public key that is trusted
    #[arg(long, value_name = "FILE")]
    key: Vec<PathBuf>,
    /// Compare with this manifest and the signature beside it, not the database's own
    #[arg(long, value_name = "FILE", requires = "key")]
    manifest: Option<PathBuf>,
    /// Repeat every check of the gate, and report what it says otherwise now
    #[arg(long)]
    recheck: bool,
    #[command(flatten)]
    gate: GateArgs,
}

#[derive(Serialize)]
struct Pair<'a> {
    schema_version: u32,
    secret: &'a Path,
    public: &'a Path,
    key_id: String,
    public_key: &'a str,
    password: bool,
}

#[derive(Serialize)]
struct SignedBy<'a> {
    schema_version: u32,
    place: &'a str,
    key_id: String,
    manifest: Option<&'a Path>,
}

/// A report of hashes and signature, with that of the checks where they were repeated.
#[derive(Serialize)]
struct Verified<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    recheck: Option<&'a Recheck>,
}

impl From<TrustError> for Failure {
    fn from(error: TrustError) -> Self {
        match error {
            TrustError::Store(error) => Self::from(error),
            other => Self::new(Kind::Failed, other.to_string()),
        }
    }
}

/// Runs `db key`.
pub fn key(global: &Global, context: &Context, args: &KeyArgs) -> Result<(), Failure> {
    let password = password();
    let made = NewKey::generate(password.as_deref())?;
    let with = |extension: &str| {
        let mut path = args.name.as_os_str().to_owned();
        path.push(extension);
        PathBuf::from(path)
    };
    let (secret, public) = (with(".key"), with(".pub"));
    for path in [&secret, &public] {
        if path.exists() {
            return Err(Failure::usage(format!(
                "{} is there already, and keys are not replaced",
                path.display()
            ))
            .hint("give another name, or move it away"));
        }
    }
    made.write(&secret, &public)?;
    if global.json {
        let public_key = read(&public)?;
        let public_key = public_key.lines().last().unwrap_or_default();
        print_json(&Pair {
            schema_version: SCHEMA_VERSION,
            secret: &secret,
            public: &public,
            key_id: TrustedKey::from_text(public_key)?.key_id(),
            public_key,
            password: password.is_some(),
        })?;
    } else {
        say!("{}", public.display());
    }
    if password.is_none() {
        context.terminal.note(&format!(
            "{} has no password: keep it where nobody else can read it",
            secret.display()
        ));
    }
    Ok(())
}

/// Runs `db sign`.
pub async fn sign(global: &Global, context: &Context, args: &SignArgs) -> Result<(), Failure> {
    let text = read(&args.key)?;
    let password = password();
    if needs_password(&text) && password.is_none() {
        return Err(
            Failure::usage(format!("{} has a password", args.key.display()))
                .hint(format!("{PASSWORD} holds it")),
        );
    }
    let key = SigningKey::from_text(&text, password.as_deref())?;
    let store = context.nearest()?;
    let signed = sign_store(&*store, &key, &who(args.by.as_ref()), Timestamp::now()).await?;
    if let Some(file) = &args.manifest {
        signed.write_files(file)?;
    }
    let key_id = key.trusted()?.key_id();
    if global.json {
        return print_json(&SignedBy {
            schema_version: SCHEMA_VERSION,
            place: store.place(),
            key_id,
            manifest: args.manifest.as_deref(),
        });
    }
    say!("signed with key {key_id}");
    Ok(())
}

/// Runs `db verify`.
pub async fn verify(global: &Global, context: &Context, args: &VerifyArgs) -> Result<(), Failure> {
    let keys = trusted_keys(&args.key)?;
    let manifest = args
        .manifest
        .as_ref()
        .map(|file| SignedManifest::from_files(file))
        .transpose()?;
    let store = context.store_as_it_is()?;
    let bar = counting_bar(&context.terminal, "verifying");
    let progress = |done: usize, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    };
    let options = VerifyOptions {
        manifest: manifest.as_ref(),
        progress: Some(&progress),
    };
    let mut report = verify_store(&*store, &keys, &options).await?;
    bar.finish_and_clear();
    if keys.is_empty() {
        // Nobody vouches for a manifest then, so nothing is compared with it.
        report.keep_contradictions();
    }
    let rechecked = if args.recheck {
        Some(repeat(context, &*store, &args.gate).await?)
    } else {
        None
    };
    if global.json {
        print_json(&Verified {
            report: &report,
            recheck: rechecked.as_ref(),
        })?;
    } else {
        print_report(&report, !keys.is_empty())?;
        if let Some(rechecked) = &rechecked {
            print_recheck(rechecked)?;
        }
    }
    if keys.is_empty() {
        context
            .terminal
            .note("no --key was given, so nothing says who vouches for it");
    }
    let failed = |what: &str| {
        Err(Failure::new(
            Kind::Database,
            format!("{} {what}", report.place),
        ))
    };
    let sound = report.verified || (keys.is_empty() && report.differences.is_empty());
    if !sound && keys.is_empty() {
        return failed("contradicts itself");
    }
    if !sound {
        return failed("is not as it was signed");
    }
    match rechecked.map_or(0, |rechecked| rechecked.refused().count()) {
        0 => Ok(()),
        1 => failed("holds an example that a check refuses now"),
        _ => failed("holds examples that checks refuse now"),
    }
}

/// Every check again.
async fn repeat(context: &Context, store: &dyn Store, gate: &GateArgs) -> Result<Recheck, Failure> {
    let analyzers = gate.analyzers(context).await;
    let inspect = analyzers.as_ref().map(|all| all as &dyn Inspect);
    let bar = counting_bar(&context.terminal, "checking");
    let progress = |done: usize, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    };
    let rechecked = recheck(store, gate.policy(), inspect, &progress).await;
    bar.finish_and_clear();
    Ok(rechecked?)
}

fn print_report(report: &Report, keyed: bool) -> Result<(), Failure> {
    for difference in report.differences.iter().take(LISTED) {
        say!("{}", printable(&difference.to_string()));
    }
    if report.differences.len() > LISTED {
        say!(
            "… and {} more (--json lists them)",
            report.differences.len() - LISTED
        );
    }
    let verdict = match (keyed, report.differences.is_empty()) {
        (true, true) => "as signed",
        (true, false) => "not as signed",
        (false, true) => "no contradiction",
        (false, false) => "contradictions",
    };
    say!(
        "{} examples, {} vectors, {} lines of the log: {verdict}",
        report.examples,
        report.vectors,
        report.audit_lines,
    );
    Ok(())
}

/// What is refused now, a line each; what else changed, counted.
fn print_recheck(rechecked: &Recheck) -> Result<(), Failure> {
    for one in rechecked.refused().take(LISTED) {
        if let CheckVerdict::Refused(reason) = &one.now {
            let reason = reason.lines().next().unwrap_or_default();
            say!("{}  {}: {}", one.id, one.check, printable(reason));
        }
    }
    let refused = rechecked.refused().count();
    if refused > LISTED {
        say!("… and {} more (--json lists them)", refused - LISTED);
    }
    let now = |verdict: fn(&CheckVerdict) -> bool| {
        let changed = rechecked.differences.iter();
        changed.filter(|one| verdict(&one.now)).count()
    };
    say!(
        "{} examples checked again: {refused} verdicts are refusals now and were not, {} are passes \
         and were not, {} checks could not be made and could then",
        rechecked.examples,
        now(|verdict| *verdict == CheckVerdict::Passed),
        now(|verdict| matches!(verdict, CheckVerdict::NotChecked(_))),
    );
    Ok(())
}

fn read(path: &PathBuf) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

fn password() -> Option<String> {
    std::env::var(PASSWORD)
        .ok()
        .filter(|password| !password.is_empty())
}

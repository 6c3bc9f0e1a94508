//! `seccoder corpus check`: is every example what it claims to be?

use std::path::{Component, Path, PathBuf};

use seccoder::check::{Check, CheckVerdict};
use seccoder::language::Language;
use seccoder_db::admission::contamination::EvaluationTexts;
use seccoder_db::admission::evaluation_files;
use seccoder_db::corpus::review::{Review, review};
use seccoder_db::corpus::{Corpus, CorpusFile};
use seccoder_oracle::pair::{Inspector, Pair};
use seccoder_oracle::semgrep::default_tools_dir;

use super::super::print_json;
use super::summary::{Checked, Report};
use crate::cli::Global;
use crate::failure::{Failure, Kind};
use crate::options::SandboxArgs;
use crate::setup::Context;
use crate::terminal::counting_bar;

/// Flags of `seccoder corpus check`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "What is wrong is printed under the example's path, with what to do about it. \
The exit code is 0 only if nothing is refused.\n\nExamples:\n  seccoder corpus check\n  seccoder \
corpus check corpus/python/cwe-089 --against suites\n  seccoder corpus check --text-only"
)]
pub struct Args {
    /// Examples, or folders of them [default: ./corpus, or else the built-in ones]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compare with the evaluation prompts, solutions and labelled programs in this folder or file
    #[arg(long, value_name = "PATH")]
    against: Vec<PathBuf>,
    /// Only the checks that read: run no compiler, analyzer or driver
    #[arg(long)]
    text_only: bool,
    #[command(flatten)]
    sandbox: SandboxArgs,
}

/// A corpus and what of it is to be checked.
struct Chosen {
    /// Before the examples' paths in output.
    place: String,
    corpus: Corpus,
    /// Paths relative to the corpus; an example below one of them is checked.
    below: Vec<PathBuf>,
}

/// Runs the command.
pub async fn run(global: &Global, args: &Args) -> Result<(), Failure> {
    let context = Context::new(global)?;
    let chosen = chosen(&context, &args.paths)?;
    let mut texts = Vec::new();
    for path in &args.against {
        let read = evaluation_files::read(path)
            .map_err(|error| Failure::usage(format!("--against {error}")))?;
        texts.extend(read);
    }
    let against = EvaluationTexts::new(texts);
    let wanted = |file: &CorpusFile| {
        chosen.below.is_empty()
            || chosen
                .below
                .iter()
                .any(|p| Path::new(&file.path).starts_with(p))
    };
    let mut checked: Vec<Checked> = review(&chosen.corpus, &wanted, &against)
        .into_iter()
        .map(Checked::from)
        .collect();
    if checked.is_empty() && chosen.corpus.strays.is_empty() {
        return Err(Failure::usage(format!("no examples in {}", chosen.place))
            .hint("they lie at <language>/cwe-<number>/<name>.<extension>"));
    }
    if !args.text_only {
        run_programs(&context, args, &chosen.corpus, &mut checked).await?;
    }
    let strays = if chosen.below.is_empty() {
        chosen.corpus.strays
    } else {
        Vec::new()
    };
    let report = Report::new(chosen.place, checked, strays, against.len());
    if global.json {
        print_json(&report.json())?;
    } else {
        report.print()?;
    }
    match report.complaint() {
        None => Ok(()),
        Some(complaint) => Err(Failure::new(Kind::Failed, complaint)),
    }
}

/// Compilers, analyzers and drivers over what is well formed.
async fn run_programs(
    context: &Context,
    args: &Args,
    corpus: &Corpus,
    checked: &mut [Checked],
) -> Result<(), Failure> {
    let sandbox = args.sandbox.sandbox()?;
    let tools = default_tools_dir().ok_or_else(|| Failure::usage("no home folder for tools"))?;
    let inspector = Inspector::detect(sandbox, &tools).await;
    let (numbers, pairs): (Vec<usize>, Vec<Pair>) = checked
        .iter()
        .enumerate()
        .filter_map(|(number, checked)| Some((number, pair(&checked.review, corpus)?)))
        .unzip();
    let bar = counting_bar(&context.terminal, "compilers, analyzers, drivers");
    bar.set_length(pairs.len() as u64);
    bar.tick();
    let inspections = inspector.inspect(&pairs, &|| bar.inc(1)).await;
    bar.finish_and_clear();
    for (number, inspection) in numbers.into_iter().zip(inspections) {
        let review = &mut checked[number].review;
        review.add(Check::Compiles, inspection.compiles);
        review.add(Check::Analyzers, inspection.analyzers);
        review.add(Check::Driver, inspection.driver);
        checked[number].seen_by = inspection.seen_by;
    }
    Ok(())
}

fn pair(review: &Review, corpus: &Corpus) -> Option<Pair> {
    let entry = review.entry.as_ref()?;
    let unparsed = |result: &seccoder::check::CheckResult| {
        result.check == Check::Parses && matches!(result.verdict, CheckVerdict::Refused(_))
    };
    if review.results.iter().any(unparsed) {
        return None;
    }
    let file = corpus.files.iter().find(|file| file.path == review.path)?;
    let extension = Path::new(&review.path).extension().unwrap_or_default();
    Some(Pair {
        language: entry.example.language,
        extension: extension.to_string_lossy().into_owned(),
        cwes: entry.example.cwes.clone(),
        secure: entry.example.code.clone(),
        vulnerable: entry.vulnerable().to_owned(),
        driver: file.driver.clone(),
        unseen: entry.unseen.clone(),
    })
}

/// The corpus that the paths lie in, and the paths relative to it.
fn chosen(context: &Context, paths: &[PathBuf]) -> Result<Chosen, Failure> {
    let usual = Path::new("corpus");
    if paths.is_empty() && !usual.is_dir() {
        context
            .terminal
            .note("no folder `corpus` here: checking the built-in examples");
        return Ok(Chosen {
            place: "corpus".to_owned(),
            corpus: Corpus::built_in(),
            below: Vec::new(),
        });
    }
    let paths = if paths.is_empty() {
        vec![usual.to_owned()]
    } else {
        paths.to_vec()
    };
    let mut root: Option<PathBuf> = None;
    let mut below = Vec::new();
    for path in &paths {
        if !path.exists() {
            return Err(Failure::usage(format!("{} is not there", path.display())));
        }
        let (own, inner) = split(path);
        if root.as_ref().is_some_and(|root| *root != own) {
            return Err(Failure::usage("the paths lie in more than one corpus")
                .hint("check one corpus at a time"));
        }
        root = Some(own);
        below.push(inner);
    }
    // The whole corpus: no choice.
    if below.iter().any(|inner| inner.as_os_str().is_empty()) {
        below.clear();
    }
    let root = root.unwrap_or_default();
    let corpus = Corpus::read(&root)
        .map_err(|error| Failure::new(Kind::Failed, format!("{}: {error}", root.display())))?;
    Ok(Chosen {
        place: root.display().to_string(),
        corpus,
        below,
    })
}

/// A path as corpus and what lies in it: the corpus ends before the last component that is a
/// language's name.
fn split(path: &Path) -> (PathBuf, PathBuf) {
    let parts: Vec<Component<'_>> = path.components().collect();
    let language = parts.iter().rposition(|part| {
        let name = part.as_os_str().to_string_lossy();
        Language::ALL.iter().any(|language| language.name() == name)
    });
    match language {
        Some(at) => {
            let root: PathBuf = parts[..at].iter().collect();
            let root = if root.as_os_str().is_empty() {
                PathBuf::from(".")
            } else {
                root
            };
            (root, parts[at..].iter().collect())
        }
        None => (path.to_owned(), PathBuf::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_split_before_its_language() {
        for (path, root, inner) in [
            ("corpus", "corpus", ""),
            ("corpus/c", "corpus", "c"),
            (
                "/x/corpus/python/cwe-089/a.py",
                "/x/corpus",
                "python/cwe-089/a.py",
            ),
            ("python/cwe-089", ".", "python/cwe-089"),
            ("c/corpus/c/cwe-125", "c/corpus", "c/cwe-125"),
        ] {
            assert_eq!(
                split(Path::new(path)),
                (root.into(), inner.into()),
                "{path}"
            );
        }
    }
}

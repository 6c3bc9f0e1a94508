//! `seccoder complete --mode thorough` and `--check`: this machine's inspector, and what is said of its rounds.

use seccoder::oracle::{Finding, Verdict};
use seccoder::pipeline::{CompletionRequest, DEFAULT_ROUNDS, Mode, Pipeline, Progress};
use seccoder::response::{CompletionResponse, Revision, Round, ThoroughReport};
use seccoder_oracle::draft::DraftInspector;
use seccoder_oracle::sandbox::Sandbox;
use seccoder_oracle::semgrep::default_tools_dir;

use super::explain::describe;
use crate::failure::Failure;
use crate::setup::Context;
use crate::terminal::printable;

/// What `--check` revises at most: it looks, and lets the model answer once.
const CHECK_ROUNDS: usize = 1;

/// Flags about looking at what was written.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Mode")]
pub struct ModeArgs {
    /// fast completes once; thorough lets analyzers look at the draft and revises what they find [default: fast]
    #[arg(long, value_name = "MODE")]
    mode: Option<Mode>,
    /// Let analyzers look at the draft, revise it once on a finding, and say what changed
    #[arg(long, conflicts_with_all = ["mode", "rounds"])]
    pub check: bool,
    /// Thorough mode: how often each completion is revised at most [default: 2]
    #[arg(long, value_name = "N")]
    rounds: Option<usize>,
}

/// How the completion is made.
pub enum Way {
    Fast,
    Thorough {
        inspector: Box<DraftInspector>,
        rounds: usize,
    },
    /// Thorough was asked for, but nobody can look.
    Blind {
        reason: String,
        rounds: usize,
    },
}

impl ModeArgs {
    /// The way that flags and settings ask for, as far as this machine can go it.
    pub async fn way(&self, context: &Context) -> Result<Way, Failure> {
        let mode = self.mode.or(context.config.complete.mode);
        if !self.check && mode.unwrap_or_default() == Mode::Fast {
            return match self.rounds {
                None => Ok(Way::Fast),
                Some(_) => Err(Failure::usage("--rounds is for --mode thorough")),
            };
        }
        let rounds = if self.check {
            CHECK_ROUNDS
        } else {
            self.rounds.unwrap_or(DEFAULT_ROUNDS)
        };
        Ok(match inspector().await {
            Ok(inspector) => Way::Thorough {
                inspector: Box::new(inspector),
                rounds,
            },
            Err(reason) => {
                // A warning: not even --quiet hides that nobody looked.
                eprintln!(
                    "warning: thorough mode cannot look at the draft, completing as in fast mode: {}",
                    printable(&reason)
                );
                Way::Blind { reason, rounds }
            }
        })
    }
}

/// The analyzers of this machine, or why there are none.
pub async fn inspector() -> Result<DraftInspector, String> {
    let sandbox = Sandbox::detect().map_err(|error| error.to_string())?;
    let tools = default_tools_dir().ok_or("there is no home folder for tools")?;
    let inspector = DraftInspector::detect(sandbox, &tools).await;
    inspector.map_err(|error| error.to_string())
}

impl Way {
    /// Completes the program.
    pub async fn complete(
        &self,
        pipeline: &Pipeline,
        request: &CompletionRequest,
        on_progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<CompletionResponse, Failure> {
        Ok(match self {
            Self::Fast => pipeline.complete(request, on_progress).await?,
            Self::Thorough { inspector, rounds } => {
                pipeline
                    .complete_thoroughly(request, &**inspector, *rounds, on_progress)
                    .await?
            }
            Self::Blind { reason, rounds } => {
                let mut response = pipeline.complete(request, on_progress).await?;
                let report = ThoroughReport::unjudged(reason, *rounds, &response.choices);
                response.thorough = Some(report);
                response
            }
        })
    }
}

/// What thorough mode is doing, for somebody who waits.
pub fn waiting(progress: &Progress<'_>) -> Option<String> {
    match progress {
        Progress::Inspecting { drafts: 1 } => Some("thorough: looking at the draft".to_owned()),
        Progress::Inspecting { drafts } => Some(format!("thorough: looking at {drafts} drafts")),
        Progress::Round {
            round,
            rounds,
            samples,
        } => {
            let which = if *samples == 1 {
                "the draft".to_owned()
            } else {
                format!("{samples} drafts")
            };
            Some(format!(
                "thorough: round {round} of {rounds}, revising {which}"
            ))
        }
        Progress::Prompt { .. } | Progress::Text { .. } => None,
    }
}

/// Says what became of the drafts.
pub fn report(context: &Context, response: &CompletionResponse) {
    let Some(report) = &response.thorough else {
        return;
    };
    if report.inspector == ThoroughReport::NOBODY {
        // The reason was said before the completion.
        return;
    }
    for (number, revision) in (1..).zip(&report.choices) {
        let whose = if report.choices.len() == 1 {
            String::new()
        } else {
            format!("completion {number}: ")
        };
        context
            .terminal
            .note(&format!("thorough: {whose}{}", story(revision)));
        // A warning: not even --quiet hides what is known to be wrong with the code.
        match &revision.verdict_final {
            Verdict::Insecure(findings) => {
                for finding in findings {
                    eprintln!(
                        "warning: {whose}{}: {}",
                        place(finding),
                        printable(&finding.message)
                    );
                }
            }
            Verdict::Invalid(reason) => {
                eprintln!("warning: {whose}the program with it {}", printable(reason));
            }
            Verdict::Secure | Verdict::Unjudged(_) => {}
        }
    }
}

/// Says of each round what it was shown.
pub fn explain(context: &Context, response: &CompletionResponse) {
    let Some(report) = &response.thorough else {
        return;
    };
    context.terminal.note(&format!(
        "thorough mode, looked at by {}:",
        report.inspector
    ));
    for (number, revision) in (1..).zip(&report.choices) {
        for (round, made) in (1..).zip(&revision.rounds) {
            let shown: Vec<String> = made.demonstrations.iter().map(describe).collect();
            let shown = match (&shown[..], &made.retrieval_error) {
                ([], Some(error)) => format!(
                    "the draft's prompt again, because retrieval failed: {}",
                    printable(error)
                ),
                ([], None) => "the draft's prompt again, with another seed".to_owned(),
                (shown, _) => shown.join("\n     "),
            };
            context.terminal.note(&format!(
                "  completion {number}, round {round}: {}\n     shown: {shown}",
                outcome(made)
            ));
        }
    }
}

/// How long thorough mode took; nothing in fast mode.
pub fn timings(response: &CompletionResponse) -> Option<String> {
    let report = response.thorough.as_ref()?;
    let rounds: usize = report.choices.iter().map(|of| of.rounds.len()).sum();
    Some(format!(
        "thorough: looking at the draft {:.0} ms, revising {:.0} ms ({rounds} completions)",
        report.inspect_ms, report.rounds_ms
    ))
}

/// `1 finding (python.sql-string, CWE-89, line 14) in the draft; round 1 removed it (+2.1 s)`.
fn story(revision: &Revision) -> String {
    let mut story = match &revision.verdict {
        Verdict::Secure => "the analyzers found nothing in the draft".to_owned(),
        Verdict::Insecure(findings) => {
            let places: Vec<String> = findings.iter().map(place).collect();
            format!(
                "{} ({}) in the draft",
                counted(findings.len()),
                places.join("; ")
            )
        }
        Verdict::Invalid(reason) => format!("the draft {}", printable(reason)),
        Verdict::Unjudged(reason) => {
            format!("the draft was not judged: {}", printable(reason))
        }
    };
    for (number, round) in (1..).zip(&revision.rounds) {
        story.push_str(&format!(
            "; round {number} {} (+{:.1} s)",
            outcome(round),
            round.ms / 1000.0
        ));
    }
    story
}

/// What a round came to, behind its number.
fn outcome(round: &Round) -> String {
    match (&round.because, &round.verdict) {
        (Verdict::Insecure(before), Verdict::Secure) => match before.len() {
            1 => "removed it".to_owned(),
            _ => "removed them".to_owned(),
        },
        (Verdict::Insecure(before), Verdict::Insecure(left)) if round.kept => {
            format!("left {} of {}", left.len(), before.len())
        }
        (_, Verdict::Secure) => "wrote a program in which they found nothing".to_owned(),
        (_, Verdict::Insecure(found)) if round.kept => {
            format!("wrote a program with {}", counted(found.len()))
        }
        (_, Verdict::Unjudged(_)) if round.kept => "wrote a program that was not judged".to_owned(),
        (_, Verdict::Insecure(found)) => format!("was no better ({})", counted(found.len())),
        (_, Verdict::Invalid(_)) => "wrote nothing that parses or compiles".to_owned(),
        (_, Verdict::Unjudged(_)) => "wrote what could not be judged, left aside".to_owned(),
    }
}

fn counted(findings: usize) -> String {
    match findings {
        1 => "1 finding".to_owned(),
        more => format!("{more} findings"),
    }
}

/// `python.sql-string, CWE-89, line 14`.
fn place(finding: &Finding) -> String {
    let cwe = finding
        .cwe
        .map_or_else(String::new, |cwe| format!(", {cwe}"));
    format!("{}{cwe}, line {}", printable(&finding.rule), finding.line)
}

#[cfg(test)]
mod tests {
    use seccoder::cwe::CweId;

    use super::*;

    fn insecure(count: u32) -> Verdict {
        let finding = |line| Finding {
            rule: "python.sql-string".to_owned(),
            cwe: Some(CweId::new(89)),
            line,
            message: "m".to_owned(),
        };
        Verdict::Insecure((14..14 + count).map(finding).collect())
    }

    fn revision(verdicts: &[(Verdict, bool)], draft: Verdict) -> Revision {
        let mut because = draft.clone();
        let mut rounds = Vec::new();
        for (verdict, kept) in verdicts {
            rounds.push(Round {
                because: because.clone(),
                weakness: None,
                template: "raw/1".to_owned(),
                demonstrations: Vec::new(),
                retrieval_error: None,
                seed: 1,
                verdict: verdict.clone(),
                kept: *kept,
                ms: 2_140.0,
            });
            if *kept {
                because = verdict.clone();
            }
        }
        Revision {
            verdict: draft,
            rounds,
            verdict_final: because,
        }
    }

    #[test]
    fn the_story_of_a_draft_is_one_line() {
        assert_eq!(
            story(&revision(&[(Verdict::Secure, true)], insecure(1))),
            "1 finding (python.sql-string, CWE-89, line 14) in the draft; \
             round 1 removed it (+2.1 s)"
        );
        let rounds = [(insecure(2), false), (insecure(1), true)];
        assert_eq!(
            story(&revision(&rounds, insecure(2))),
            "2 findings (python.sql-string, CWE-89, line 14; python.sql-string, CWE-89, line 15) \
             in the draft; round 1 was no better (2 findings) (+2.1 s); \
             round 2 left 1 of 2 (+2.1 s)"
        );
        let rounds = [(insecure(1), true), (Verdict::Secure, true)];
        assert_eq!(
            story(&revision(
                &rounds,
                Verdict::Invalid("does not parse".to_owned())
            )),
            "the draft does not parse; round 1 wrote a program with 1 finding (+2.1 s); \
             round 2 removed it (+2.1 s)"
        );
    }

    #[test]
    fn what_was_not_judged_is_never_called_secure() {
        for verdict in [Verdict::Secure, Verdict::Unjudged("no rules".to_owned())] {
            let text = story(&revision(&[], verdict));
            assert!(!text.contains("secure"), "{text}");
        }
    }
}

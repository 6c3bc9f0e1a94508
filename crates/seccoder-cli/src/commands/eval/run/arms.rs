//! The arms of a run that flags describe: every method with every combination of its settings.

use seccoder::method::Method;
use seccoder::pipeline::{DEFAULT_ROUNDS, Mode};
use seccoder::prompt::DemonstrationView;
use seccoder_eval::arm::{Arm, AutoArm, EvalMethod};

use super::Args;
use crate::failure::Failure;
use crate::options::EmbedderArgs;

impl Args {
    /// Every method with every setting that was given for it.
    pub(super) fn arms(&self) -> Result<Vec<(Arm, EmbedderArgs)>, Failure> {
        let autos = self.autos()?;
        let mut arms: Vec<(Arm, EmbedderArgs)> = Vec::new();
        for &method in &self.methods {
            for &k in &self.k {
                for (auto, mode) in autos
                    .iter()
                    .flat_map(|auto| self.mode.iter().map(move |mode| (auto, *mode)))
                {
                    let mut arm = Arm {
                        k: usize::from(k),
                        view: if self.guideline_only {
                            DemonstrationView::Guideline
                        } else {
                            DemonstrationView::Code
                        },
                        exclude_task_cwe: self.exclude_task_cwe,
                        auto: auto.clone(),
                        rounds: (mode == Mode::Thorough).then_some(DEFAULT_ROUNDS),
                        ..Arm::new(method)
                    };
                    if arm.is_auto() {
                        arm.view = DemonstrationView::Code;
                    } else {
                        arm.auto = AutoArm::default();
                    }
                    arm.name = arm.describe();
                    // Without demonstrations their number makes no difference.
                    if arms.iter().all(|(other, _)| other.name != arm.name) {
                        arms.push((arm, self.embedder.clone()));
                    }
                }
            }
        }
        Ok(arms)
    }

    /// Every combination of the settings of method auto.
    fn autos(&self) -> Result<Vec<AutoArm>, Failure> {
        let given = [
            ("--form", !self.form.is_empty()),
            ("--facets", !self.facets.is_empty()),
            ("--budget", !self.budget.is_empty()),
            ("--threshold", !self.threshold.is_empty()),
        ];
        let has_auto = self.methods.contains(&EvalMethod::Method(Method::Auto));
        if let Some((flag, _)) = given.iter().find(|(_, given)| *given && !has_auto) {
            return Err(
                Failure::usage(format!("{flag} has an effect on method auto alone"))
                    .hint("name it among the methods: --methods none,auto"),
            );
        }
        if !self.threshold.iter().all(|sure| (0.0..=1.0).contains(sure)) {
            return Err(Failure::usage("--threshold must be from 0 to 1"));
        }
        let mut autos = Vec::new();
        for form in or_usual(&self.form) {
            for facets in or_usual(&self.facets) {
                for budget in or_usual(&self.budget) {
                    for threshold in or_usual(&self.threshold) {
                        autos.push(AutoArm {
                            form,
                            facets: facets.clone().unwrap_or_default(),
                            budget,
                            threshold,
                        });
                    }
                }
            }
        }
        Ok(autos)
    }
}

/// The values that were given, or the one that stands for the usual value.
fn or_usual<T: Clone>(given: &[T]) -> Vec<Option<T>> {
    if given.is_empty() {
        return vec![None];
    }
    given.iter().cloned().map(Some).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    fn names(flags: &[&str]) -> Result<Vec<String>, Failure> {
        let base = ["run", "--suite", "suites/core"];
        let command = Command::try_parse_from(base.iter().chain(flags)).unwrap();
        let arms = command.args.arms()?;
        Ok(arms.into_iter().map(|(arm, _)| arm.name).collect())
    }

    #[test]
    fn each_setting_of_auto_makes_an_arm() {
        assert_eq!(names(&[]).unwrap(), ["none", "seccoder"]);
        let flags = [
            "--methods",
            "none,bm25,auto",
            "--form",
            "guideline/cursor/comment,slice/above/live",
            "--form",
            "guideline/cursor/comment",
            "--facets",
            "weakness+cause+api,cause+api",
            "--budget",
            "64",
            "--threshold",
            "0",
        ];
        assert_eq!(
            names(&flags).unwrap(),
            [
                "none",
                "bm25",
                "auto guideline/cursor/comment budget=64 threshold=0",
                "auto guideline/cursor/comment api+cause budget=64 threshold=0",
                "auto slice/above/live budget=64 threshold=0",
                "auto slice/above/live api+cause budget=64 threshold=0",
            ]
        );
    }

    #[test]
    fn settings_of_auto_without_auto_are_refused() {
        let error = names(&["--threshold", "0.5"]).unwrap_err().to_string();
        assert!(error.contains("--threshold"), "{error}");
        assert!(names(&["--methods", "auto", "--threshold", "1.5"]).is_err());
    }
}

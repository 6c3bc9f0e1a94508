//! What `seccoder complete` prints while a completion is made: the prompt, the demonstration, the
//! code as it comes.

use seccoder::method::Method;
use seccoder::model::FinishReason;
use seccoder::pipeline::{CompletionRequest, Progress};
use seccoder::prompt::{Prompt, SegmentKind};
use seccoder::response::{CompletionResponse, ExampleSummary};
use seccoder::truncate::Ended;

use super::explain::{describe, why};
use super::{Args, thorough};
use crate::cli::Global;
use crate::failure::Failure;
use crate::setup::Context;
use crate::terminal::{CodePrinter, printable};

/// What the user sees while the request runs.
pub(super) struct Screen<'a> {
    context: &'a Context,
    printer: CodePrinter,
    request: &'a CompletionRequest,
    show_prompt: bool,
    /// Completions are printed as they come: one of them, for people.
    live: bool,
    failed: Option<std::io::Error>,
    ends_with_break: bool,
}

impl<'a> Screen<'a> {
    /// For one request.
    pub(super) fn new(
        context: &'a Context,
        global: &Global,
        args: &Args,
        request: &'a CompletionRequest,
    ) -> Self {
        Self {
            context,
            printer: CodePrinter::new(&context.terminal, request.query.language),
            request,
            show_prompt: args.show_prompt && !global.json,
            live: request.samples == 1 && !global.json,
            failed: None,
            ends_with_break: true,
        }
    }

    /// Tells of one step.
    pub(super) fn show(&mut self, progress: &Progress<'_>) {
        match progress {
            Progress::Prompt {
                prompt,
                demonstrations,
                retrieval_error,
            } => {
                if self.show_prompt {
                    eprint!("{}", prompt_listing(prompt));
                }
                match retrieval_error {
                    // A warning: not even --quiet hides that the code was written without.
                    Some(reason) => eprintln!(
                        "warning: retrieval failed, completing without a demonstration: {}",
                        printable(reason)
                    ),
                    None => self
                        .context
                        .terminal
                        .note(&demonstration_line(self.request, demonstrations)),
                }
            }
            Progress::Text { text, .. } if self.live && self.failed.is_none() => {
                self.ends_with_break = text.ends_with('\n');
                self.failed = self.printer.push(text).err();
            }
            Progress::Text { .. } => {}
            Progress::Inspecting { .. } | Progress::Round { .. } => {
                if let Some(line) = thorough::waiting(progress)
                    && self.context.terminal.interactive
                {
                    self.context.terminal.note(&line);
                }
            }
        }
    }

    /// Whether everything could be printed.
    pub(super) fn written(&mut self) -> Result<(), Failure> {
        self.failed.take().map_or(Ok(()), |error| Err(error.into()))
    }

    /// Prints what was not printed as it came.
    pub(super) fn finish(&mut self, response: &CompletionResponse) -> Result<(), Failure> {
        if self.live {
            if !self.ends_with_break {
                self.printer.push("\n")?;
            }
            if response
                .choices
                .iter()
                .all(|choice| choice.text.trim().is_empty())
            {
                self.context.terminal.note("the model wrote nothing here");
            } else if cut_short(response) {
                self.context.terminal.note(
                    "the completion reached its token limit before the function ended; \
                     --max-tokens raises it",
                );
            }
            return Ok(());
        }
        let count = response.choices.len();
        for choice in &response.choices {
            self.printer.push(&format!(
                "--- completion {} of {count} ---\n",
                choice.index + 1
            ))?;
            self.printer.push(&choice.text)?;
            if !choice.text.ends_with('\n') {
                self.printer.push("\n")?;
            }
        }
        Ok(())
    }
}

fn cut_short(response: &CompletionResponse) -> bool {
    response.choices.iter().any(|choice| {
        choice.finish_reason == FinishReason::MaxTokens && choice.ended == Ended::Open
    })
}

fn demonstration_line(request: &CompletionRequest, shown: &[ExampleSummary]) -> String {
    if request.method == Method::None || request.demonstrations == 0 {
        return "demonstration: none asked for".to_owned();
    }
    if shown.is_empty() && request.method == Method::Auto {
        return "demonstration: none, since none is likely enough to help here and fits (--explain says more)"
            .to_owned();
    }
    if shown.is_empty() {
        return format!("demonstration: none fitted (method {})", request.method);
    }
    let described: Vec<String> = shown
        .iter()
        .map(|example| format!("{}{}", describe(example), why(example, "               ")))
        .collect();
    format!("demonstration: {}", described.join("\n               "))
}

fn prompt_listing(prompt: &Prompt) -> String {
    let mut listing = format!("prompt, template {}:\n", prompt.style.template());
    for segment in &prompt.segments {
        let kind = match segment.kind {
            SegmentKind::Demonstration => "demonstration",
            SegmentKind::FileContext => "file context",
            SegmentKind::Description => "description",
            SegmentKind::FunctionContext => "function context",
            SegmentKind::Suffix => "suffix",
        };
        listing.push_str(&format!("──── {kind} ────\n{}", printable(&segment.text)));
        if !segment.text.ends_with('\n') {
            listing.push('\n');
        }
    }
    listing.push_str("────────────────\n");
    listing
}

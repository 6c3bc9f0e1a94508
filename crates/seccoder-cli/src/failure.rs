//! What went wrong, mapped once from the libraries' errors to words, hint and exit code.

use std::process::ExitCode;

use seccoder::example::StoreError;
use seccoder::model::ModelError;
use seccoder::pipeline::PipelineError;
use seccoder::retriever::RetrieveError;
use seccoder_eval::log::LogError;
use seccoder_eval::sampling::RunError;
use seccoder_lm::catalogue;
use seccoder_lm::home::NoHome;

/// Kinds of failure; each has its exit code, documented in `seccoder --help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anything without a code of its own.
    Failed,
    /// The flags or the input are wrong.
    Usage,
    /// A model or program is not there.
    Missing,
    /// The database cannot be used.
    Database,
    /// An endpoint is down, slow, or answers nonsense.
    Endpoint,
    /// Ctrl-C.
    Interrupted,
    /// Whoever read our output went away; not worth a word.
    BrokenPipe,
}

impl Kind {
    const fn code(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Missing => 3,
            Self::Database => 4,
            Self::Endpoint => 5,
            Self::Interrupted => 130,
            Self::BrokenPipe => 141,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.hint {
            Some(hint) => write!(f, "{} ({hint})", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// A failure as the user sees it.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    hint: Option<String>,
}

impl Failure {
    /// A failure with this message.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
        }
    }

    /// Wrong flags or input.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Ctrl-C; what became of what was under way.
    pub fn interrupted(kept: &str) -> Self {
        Self::new(Kind::Interrupted, format!("interrupted; {kept}"))
    }

    /// Whether it is for the user to change the command, or the user's own doing.
    pub fn is_the_users(&self) -> bool {
        matches!(
            self.kind,
            Kind::Usage | Kind::Interrupted | Kind::BrokenPipe
        )
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says which file it is about, where the message speaks of output in general.
    #[must_use]
    pub fn about(mut self, file: &str) -> Self {
        self.message = self
            .message
            .replace("cannot write the output", &format!("cannot write {file}"));
        self
    }

    /// Prints itself on standard error.
    pub fn report(&self) -> ExitCode {
        if self.kind != Kind::BrokenPipe {
            eprintln!("error: {}", self.message);
            if let Some(hint) = &self.hint {
                eprintln!("hint: {hint}");
            }
        }
        ExitCode::from(self.kind.code())
    }
}

impl From<NoHome> for Failure {
    fn from(error: NoHome) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(Kind::Database, error.to_string())
    }
}

impl From<RetrieveError> for Failure {
    fn from(error: RetrieveError) -> Self {
        let hint = "--method none completes without a demonstration";
        match error {
            RetrieveError::Store(error) => Self::from(error).hint(hint),
            RetrieveError::Embed(error) => Self::new(Kind::Failed, error.to_string()).hint(hint),
            RetrieveError::Unavailable(reason) => Self::new(Kind::Failed, reason).hint(hint),
        }
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        let message = error.to_string();
        match error {
            ModelError::Load { .. } => Self::new(Kind::Failed, message)
                .hint("`seccoder model verify NAME` checks a model of the catalogue"),
            ModelError::ContextOverflow { .. } => Self::usage(message).hint(
                "shorten the file, move the cursor with --at, or ask for fewer tokens with \
                 --max-tokens",
            ),
            ModelError::Unsupported { .. } => {
                Self::usage(message).hint("choose another --style or --model")
            }
            ModelError::InvalidRequest(_) => Self::usage(message),
            ModelError::Unreachable { .. } => Self::new(Kind::Endpoint, message)
                .hint("check that the server runs and that --endpoint names it"),
            ModelError::Refused { .. } | ModelError::BadAnswer { .. } => {
                Self::new(Kind::Endpoint, message)
            }
            ModelError::Engine(_) => Self::new(Kind::Failed, message),
        }
    }
}

impl From<PipelineError> for Failure {
    fn from(error: PipelineError) -> Self {
        match error {
            PipelineError::Retrieve(error) => Self::from(error),
            PipelineError::Model(error) => Self::from(error),
            PipelineError::NoRetriever(_) => Self::new(Kind::Failed, error.to_string()),
            PipelineError::Form { .. } => Self::usage(error.to_string()).hint(
                "forms in the program fit every style, `system` and `context` only --style chat",
            ),
            PipelineError::EmptyProgram => Self::usage(error.to_string())
                .hint("give a file with the beginning of a program, or say what to write with --description"),
        }
    }
}

impl From<catalogue::CatalogueError> for Failure {
    fn from(error: catalogue::CatalogueError) -> Self {
        Self::usage(error.to_string()).hint("a path to a .gguf file works too")
    }
}

impl From<catalogue::StoreError> for Failure {
    fn from(error: catalogue::StoreError) -> Self {
        Self::new(Kind::Missing, error.to_string())
    }
}

impl From<catalogue::PullError> for Failure {
    fn from(error: catalogue::PullError) -> Self {
        Self::new(Kind::Missing, error.to_string())
    }
}

impl From<catalogue::VerifyError> for Failure {
    fn from(error: catalogue::VerifyError) -> Self {
        Self::new(Kind::Failed, error.to_string())
    }
}

impl From<seccoder_eval::suite::SuiteError> for Failure {
    fn from(error: seccoder_eval::suite::SuiteError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        let message = error.to_string();
        match error {
            LogError::OtherRun { .. } => {
                Self::usage(message).hint("name another folder with --out, or give the old command")
            }
            LogError::Busy(_) => {
                Self::new(Kind::Failed, message).hint("wait for it, or name another --out")
            }
            LogError::NoRun(_) => {
                Self::usage(message).hint("`seccoder eval run --out DIR` makes one")
            }
            LogError::Io { .. } | LogError::Line { .. } => Self::new(Kind::Failed, message),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        let place = error.to_string();
        match error {
            RunError::Log(error) => Self::from(error),
            RunError::Pipeline { error, .. } => {
                let mut failure = Self::from(error);
                failure.message = place;
                failure
            }
        }
    }
}

impl From<std::io::Error> for Failure {
    /// For writing to standard output.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::new(Kind::BrokenPipe, "")
        } else {
            Self::new(Kind::Failed, format!("cannot write the output: {error}"))
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        match error.io_error_kind() {
            Some(std::io::ErrorKind::BrokenPipe) => Self::new(Kind::BrokenPipe, ""),
            _ => Self::new(Kind::Failed, format!("cannot write JSON: {error}")),
        }
    }
}

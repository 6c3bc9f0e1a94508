//! Options that some servers refuse: what to leave out, and what was learned.

use std::sync::atomic::{AtomicBool, Ordering};

use seccoder::model::{Decoding, ModelError};

/// How many stop sequences the protocol's origin takes.
pub(super) const FEW_STOPS: usize = 4;

/// Which of the options that some servers refuse a request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Ask for the token counts.
    pub(super) usage: bool,
    /// Ask for several samples at once.
    pub(super) many: bool,
    /// Send every stop sequence, not the first few. All are enforced here in any case.
    pub(super) all_stops: bool,
    /// Use the newer name of `max_tokens`.
    pub(super) new_limit: bool,
}

impl Shape {
    /// With everything in the form that most servers take.
    pub(super) const FULL: Self = Self {
        usage: true,
        many: true,
        all_stops: true,
        new_limit: false,
    };

    /// What to try after a refusal: without the option the server names, else without
    /// the one that is refused most often. `None` when nothing is left to leave out.
    pub(super) fn weaker(self, error: &ModelError, n: usize, stops: usize) -> Option<Self> {
        let ModelError::Refused {
            status, message, ..
        } = error
        else {
            return None;
        };
        let words = message.to_ascii_lowercase();
        let names = |options: &[&str]| options.iter().any(|option| words.contains(option));
        let no_usage = self.usage.then_some(Self {
            usage: false,
            ..self
        });
        let no_many = (self.many && n > 1).then_some(Self {
            many: false,
            ..self
        });
        let few_stops = (self.all_stops && stops > FEW_STOPS).then_some(Self {
            all_stops: false,
            ..self
        });
        let new_limit = (!self.new_limit).then_some(Self {
            new_limit: true,
            ..self
        });

        let named = if names(&["stream_options", "include_usage"]) {
            no_usage
        } else if names(&["max_completion_tokens"]) {
            new_limit
        } else if names(&[
            "one completion",
            "one choice",
            "n > 1",
            "n must",
            "'n'",
            "`n`",
            "\"n\"",
        ]) {
            no_many
        } else if names(&["stop sequence", "'stop'", "`stop`", "\"stop\""]) {
            few_stops
        } else {
            None
        };
        let any = || {
            // These name their reason, which no option changes.
            let hopeless = names(&[
                "context length",
                "context size",
                "maximum context",
                "suffix",
            ]);
            let unclear = matches!(status, 400 | 422) && !hopeless;
            no_usage.or(no_many).filter(|_| unclear)
        };
        // Some servers answer 500 where 400 is meant, but then they say why.
        named
            .filter(|_| matches!(status, 400 | 422 | 500 | 501))
            .or_else(any)
    }
}

/// What was learned about an endpoint, so that a refusal costs one round trip only once.
#[derive(Debug, Default)]
pub(super) struct Quirks {
    no_usage: AtomicBool,
    no_many: AtomicBool,
    few_stops: AtomicBool,
    new_limit: AtomicBool,
}

impl Quirks {
    /// The fullest shape that may work.
    pub(super) fn shape(&self) -> Shape {
        Shape {
            usage: !self.no_usage.load(Ordering::Relaxed),
            many: !self.no_many.load(Ordering::Relaxed),
            all_stops: !self.few_stops.load(Ordering::Relaxed),
            new_limit: self.new_limit.load(Ordering::Relaxed),
        }
    }

    /// Remembers what had to be left out for a request to be answered.
    pub(super) fn learn(&self, shape: Shape, decoding: Decoding) {
        let Shape {
            usage,
            many,
            all_stops,
            new_limit,
        } = shape;
        let full = Shape::FULL;
        self.no_usage
            .fetch_or(usage != full.usage, Ordering::Relaxed);
        self.few_stops
            .fetch_or(all_stops != full.all_stops, Ordering::Relaxed);
        self.new_limit
            .fetch_or(new_limit != full.new_limit, Ordering::Relaxed);
        // A server may refuse several greedy samples, which are all the same, and take
        // several others.
        if !matches!(decoding, Decoding::Greedy) {
            self.no_many.fetch_or(many != full.many, Ordering::Relaxed);
        }
    }

    /// Remembers that the server answers one sample however many are asked for.
    pub(super) fn ignores_n(&self) {
        self.no_many.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, message: &str) -> ModelError {
        let endpoint = "http://127.0.0.1/v1".to_owned();
        ModelError::Refused {
            endpoint,
            status,
            message: message.to_owned(),
        }
    }

    #[test]
    fn the_option_a_server_names_is_left_out_first() {
        let full = Shape::FULL;
        let weaker = |status, words: &str| full.weaker(&refused(status, words), 3, 5);
        let no_usage = Some(Shape {
            usage: false,
            ..full
        });
        assert_eq!(weaker(400, "unknown field stream_options"), no_usage);
        assert_eq!(weaker(422, "bad request"), no_usage);
        let no_many = Some(Shape {
            many: false,
            ..full
        });
        assert_eq!(
            weaker(500, "Only one completion choice is allowed"),
            no_many
        );
        let few_stops = Some(Shape {
            all_stops: false,
            ..full
        });
        assert_eq!(weaker(400, "at most 4 stop sequences"), few_stops);
        let new_limit = Some(Shape {
            new_limit: true,
            ..full
        });
        assert_eq!(
            weaker(400, "use 'max_completion_tokens' instead"),
            new_limit
        );
        assert_eq!(weaker(400, "maximum context length is 10"), None);
        assert_eq!(weaker(500, "oh no"), None);
        assert_eq!(weaker(401, "stream_options"), None);
        let bare = Shape {
            usage: false,
            many: false,
            all_stops: false,
            new_limit: true,
        };
        assert_eq!(bare.weaker(&refused(400, "stream_options"), 3, 5), None);
    }
}

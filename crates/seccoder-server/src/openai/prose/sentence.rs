//! What one sentence asks for.

use super::{bare, language_at, words};

/// Words behind a verb among which its object is looked for.
const REACH: usize = 14;
/// Words behind a verb among which a word counts that only may be code.
const NEAR: usize = 6;

/// What a sentence asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// Code.
    Code,
    /// A text for people.
    Words,
    /// To do something, without a word of what.
    Change,
    /// An answer to a question.
    Question,
    /// Nothing.
    Nothing,
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noun {
    Code,
    PerhapsCode,
    Words,
}

/// A sentence as words.
pub(super) struct Sentence<'a> {
    text: &'a str,
    raw: Vec<&'a str>,
    bare: Vec<&'a str>,
    lower: Vec<String>,
}

impl<'a> Sentence<'a> {
    pub fn read(text: &'a str) -> Self {
        let raw: Vec<&str> = text.split_whitespace().collect();
        let bare: Vec<&str> = raw.iter().map(|word| bare(word)).collect();
        let lower = bare.iter().map(|word| word.to_lowercase()).collect();
        Self {
            text,
            raw,
            bare,
            lower,
        }
    }

    pub fn asks(&self) -> Asks {
        if self.text.chars().any(is_eastern) {
            return eastern(self.text);
        }
        let lead = self.lead();
        let first = self.lower.get(lead).map_or("", String::as_str);
        if self.is_how_to(lead) {
            return self.how_to();
        }
        let reads = words::READS.contains(&first) || first == "how" || first == "do";
        // "We should", "I know that": no question.
        let behind_subject =
            lead > 0 && ["i", "we", "you"].contains(&self.lower[lead - 1].as_str());
        let reads = reads && !(behind_subject && words::READS_FIRST.contains(&first));
        let verbs = (0..self.lower.len()).filter(|at| self.is_verb(*at, reads));
        let found: Vec<Asks> = verbs.map(|at| self.object_of(at, reads)).collect();
        let decided = |wanted| found.contains(&wanted).then_some(wanted);
        // The first verb that has an object says what the sentence wants.
        let first = found.iter().copied().find(|asks| *asks != Asks::Change);
        match first {
            Some(asks) if !(reads && asks == Asks::Words) => asks,
            _ if reads => Asks::Question,
            _ => decided(Asks::Change).unwrap_or(Asks::Nothing),
        }
    }

    /// The first word that is no politeness.
    fn lead(&self) -> usize {
        let is_polite = |word: &String| word.is_empty() || words::POLITE.contains(&word.as_str());
        self.lower
            .iter()
            .position(|word| !is_polite(word))
            .unwrap_or(self.lower.len())
    }

    /// "How do I …", "wie kann ich …", "is there a way to …".
    fn is_how_to(&self, lead: usize) -> bool {
        let next = |at: usize| self.lower.get(lead + at).map_or("", String::as_str);
        let starts = self.lower[lead.min(self.lower.len())..].join(" ");
        let asks = ["do", "can", "could", "would", "should", "to", "might"].contains(&next(1));
        let mine = ["i", "we", "you", "one"].contains(&next(2)) || next(1) == "to";
        (next(0) == "how" && asks && mine)
            || ["wie", "comment", "cómo", "como", "как"].contains(&next(0))
            || [
                "is there a way to ",
                "is it possible to ",
                "what is the best way to ",
                "what's the best way to ",
            ]
            .iter()
            .any(|start| starts.starts_with(start))
    }

    fn how_to(&self) -> Asks {
        let nouns = || (0..self.lower.len()).filter_map(|at| self.noun(at));
        let is_code = nouns().any(|noun| noun == Noun::Code) || self.names_a_language();
        match nouns().next() {
            Some(Noun::Words) if !is_code => Asks::Question,
            _ if is_code => Asks::Code,
            _ => Asks::Question,
        }
    }

    fn names_a_language(&self) -> bool {
        (0..self.bare.len()).any(|at| self.is_language(at))
    }

    fn is_language(&self, at: usize) -> bool {
        language_at(&self.bare, at).is_some() || words::LANGUAGES.contains(&self.lower[at].as_str())
    }

    /// Whether the words before a language say that something is in it.
    fn is_in_language(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |at| self.lower[at].as_str());
        words::IN_LANGUAGE.contains(&before)
    }

    /// Whether the word says to do something. Inside a question it must begin a clause.
    fn is_verb(&self, at: usize, reads: bool) -> bool {
        let word = self.lower[at].as_str();
        let before = at.checked_sub(1).map_or("", |at| self.lower[at].as_str());
        let joined = ["and", "then", "und", "et", "y"].contains(&before)
            || at
                .checked_sub(1)
                .is_some_and(|at| self.raw[at].ends_with([',', ':']));
        words::DOES.contains(&word) && !words::NOT_BEFORE.contains(&before) && (!reads || joined)
    }

    /// What the verb at this word is about.
    fn object_of(&self, verb: usize, reads: bool) -> Asks {
        let behind = verb + 1..self.lower.len().min(verb + 1 + REACH);
        let mut language = false;
        let mut head = None;
        if words::DOES_LAST.contains(&self.lower[verb].as_str()) {
            head = (0..verb).rev().find_map(|at| self.noun(at));
        }
        for at in behind {
            if head.is_some() {
                break;
            }
            let mut end = at;
            // From here to the end of this group the last noun is its head.
            while end < self.lower.len() && end < verb + 1 + REACH {
                let stops = words::STOPS.contains(&self.lower[end].as_str());
                if stops && end > at {
                    break;
                }
                language |= self.is_language(end) && (at == verb + 1 || self.is_in_language(end));
                head = match self.noun(end) {
                    Some(Noun::PerhapsCode) if end > verb + NEAR => head,
                    Some(noun) => Some(noun),
                    None => head,
                };
                if self.raw[end].ends_with([',', ';', ')', '.', ':']) {
                    break;
                }
                end += 1;
            }
            // Behind a colon stands what it is done to, not what is wanted.
            let ends = self.raw.get(end).is_some_and(|word| word.ends_with(':'));
            if ends {
                break;
            }
        }
        match head {
            Some(Noun::Code | Noun::PerhapsCode) => Asks::Code,
            Some(Noun::Words) => Asks::Words,
            None if language && !reads => Asks::Code,
            None if words::DOES_TO_CODE.contains(&self.lower[verb].as_str()) => Asks::Code,
            None => Asks::Change,
        }
    }

    fn noun(&self, at: usize) -> Option<Noun> {
        let word = self.lower[at].as_str();
        if words::CODE.contains(&word) || is_identifier(self.raw[at], self.bare[at]) {
            Some(Noun::Code)
        } else if words::WORDS.contains(&word) {
            Some(Noun::Words)
        } else if words::PERHAPS_CODE.contains(&word) {
            Some(Noun::PerhapsCode)
        } else {
            None
        }
    }
}

/// Whether a text names a file or something else of a program.
pub(super) fn names_code(text: &str) -> bool {
    text.split_whitespace()
        .any(|word| is_identifier(word, bare(word)))
}

/// Whether a word is a name of a program: in back-ticks, a call, a file, `snake_case`, `camelCase`.
fn is_identifier(raw: &str, bare: &str) -> bool {
    if raw.contains("://") || raw.contains('@') {
        return false;
    }
    let camel = bare
        .find(|c: char| c.is_ascii_uppercase())
        .is_some_and(|at| at >= 3 && bare[..at].bytes().all(|byte| byte.is_ascii_lowercase()));
    let snake = bare.split('_').filter(|part| !part.is_empty()).count() >= 2;
    let extension = bare.rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
    let is_file = extension.is_some_and(|(_, extension)| {
        extension.parse::<seccoder::language::Language>().is_ok()
            || [
                "sql", "html", "css", "sh", "yaml", "yml", "json", "toml", "vue", "kt", "swift",
            ]
            .contains(&extension)
    });
    let is_ticked = raw.starts_with('`') && raw.len() > 2;
    is_ticked || raw.contains("()") || snake || camel || is_file
}

fn is_eastern(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// What a sentence without spaces between its words asks for: whichever stands first decides.
fn eastern(text: &str) -> Asks {
    let first = |table: &[&str]| table.iter().filter_map(|word| text.find(word)).min();
    let does = first(words::DOES_EAST);
    let reads = first(words::READS_EAST);
    let code = first(words::CODE_EAST).or_else(|| latin_code(text));
    let prose = first(words::WORDS_EAST);
    match (does, reads) {
        (None, Some(_)) => return Asks::Question,
        (Some(does), Some(reads)) if reads < does => return Asks::Question,
        (None, None) => return Asks::Nothing,
        _ => {}
    }
    match (code, prose) {
        (Some(code), Some(prose)) if prose < code => Asks::Words,
        (Some(_), _) => Asks::Code,
        (None, Some(_)) => Asks::Words,
        (None, None) => Asks::Change,
    }
}

/// Where a word of code in Latin letters stands in such a sentence.
fn latin_code(text: &str) -> Option<usize> {
    let mut words = text.split(|c: char| !(c.is_ascii_graphic()));
    words.find_map(|word| {
        let known = bare(word).to_ascii_lowercase();
        let is_code = words::CODE.contains(&known.as_str())
            || words::LANGUAGES.contains(&known.as_str())
            || is_identifier(word, bare(word));
        (is_code && !known.is_empty())
            .then(|| text.find(word))
            .flatten()
    })
}

//! The samples of one request while answers come in: which text belongs to which,
//! and when one is finished and why.

use std::ops::Range;

use seccoder::model::{Event, FinishReason, GenerateRequest, ModelError, SampleControl};

use super::failure::Site;
use super::wire::{Choice, Chunk, Usage};
use crate::text_stream::TextStream;

/// All samples of a request.
#[derive(Debug)]
pub(super) struct Samples {
    slots: Vec<Slot>,
    control: SampleControl,
    prompt_read: bool,
    /// The samples that the current answer is about.
    part: Range<usize>,
    /// Of the current answer.
    usage: Option<Usage>,
}

/// One sample.
#[derive(Debug)]
struct Slot {
    stream: TextStream,
    /// The server has said something about it.
    seen: bool,
    /// The server has ended it, but its token count may still come.
    ended: Option<FinishReason>,
    /// Its end has been told.
    finished: bool,
}

impl Samples {
    /// The samples of a request, none of them begun.
    pub(super) fn new(request: &GenerateRequest) -> Self {
        let slot = || Slot {
            stream: TextStream::new(&request.stop),
            seen: false,
            ended: None,
            finished: false,
        };
        Self {
            slots: (0..request.samples).map(|_| slot()).collect(),
            control: request.control.clone(),
            prompt_read: false,
            part: 0..0,
            usage: None,
        }
    }

    /// The samples to ask for next: those not finished, all at once or the first of them.
    /// Asked for at once are only samples without a gap between them.
    pub(super) fn next_part(&mut self, many: bool) -> Option<Range<usize>> {
        let start = self.slots.iter().position(|slot| !slot.finished)?;
        let end = if many {
            let rest = self.slots[start..].iter();
            start + rest.take_while(|slot| !slot.finished).count()
        } else {
            start + 1
        };
        self.part = start..end;
        self.usage = None;
        Some(self.part.clone())
    }

    /// Narrows the current part to what the server was asked for in the end. Returns
    /// whether that was all of it.
    pub(super) fn narrow(&mut self, asked: &Range<usize>) -> bool {
        let whole = self.part == *asked;
        self.part = asked.clone();
        whole
    }

    /// Finishes the samples that the caller has stopped.
    pub(super) fn stopped(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        for sample in 0..self.slots.len() {
            if self.control.is_stopped(sample) && !self.slots[sample].finished {
                self.finish(sample, FinishReason::Stopped, None, &mut events);
            }
        }
        events
    }

    /// The event as it is to be told now: nothing of a sample stopped in the meantime
    /// but that it was stopped.
    pub(super) fn still_wanted(&self, event: Event) -> Option<Event> {
        match event {
            Event::Text { sample, .. } if self.control.is_stopped(sample) => None,
            Event::Finished { sample, .. } if self.control.is_stopped(sample) => {
                Some(Event::Finished {
                    sample,
                    reason: FinishReason::Stopped,
                    tokens: None,
                })
            }
            other => Some(other),
        }
    }

    /// Whether the caller has stopped everything that the current answer is about.
    pub(super) fn part_is_stopped(&self) -> bool {
        let open = |&sample: &usize| !self.slots[sample].finished;
        self.part
            .clone()
            .filter(open)
            .all(|sample| self.control.is_stopped(sample))
    }

    /// Whether nothing more is needed of the current answer.
    pub(super) fn part_is_finished(&self) -> bool {
        self.slots[self.part.clone()]
            .iter()
            .all(|slot| slot.finished)
    }

    /// Whether all text of the current answer is there, though more may be said about it.
    pub(super) fn part_has_ended(&self) -> bool {
        let over = |slot: &Slot| slot.finished || slot.ended.is_some();
        self.slots[self.part.clone()].iter().all(over)
    }

    /// Takes a chunk of the current answer.
    ///
    /// # Errors
    /// When it makes no sense.
    pub(super) fn take(&mut self, chunk: &Chunk, site: &Site) -> Result<Vec<Event>, ModelError> {
        let mut events = Vec::new();
        self.usage = chunk.usage.or(self.usage);
        for choice in chunk.choices.as_deref().unwrap_or_default() {
            self.prompt_was_read(&mut events);
            self.take_choice(choice, site, &mut events)?;
        }
        events.extend(self.stopped());
        if chunk.usage.is_some() && self.part_has_ended() {
            self.finish_ended(&mut events);
        }
        Ok(events)
    }

    /// Takes one sample's part of a chunk.
    fn take_choice(
        &mut self,
        choice: &Choice,
        site: &Site,
        events: &mut Vec<Event>,
    ) -> Result<(), ModelError> {
        let index = choice.index.unwrap_or(0);
        if index >= self.part.len() {
            return Err(site.bad(&format!("it has a choice {index} that was not asked for")));
        }
        let sample = self.part.start + index;
        self.slots[sample].seen = true;
        if self.slots[sample].finished {
            return Ok(());
        }
        if self.control.is_stopped(sample) {
            self.finish(sample, FinishReason::Stopped, None, events);
            return Ok(());
        }
        if let Some(refusal) = choice.refusal() {
            let words = site.tidy(refusal);
            return Err(ModelError::Engine(format!("the model declined: {words}")));
        }
        if self.slots[sample].ended.is_some() && !choice.text().is_empty() {
            return Err(site.bad(&format!("more text of choice {index} after its end")));
        }
        let decoded = self.slots[sample].stream.push(choice.text().as_bytes());
        push_text(sample, decoded.text, events);
        if decoded.stopped {
            self.finish(sample, FinishReason::StopSequence, None, events);
            return Ok(());
        }
        if let Some(reason) = finish_reason(choice, site)? {
            self.slots[sample].ended = Some(reason);
            // The count of a single sample may follow; that of several cannot be told apart.
            if self.part.len() > 1 {
                self.finish_ended(events);
            }
        }
        Ok(())
    }

    /// The answer is over. `complete`: the server said so, or sent one whole document.
    /// Samples the server said nothing about stay open, for another request.
    ///
    /// # Errors
    /// When the answer broke off or was about no sample at all.
    pub(super) fn end_of_answer(
        &mut self,
        complete: bool,
        site: &Site,
    ) -> Result<Vec<Event>, ModelError> {
        let mut events = self.stopped();
        if !self.slots[self.part.clone()]
            .iter()
            .any(|slot| slot.seen || slot.finished)
        {
            let nothing = "it holds no choices";
            return Err(if complete {
                site.bad(nothing)
            } else {
                site.broke_off(": no choices")
            });
        }
        for sample in self.part.clone() {
            let slot = &mut self.slots[sample];
            if slot.finished || !slot.seen || slot.ended.is_some() {
                continue;
            }
            if !complete {
                return Err(site.broke_off(""));
            }
            // Some servers only say that everything is over.
            slot.ended = Some(FinishReason::EndOfText);
        }
        self.finish_ended(&mut events);
        Ok(events)
    }

    /// Tells the end of the samples that the server has ended.
    fn finish_ended(&mut self, events: &mut Vec<Event>) {
        let alone = self.part.len() == 1;
        let tokens = self
            .usage
            .and_then(|usage| usage.completion_tokens)
            .filter(|_| alone);
        for sample in self.part.clone() {
            if let Some(reason) = self.slots[sample].ended.take() {
                let rest = self.slots[sample].stream.finish();
                push_text(sample, rest, events);
                self.finish(sample, reason, tokens, events);
            }
        }
    }

    fn finish(
        &mut self,
        sample: usize,
        reason: FinishReason,
        tokens: Option<usize>,
        events: &mut Vec<Event>,
    ) {
        self.prompt_was_read(events);
        self.slots[sample].finished = true;
        self.slots[sample].ended = None;
        events.push(Event::Finished {
            sample,
            reason,
            tokens,
        });
    }

    /// Tells once that the prompt was read, with what is known about it by then.
    fn prompt_was_read(&mut self, events: &mut Vec<Event>) {
        if !self.prompt_read {
            self.prompt_read = true;
            let details = self.usage.and_then(|usage| usage.prompt_tokens_details);
            events.push(Event::PromptRead {
                tokens: self.usage.and_then(|usage| usage.prompt_tokens),
                cached: details
                    .and_then(|details| details.cached_tokens)
                    .unwrap_or(0),
            });
        }
    }
}

fn push_text(sample: usize, text: String, events: &mut Vec<Event>) {
    if !text.is_empty() {
        events.push(Event::Text { sample, text });
    }
}

/// Why a choice ended, in the words of the servers in use. An end for a reason that is
/// not known is an error: the text may not be what was asked for.
fn finish_reason(choice: &Choice, site: &Site) -> Result<Option<FinishReason>, ModelError> {
    let Some(reason) = choice
        .finish_reason
        .as_deref()
        .filter(|reason| !reason.is_empty())
    else {
        return Ok(None);
    };
    let met_stop = choice
        .stop_reason
        .as_ref()
        .is_some_and(serde_json::Value::is_string);
    Ok(Some(match reason {
        "stop" if met_stop => FinishReason::StopSequence,
        "stop" | "eos" | "eos_token" | "end_turn" => FinishReason::EndOfText,
        "stop_sequence" => FinishReason::StopSequence,
        "length" | "max_tokens" => FinishReason::MaxTokens,
        "content_filter" => {
            let text = format!("the content filter of {} cut the answer off", site.endpoint);
            return Err(ModelError::Engine(text));
        }
        other => {
            return Err(site.bad(&format!("a choice ended for the unknown reason {other:?}")));
        }
    }))
}

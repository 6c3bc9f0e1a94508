//! Small runs for the metrics' tests.

use std::collections::BTreeMap;

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::model::FinishReason;
use seccoder::oracle::{Finding, Verdict};
use seccoder::response::Timings;
use seccoder::truncate::Ended;

use crate::metrics::table::Table;
use crate::record::{SCHEMA_VERSION, SampleKey, SampleRecord, TestOutcome, VerdictRecord};

/// A run in the making.
#[derive(Debug, Default)]
pub(crate) struct Run {
    pub(crate) samples: Vec<SampleRecord>,
    pub(crate) verdicts: Vec<VerdictRecord>,
}

/// The sample that was added last.
pub(crate) struct Last<'a>(&'a mut Run);

impl Run {
    pub(crate) fn sample(&mut self, task: &str, arm: &str, seed: u64, index: usize) -> Last<'_> {
        self.samples.push(SampleRecord {
            schema_version: SCHEMA_VERSION,
            seccoder: "test".into(),
            key: SampleKey {
                task: task.into(),
                arm: arm.into(),
                seed,
                index,
            },
            cwe: Some(CweId::new(89)),
            language: Language::Python,
            task_hash: "hash".into(),
            prompt_hash: "prompt".into(),
            model: "scripted".into(),
            model_hash: None,
            database_hash: None,
            template: "raw-1".into(),
            completion: String::new(),
            finish_reason: FinishReason::EndOfText,
            ended: Ended::Function,
            tokens: Some(10),
            prompt_tokens: Some(100),
            added_tokens: 0,
            timings: Timings::default(),
            request_samples: 1,
            same_as: None,
            revision: None,
        });
        Last(self)
    }

    pub(crate) fn table(&self) -> Table<'_> {
        Table::join(&self.samples, &self.verdicts).unwrap()
    }
}

impl Last<'_> {
    fn record(&mut self) -> &mut VerdictRecord {
        let key = self.0.samples.last().unwrap().key.clone();
        if self.0.verdicts.last().is_none_or(|last| last.key != key) {
            self.0.verdicts.push(VerdictRecord {
                schema_version: SCHEMA_VERSION,
                key,
                duplicate_of: None,
                verdict: None,
                decided_by: "test".into(),
                advice: BTreeMap::new(),
                function: None,
                performs: None,
                oracle_ms: 2.0,
            });
        }
        self.0.verdicts.last_mut().unwrap()
    }

    pub(crate) fn verdict(mut self, verdict: Verdict) -> Self {
        self.record().verdict = Some(verdict);
        self
    }

    pub(crate) fn function(mut self, outcome: TestOutcome) -> Self {
        self.record().function = Some(outcome);
        self
    }

    pub(crate) fn performs(mut self, performs: bool) -> Self {
        self.record().performs = Some(performs);
        self
    }

    pub(crate) fn duplicate_of(mut self, index: usize) -> Self {
        self.record().duplicate_of = Some(index);
        self
    }

    pub(crate) fn timings(self, timings: Timings, request_samples: usize) -> Self {
        let sample = self.0.samples.last_mut().unwrap();
        sample.timings = timings;
        sample.request_samples = request_samples;
        self
    }

    pub(crate) fn without_cwe(self) -> Self {
        self.0.samples.last_mut().unwrap().cwe = None;
        self
    }
}

pub(crate) fn secure() -> Verdict {
    Verdict::Secure
}

pub(crate) fn insecure() -> Verdict {
    Verdict::Insecure(vec![Finding {
        rule: "rule".into(),
        cwe: Some(CweId::new(89)),
        line: 1,
        message: "bad".into(),
    }])
}

pub(crate) fn unjudged() -> Verdict {
    Verdict::Unjudged("timeout: 10 s".into())
}

pub(crate) fn invalid() -> Verdict {
    Verdict::Invalid("does not parse: line 1".into())
}

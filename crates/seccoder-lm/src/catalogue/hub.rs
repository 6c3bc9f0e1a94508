//! Files from a model hub over HTTP, resumed where a connection broke.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_RANGE, ETAG, HeaderMap, IF_RANGE, LOCATION, RANGE};
use reqwest::{Client, Response, StatusCode, Url, redirect};

use super::blocking::{self, TELL};
use super::check;
use super::data::{HubSource, ModelFile};
use super::error::{StepError, StoreError};
use super::part::{PartFile, remove_file};
use super::progress::{Phase, Transfer};
use super::pull::Job;

/// How much is collected before it is written.
const WRITE_SIZE: usize = 1024 * 1024;

/// The wait before the first retry; doubled for each further one.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// How often an address may send to another one.
const REDIRECTS: usize = 10;

/// How an attempt to fetch (the rest of) a file went, where the disk did its part.
enum Attempt {
    /// All bytes are there.
    Complete,
    /// Some came, then the connection broke: worth another try.
    Cut(String),
    /// The hub has not got it, or cannot be reached.
    Failed(String),
}

/// Fetches all missing files of the job's model.
pub(super) async fn fetch(job: &Job<'_>, source: &HubSource) -> Result<(), StepError> {
    let mut missing = job.missing();
    // A small file that has changed at the hub shows that before the large one is fetched.
    missing.sort_by_key(|file| (file.main, file.bytes));
    for file in missing {
        let record = job.record();
        // The rest of an unpinned model is of the commit that the first file was of.
        let revision = match &record.commit {
            Some(commit) if source.unpinned => commit,
            _ => &source.revision,
        };
        let url = source.url_at(revision, job.hub(), &file.name);
        let told = Told {
            file: record.fill(file),
            commit: source
                .is_pinned()
                .then(|| source.revision.clone())
                .or(record.commit),
        };
        HubFile::new(job, file, told, &url)?.fetch().await?;
    }
    Ok(())
}

/// What is known of a file on its way: by the catalogue or the record, then by what the hub says.
#[derive(Clone)]
struct Told {
    file: ModelFile,
    /// The commit that it is of.
    commit: Option<String>,
}

impl Told {
    /// Takes in what a hub's answer says beside the file itself; an answer that sends on to
    /// another server says it too.
    fn hear(&mut self, headers: &HeaderMap) -> Result<(), String> {
        let hexadecimal = |name: &str, digits| {
            let value = headers.get(name)?.to_str().ok()?.trim_matches('"');
            check::is_hex(value, digits).then(|| value.to_owned())
        };
        let name = &self.file.name;
        // Where large files are kept apart, the tag of one is its SHA-256.
        if let Some(hash) = hexadecimal("x-linked-etag", 64) {
            let known = self.file.sha256.get_or_insert_with(|| hash.clone());
            if *known != hash {
                return Err(format!(
                    "it offers {name} with the SHA-256 {hash}, not {known}"
                ));
            }
        }
        if let Some(commit) = hexadecimal("x-repo-commit", 40) {
            let known = self.commit.get_or_insert_with(|| commit.clone());
            if *known != commit {
                return Err(format!(
                    "it offers {name} of the commit {commit}, not {known}"
                ));
            }
        }
        Ok(())
    }
}

/// One file on its way.
struct HubFile<'a> {
    job: &'a Job<'a>,
    file: &'a ModelFile,
    /// What is known of it beforehand.
    told: Told,
    url: Url,
    client: Client,
    part: PathBuf,
    /// Remembers which version of the file the part is of: address and entity tag.
    validator: PathBuf,
}

impl<'a> HubFile<'a> {
    fn new(
        job: &'a Job<'a>,
        file: &'a ModelFile,
        told: Told,
        url: &str,
    ) -> Result<Self, StepError> {
        let url = Url::parse(url)
            .ok()
            .filter(|_| check::is_http(url))
            .ok_or_else(|| StepError::Source {
                reason: format!("{url} is not an http or https address"),
                hint: Some("is HF_ENDPOINT right?".to_owned()),
            })?;
        let mut client = Client::builder()
            .user_agent(concat!("seccoder/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(job.options.connect_timeout)
            .read_timeout(job.options.read_timeout)
            // Followed by hand, to hear what the hub says before it sends on.
            .redirect(redirect::Policy::none());
        if is_loopback(&url) {
            // A proxy cannot reach what listens on this machine.
            client = client.no_proxy();
        }
        let client = client
            .build()
            .map_err(|error| StepError::source(root_cause(&error)))?;
        let part = job.part(file);
        let validator = part.with_added_extension("etag");
        Ok(Self {
            job,
            file,
            told,
            url,
            client,
            part,
            validator,
        })
    }

    /// Fetches the file and checks it.
    async fn fetch(&self) -> Result<(), StepError> {
        let was_begun = fs::metadata(&self.part).is_ok_and(|part| part.len() > 0);
        match self.fetch_once().await {
            // The old beginning may be of another version of the file. Without it the
            // hub gets one fair chance.
            Err(StepError::Source { reason, .. }) if was_begun && !self.part.exists() => {
                self.job
                    .progress
                    .note(&format!("{reason}; fetching it again from the start"));
                self.fetch_once().await
            }
            other => other,
        }
    }

    /// Fetches what is missing of the part, then checks the whole.
    async fn fetch_once(&self) -> Result<(), StepError> {
        let mut told = self.told.clone();
        let part = self.download(&mut told).await?;
        let (ready, folder) = (self.job.ready(self.file), self.job.ready_folder());
        remove_file(&self.validator)?;
        let is_recorded = self.job.entry.is_recorded();
        let mut record = self.job.record();
        let work = move |_: &blocking::Ticker| {
            let known = part.finish(&told.file, &ready)?;
            if is_recorded {
                record.files.insert(told.file.name, known);
                record.commit = told.commit;
                record.write(&folder)?;
            }
            Ok(())
        };
        blocking::run(&self.job.lock, |_| (), work).await
    }

    /// Brings the part to its full length, over several connections if need be.
    async fn download(&self, told: &mut Told) -> Result<PartFile, StepError> {
        let (path, limit) = (self.part.clone(), told.file.bytes.unwrap_or(u64::MAX));
        let mut part = blocking::run(
            &self.job.lock,
            |done| self.tell(Phase::Verify, done),
            move |ticker| PartFile::resume(&path, limit, ticker),
        )
        .await?;
        let mut best = part.written();
        let mut retries = self.job.options.retries;
        let mut wait = FIRST_WAIT;
        while told.file.bytes.is_none_or(|bytes| part.written() < bytes) {
            let (returned, attempt) = self.attempt(part, told).await?;
            part = returned;
            match attempt {
                Attempt::Complete => break,
                Attempt::Failed(reason) => return Err(StepError::source(reason)),
                Attempt::Cut(_) if part.written() >= best + WRITE_SIZE as u64 => {
                    (best, retries, wait) = (part.written(), self.job.options.retries, FIRST_WAIT);
                }
                Attempt::Cut(reason) => {
                    if retries == 0 {
                        return Err(StepError::source(format!("{}: {reason}", self.file.name)));
                    }
                    retries -= 1;
                    self.job
                        .progress
                        .note(&format!("{reason}; resuming {}", self.file.name));
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
            }
        }
        Ok(part)
    }

    /// One request, from where the part ends.
    async fn attempt(
        &self,
        mut part: PartFile,
        told: &mut Told,
    ) -> Result<(PartFile, Attempt), StepError> {
        if told.file.sha256.is_none() && self.known_tag().is_none() {
            // Nothing would show that the rest belongs to another beginning.
            part.restart()?;
        }
        let response = match self.ask(part.written(), told).await {
            Ok(response) => response,
            Err(reason) => return Ok((part, Attempt::Failed(reason))),
        };
        match response.status() {
            StatusCode::PARTIAL_CONTENT
                if continues(response.headers(), part.written(), told.file.bytes) => {}
            // The file has changed, or the server does not resume.
            StatusCode::OK => part.restart()?,
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                part.restart()?;
                let reason = "the server would not resume".to_owned();
                return Ok((part, Attempt::Cut(reason)));
            }
            status => {
                let mut reason = format!("the server answered {status} for {}", self.file.name);
                if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
                    reason += "; where the repository asks for an account, fetch its files by \
                               hand and name their folder";
                }
                return Ok((part, Attempt::Failed(reason)));
            }
        }
        let offered = response
            .content_length()
            .map(|length| part.written() + length);
        let problem = match (told.file.bytes, offered) {
            (Some(bytes), Some(offered)) if bytes != offered => {
                Some(format!("with {offered} bytes, not {bytes}"))
            }
            (None, None) => Some("without saying its length, so a cut would not show".to_owned()),
            _ => None,
        };
        if let Some(problem) = problem {
            let reason = format!("it offers {} {problem}", self.file.name);
            return Ok((part, Attempt::Failed(reason)));
        }
        if let (None, Some(offered)) = (told.file.bytes, offered) {
            told.file.bytes = Some(offered);
            part.set_limit(offered);
        }
        self.remember_tag(response.headers())?;
        self.receive(part, response, told.file.bytes).await
    }

    /// Asks for the file from this byte on, and follows to where it lies.
    async fn ask(&self, from: u64, told: &mut Told) -> Result<Response, String> {
        let mut url = self.url.clone();
        for _ in 0..=REDIRECTS {
            let mut request = self.client.get(url.clone());
            if from > 0 {
                request = request.header(RANGE, format!("bytes={from}-"));
                if let Some(tag) = self.known_tag() {
                    request = request.header(IF_RANGE, tag);
                }
            }
            let response = request.send().await;
            let response = response.map_err(|error| self.describe(&error))?;
            told.hear(response.headers())?;
            let headers = response.headers();
            let Some(next) = headers
                .get(LOCATION)
                .filter(|_| response.status().is_redirection())
            else {
                return Ok(response);
            };
            let next = next.to_str().ok().and_then(|next| url.join(next).ok());
            // From an encrypted address never to one that is not.
            url = next
                .filter(|next| next.scheme() == "https" || next.scheme() == url.scheme())
                .ok_or_else(|| "the server sends on to no usable address".to_owned())?;
        }
        Err("the server sends on and on".to_owned())
    }

    /// Writes the body of a response until it ends or breaks.
    async fn receive(
        &self,
        mut part: PartFile,
        mut response: Response,
        bytes: Option<u64>,
    ) -> Result<(PartFile, Attempt), StepError> {
        let mut buffer = Vec::with_capacity(WRITE_SIZE);
        let mut told = Instant::now();
        let end = loop {
            match response.chunk().await {
                Ok(Some(chunk)) => buffer.extend_from_slice(&chunk),
                Ok(None) => break None,
                Err(error) => break Some(self.describe(&error)),
            }
            if buffer.len() >= WRITE_SIZE {
                (part, buffer) = self.write(part, buffer).await?;
            }
            if told.elapsed() >= TELL {
                self.tell(Phase::Download, part.written() + buffer.len() as u64);
                told = Instant::now();
            }
        };
        (part, _) = self.write(part, buffer).await?;
        self.tell(Phase::Download, part.written());
        let attempt = match end {
            Some(reason) => Attempt::Cut(reason),
            None if bytes.is_some_and(|bytes| part.written() < bytes) => {
                Attempt::Cut("the server ended the file early".to_owned())
            }
            None => Attempt::Complete,
        };
        Ok((part, attempt))
    }

    /// Writes what was collected; gives back the emptied buffer. A part that the source
    /// made too long is deleted: nothing of it is worth keeping.
    async fn write(
        &self,
        mut part: PartFile,
        mut buffer: Vec<u8>,
    ) -> Result<(PartFile, Vec<u8>), StepError> {
        let work = move |_: &blocking::Ticker| {
            part.append(&buffer)?;
            buffer.clear();
            Ok((part, buffer))
        };
        let written = blocking::run(&self.job.lock, |_| (), work).await;
        if matches!(written, Err(StepError::Source { .. })) {
            remove_file(&self.part)?;
        }
        written
    }

    /// The entity tag of the file that the part is the beginning of, if it came from here.
    fn known_tag(&self) -> Option<String> {
        let text = fs::read_to_string(&self.validator).ok()?;
        let (url, tag) = text.split_once('\n')?;
        (url == self.url.as_str()).then(|| tag.to_owned())
    }

    /// Remembers the entity tag for the next resume. Weak tags do not vouch for bytes.
    fn remember_tag(&self, headers: &HeaderMap) -> Result<(), StoreError> {
        let tag = headers.get(ETAG).and_then(|tag| tag.to_str().ok());
        let Some(tag) = tag.filter(|tag| tag.starts_with('"')) else {
            return remove_file(&self.validator);
        };
        fs::write(&self.validator, format!("{}\n{tag}", self.url))
            .map_err(StoreError::io("write", &self.validator))
    }

    /// Tells how many bytes of this file are done.
    fn tell(&self, phase: Phase, done: u64) {
        let ready = self.job.ready_files();
        let length = |file: &&ModelFile| {
            fs::metadata(self.job.ready(file)).map_or(0, |metadata| metadata.len())
        };
        self.job.progress.transfer(&Transfer {
            phase,
            item: &self.file.name,
            index: ready.len() + 1,
            count: self.job.entry.files.len(),
            done: done + ready.iter().map(length).sum::<u64>(),
            total: self.job.entry.total_bytes(),
        });
    }

    /// An error of the connection, in few words and without the address, which may be
    /// a signed one.
    fn describe(&self, error: &reqwest::Error) -> String {
        let options = self.job.options;
        if error.is_connect() && error.is_timeout() {
            format!("no connection within {:?}", options.connect_timeout)
        } else if error.is_timeout() {
            format!("the server sent nothing for {:?}", options.read_timeout)
        } else if error.is_connect() {
            format!("cannot connect: {}", root_cause(error))
        } else {
            format!("the connection broke: {}", root_cause(error))
        }
    }
}

/// Whether a partial answer begins where the part ends and is of a file of this length.
fn continues(headers: &HeaderMap, written: u64, bytes: Option<u64>) -> bool {
    let Some(range) = headers
        .get(CONTENT_RANGE)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let rest = range
        .strip_prefix("bytes ")
        .and_then(|range| range.split_once('/'));
    rest.is_some_and(|(range, total)| {
        let start = range
            .split_once('-')
            .and_then(|(start, _)| start.parse().ok());
        let same_length = bytes.is_none_or(|bytes| total == "*" || total.parse() == Ok(bytes));
        start == Some(written) && same_length
    })
}

/// The innermost cause of an error.
fn root_cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// Whether an address is on this machine.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

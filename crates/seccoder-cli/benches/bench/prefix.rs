//! Row 13: steps of training a SVEN prefix, with one thread and with all.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use seccoder_lm::candle::checkpoint::Precision;
use seccoder_lm::candle::sven::Control;
use seccoder_lm::candle::sven::data::{Pair, Pairs};
use seccoder_lm::candle::sven::job::{Job, Report};
use seccoder_lm::candle::sven::train::Event;
use seccoder_lm::catalogue::Catalogue;
use serde::{Deserialize, Serialize};

use crate::lab::Lab;
use crate::machine::{self, watched};
use crate::memory::{self, megabytes};
use crate::peer;
use crate::process::command;
use crate::table::{Failure, Row};
use crate::task::{self, Task};

/// The model whose prefix is trained; the peer has its configuration.
const MODEL: &str = "smollm2-135m";
/// Epochs, of which the last is timed.
const EPOCHS: u64 = 2;

/// Functions before and after a fix.
const PAIRS: [[&str; 2]; 4] = [
    [
        r#"def orders_of(connection, customer, limit=50):
    """The newest orders of a customer, as rows of number, day and total."""
    cursor = connection.cursor()
    query = "SELECT number, day, total FROM orders WHERE customer = '%s'" % customer
    cursor.execute(query + " ORDER BY day DESC LIMIT %d" % limit)
    rows = cursor.fetchall()
    cursor.close()
    return rows
"#,
        r#"def orders_of(connection, customer, limit=50):
    """The newest orders of a customer, as rows of number, day and total."""
    cursor = connection.cursor()
    query = "SELECT number, day, total FROM orders WHERE customer = ?"
    cursor.execute(query + " ORDER BY day DESC LIMIT ?", (customer, limit))
    rows = cursor.fetchall()
    cursor.close()
    return rows
"#,
    ],
    [
        r#"def thumbnail(source, target, width):
    """Scales a picture to a width in pixels; returns whether that worked."""
    command = "convert " + source + " -resize " + str(width) + " " + target
    result = subprocess.run(command, shell=True, capture_output=True)
    if result.returncode != 0:
        logging.warning("no thumbnail of %s", source)
        return False
    return True
"#,
        r#"def thumbnail(source, target, width):
    """Scales a picture to a width in pixels; returns whether that worked."""
    command = ["convert", "--", source, "-resize", str(int(width)), target]
    result = subprocess.run(command, capture_output=True)
    if result.returncode != 0:
        logging.warning("no thumbnail of %s", source)
        return False
    return True
"#,
    ],
    [
        r#"static int set_label(struct device *device, const char *label)
{
    char shown[64];

    if (device == NULL || label == NULL)
        return -1;
    strcpy(shown, label);
    for (char *c = shown; *c != '\0'; c++) {
        if (*c < ' ')
            *c = '_';
    }
    memcpy(device->label, shown, sizeof(device->label));
    return 0;
}
"#,
        r#"static int set_label(struct device *device, const char *label)
{
    char shown[64] = {0};

    if (device == NULL || label == NULL)
        return -1;
    if (snprintf(shown, sizeof(shown), "%s", label) >= (int)sizeof(shown))
        return -1;
    for (char *c = shown; *c != '\0'; c++) {
        if (*c < ' ')
            *c = '_';
    }
    memcpy(device->label, shown, sizeof(device->label));
    return 0;
}
"#,
    ],
    [
        r#"def attachment(name):
    """Sends a file of the upload folder to the browser."""
    folder = current_app.config["UPLOADS"]
    path = os.path.join(folder, name)
    if not os.path.isfile(path):
        abort(404)
    with open(path, "rb") as file:
        response = make_response(file.read())
    response.headers["Content-Type"] = "application/octet-stream"
    return response
"#,
        r#"def attachment(name):
    """Sends a file of the upload folder to the browser."""
    folder = os.path.realpath(current_app.config["UPLOADS"])
    path = os.path.realpath(os.path.join(folder, name))
    if os.path.commonpath([folder, path]) != folder or not os.path.isfile(path):
        abort(404)
    with open(path, "rb") as file:
        response = make_response(file.read())
    response.headers["Content-Type"] = "application/octet-stream"
    return response
"#,
    ],
];

/// What a process of its own is to train.
#[derive(Serialize, Deserialize)]
pub struct Train {
    model: PathBuf,
    folder: PathBuf,
}

/// A version of a function as it is trained with.
#[derive(Serialize, Deserialize)]
struct Version {
    control: Control,
    tokens: Vec<u32>,
    changed: Vec<bool>,
}

/// What the process reports.
#[derive(Serialize, Deserialize)]
pub struct Trained {
    /// Steps of the timed epoch, and how long it took.
    steps: u64,
    time: Duration,
    versions: Vec<Version>,
    /// Positions of the prefix, and samples of a step.
    length: usize,
    accumulation: usize,
    dropout: f64,
    /// The peak of memory, in bytes.
    peak: Option<u64>,
}

impl Trained {
    fn rate(&self) -> f64 {
        self.steps as f64 / self.time.as_secs_f64()
    }
}

impl Train {
    /// What the process does.
    pub fn work(&self) -> Result<Trained, Failure> {
        let job = Job {
            model: self.model.clone(),
            name: MODEL.to_owned(),
            fingerprint: None,
            precision: Precision::F32,
            gpu: false,
            data: Pairs {
                train: PAIRS
                    .map(|[before, after]| Pair::new(before.to_owned(), after.to_owned()))
                    .into(),
                val: Vec::new(),
            },
            pairs: None,
            folder: self.folder.clone(),
            every: 0,
        };
        let (mut start, mut begin, mut end) = (None, None, None);
        job.run(
            |config| config.epochs = EPOCHS,
            |report| {
                match report {
                    Report::Start(found) => start = Some(found),
                    Report::Event(Event::Epoch { epoch, .. }) if epoch == EPOCHS - 1 => {
                        begin = Some(Instant::now());
                    }
                    Report::Event(Event::Step(step)) if step.step == step.total => {
                        end = begin.map(|begin: Instant| begin.elapsed());
                    }
                    Report::Event(_) => {}
                }
                ControlFlow::Continue(())
            },
        )?;
        let (start, time) = start.zip(end).ok_or("the training made no steps")?;
        if start.train.left_out.total() > 0 {
            return Err("some of the functions cannot be trained with".into());
        }
        let versions = start.train.samples.into_iter().map(|sample| Version {
            control: sample.control,
            tokens: sample.tokens,
            changed: sample.changed,
        });
        Ok(Trained {
            steps: start.total / EPOCHS,
            time,
            versions: versions.collect(),
            length: start.config.prefix_length,
            accumulation: start.config.accumulation,
            dropout: start.config.dropout,
            peak: memory::peak(),
        })
    }
}

/// Measures one thread and all of them, each with its peer.
pub fn rows(lab: &Lab, _: &dyn Fn(usize) -> bool) -> Result<Vec<Row>, Failure> {
    let Some(installed) = lab.optional(Catalogue::builtin().get(MODEL)?) else {
        let skipped = format!("skipped: {MODEL} is not installed");
        return Ok(vec![Row::new("13 prefix training", skipped)]);
    };
    let mut counts = vec![1, machine::threads()];
    counts.dedup();
    let mut rows = Vec::new();
    for threads in counts {
        eprintln!("row 13: training, threads: {threads} …");
        let task = Task::Train(Train {
            model: installed.main.clone(),
            folder: lab.scratch().join(format!("prefix-{threads}")),
        });
        let (trained, others) = watched(|| task::start::<Trained>(&task, threads));
        let trained = trained?;
        eprintln!("row 13: PyTorch, threads: {threads} …");
        let (peer, others_too) = watched(|| torch(&trained, threads));
        let row = row(&trained, threads, &peer);
        rows.push(match peer {
            Ok(_) => row.others(others.zip(others_too).map(|(a, b)| a.max(b))),
            Err(_) => row.others(others),
        });
    }
    Ok(rows)
}

fn row(trained: &Trained, threads: usize, peer: &Result<Torch, String>) -> Row {
    let plural = if threads == 1 { "" } else { "s" };
    let name = format!("13 prefix training, {threads} thread{plural}");
    let rate = trained.rate();
    let row = match peer {
        Ok(peer) => Row::new(
            &name,
            format!("{rate:.2} / {:.2} steps/s", peer.steps_per_s),
        )
        .ratio(format!("{:.2} x", rate / peer.steps_per_s))
        .note(format!(
            "peer: the same step in PyTorch {}, transformers {}, at most {}; random weights of the \
             same configuration, since speed does not depend on their values",
            peer.torch,
            peer.transformers,
            megabytes(peer.resident)
        )),
        Err(reason) => {
            Row::new(&name, format!("{rate:.2} steps/s")).note(format!("PyTorch skipped: {reason}"))
        }
    };
    let tokens: usize = trained.versions.iter().map(|v| v.tokens.len()).sum();
    let peak = trained.peak.map_or_else(String::new, |peak| {
        format!("; memory at most {}", megabytes(peak))
    });
    row.note(format!(
        "{MODEL} in f32; a step is {} versions of functions, {} tokens each on average; {} steps \
         behind as many that are not counted{peak}",
        trained.accumulation,
        tokens / trained.versions.len().max(1),
        trained.steps
    ))
}

/// What the peer reports.
#[derive(Deserialize)]
struct Torch {
    torch: String,
    transformers: String,
    steps_per_s: f64,
    /// The most memory that it took, in bytes.
    resident: u64,
}

/// PyTorch's time for the same steps. PyTorch is too large to be installed for this alone: it is
/// used where $TORCH_PYTHON or python3 has it.
fn torch(trained: &Trained, threads: usize) -> Result<Torch, String> {
    let python = std::env::var_os("TORCH_PYTHON").map_or_else(|| "python3".into(), PathBuf::from);
    run(&python, trained, threads).map_err(|error| {
        format!("{error} ($TORCH_PYTHON may name a Python that has torch and transformers)")
    })
}

fn run(python: &Path, trained: &Trained, threads: usize) -> Result<Torch, String> {
    let mut script = command(python);
    script
        .args(["-c", include_str!("prefix_peer.py")])
        .args([threads, trained.length, trained.accumulation].map(|n| n.to_string()))
        .arg(trained.dropout.to_string())
        .stdin(peer::input(&trained.versions)?);
    peer::last_line(&peer::finish(&mut script)?)
}

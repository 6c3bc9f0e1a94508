//! Running the binary in a home of its own that shares the installed models.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;

use seccoder_lm::home::Home;
use serde_json::Value;

/// The small model that all tests use.
pub const MODEL: &str = "qwen2.5-coder-0.5b";

/// What `auto` shows a larger model; [`MODEL`] is shown nothing unless a form is named.
pub const FORM: &str = "weakness/above/comment";

/// The program that the demonstration completes.
pub fn orders() -> String {
    repository("examples/orders.py").display().to_string()
}

/// A home with the installed models, an empty database, and a folder to work in.
pub struct Sandbox {
    folder: tempfile::TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Sandbox {
    /// With the models that `make test` fetched, and a database with its vectors.
    pub fn new() -> Self {
        static PREPARED: LazyLock<Sandbox> = LazyLock::new(|| {
            let first = Sandbox::without_database();
            first.run(&["db", "build", "--json"]).json();
            first
        });
        let sandbox = Self::without_database();
        let vectors = "secure-code.db.vectors";
        std::fs::create_dir(sandbox.home().join(vectors)).unwrap();
        let copy = |name: &Path| {
            std::fs::copy(PREPARED.home().join(name), sandbox.home().join(name)).unwrap();
        };
        copy(Path::new("secure-code.db"));
        for file in std::fs::read_dir(PREPARED.home().join(vectors)).unwrap() {
            copy(&Path::new(vectors).join(file.unwrap().file_name()));
        }
        sandbox
    }

    /// With the models, before the database's first use.
    pub fn without_database() -> Self {
        let sandbox = Self::without_models();
        let models = Home::from_env().unwrap().models;
        for name in [MODEL, "all-minilm-l6-v2"] {
            let from = models.join(name);
            assert!(
                from.is_dir(),
                "{} is not there: run `make test`, or `seccoder model pull {name}`",
                from.display()
            );
            let to = sandbox.home().join("models");
            std::fs::create_dir_all(&to).unwrap();
            std::os::unix::fs::symlink(from, to.join(name)).unwrap();
        }
        sandbox
    }

    /// A new machine.
    pub fn without_models() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("home")).unwrap();
        std::fs::create_dir_all(folder.path().join("work")).unwrap();
        Self { folder }
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A path in the working folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    /// Writes a file into the working folder.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The command, offline, with nothing of the caller's settings.
    pub fn command(&self, args: &[&str]) -> Command {
        #[expect(
            clippy::disallowed_methods,
            reason = "tests start the program under test"
        )]
        let mut command = Command::new(env!("CARGO_BIN_EXE_seccoder"));
        command
            .args(args)
            .current_dir(self.path(""))
            .stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("SECCODER_") || name.ends_with("_API_KEY") {
                command.env_remove(name);
            }
        }
        command
            .env("SECCODER_HOME", self.home())
            .env("SECCODER_OFFLINE", "1")
            .env("SECCODER_MODEL", MODEL)
            // Tests run side by side: two models with all cores each would crawl.
            .env("SECCODER_THREADS", "1");
        command
    }

    /// How many examples a database holds.
    pub fn count(&self, db: &str) -> usize {
        let listed = self.run(&["db", "list", "--json", "--db", db]).json();
        listed["examples"].as_array().unwrap().len()
    }

    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command(args).output().unwrap())
    }

    /// Runs with text on standard input.
    pub fn feed(&self, args: &[&str], input: impl AsRef<[u8]>) -> Run {
        let mut child = self.spawn(args);
        let mut stdin = child.stdin.take().unwrap();
        // A program that refuses its input may stop reading; that is its right.
        let _ = stdin.write_all(input.as_ref());
        drop(stdin);
        Run::of(child.wait_with_output().unwrap())
    }

    /// Starts with all streams piped.
    pub fn spawn(&self, args: &[&str]) -> Child {
        self.command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

impl Run {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Exit code and both streams, as snapshots hold them.
    pub fn text(&self) -> String {
        format!(
            "exit {:?}\n--- out\n{}--- err\n{}",
            self.code, self.out, self.err
        )
    }

    /// The JSON on standard output of a run that must have succeeded.
    pub fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts a failure with this exit code: one line of cause that contains `cause`, at most
    /// one hint, and nothing on standard output.
    #[track_caller]
    pub fn fails(&self, code: i32, cause: &str) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        let errors: Vec<&str> = self
            .err
            .lines()
            .filter(|l| l.starts_with("error: "))
            .collect();
        assert!(
            errors.len() == 1 && errors[0].contains(cause),
            "{cause}: {self:?}"
        );
        assert!(!self.err.contains("panicked"), "{self:?}");
    }
}

/// Compares a text with the snapshot of this name.
pub fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
        .canonicalize()
        .unwrap()
}

/// Copies a folder with its folders.
pub fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copied(&path, &to);
        } else {
            std::fs::copy(&path, to).unwrap();
        }
    }
}

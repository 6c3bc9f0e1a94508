//! Hostile programs in the sandbox: none may get out, hang, or leave anything behind.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use seccoder_oracle::sandbox::{Job, Limits, Outcome, Sandbox, SandboxError, Status};

/// The sandbox, or `None` with a remark where this machine has none.
fn sandbox() -> Option<&'static Sandbox> {
    static SANDBOX: OnceLock<Option<Sandbox>> = OnceLock::new();
    SANDBOX
        .get_or_init(|| match Sandbox::detect() {
            Ok(sandbox) => Some(sandbox),
            Err(error @ (SandboxError::Missing | SandboxError::Refused { .. })) => {
                eprintln!("skipped: {error}");
                None
            }
            Err(error) => panic!("{error}"),
        })
        .as_ref()
}

fn python(code: &str) -> Job {
    Job::new(["python3", "-I", "-c", code])
}

fn shell(code: &str) -> Job {
    Job::new(["sh", "-c", code])
}

async fn run(sandbox: &Sandbox, job: Job) -> Outcome {
    let limit = job.limits.wall + Duration::from_secs(20);
    tokio::time::timeout(limit, sandbox.run(job))
        .await
        .expect("the sandbox hangs")
        .unwrap()
}

/// Processes of this machine whose command line holds this text.
fn alive(text: &str) -> usize {
    fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|entry| {
            let name = entry.file_name();
            name.to_string_lossy()
                .parse::<u32>()
                .is_ok_and(|pid| pid != std::process::id())
                && fs::read(entry.path().join("cmdline"))
                    .is_ok_and(|line| String::from_utf8_lossy(&line).contains(text))
        })
        .count()
}

/// Runs the test in the sandbox, if this machine has one.
macro_rules! sandbox_or_skip {
    () => {
        match sandbox() {
            Some(sandbox) => sandbox,
            None => return,
        }
    };
}

#[tokio::test]
async fn a_plain_job_runs() {
    let sandbox = sandbox_or_skip!();
    assert!(
        sandbox.name().starts_with("bubblewrap"),
        "{}",
        sandbox.name()
    );
    let job = shell("cat - in/file.txt; echo oops >&2; echo made > out.txt; exit 3")
        .file("in/file.txt", "from file\n")
        .stdin("from stdin\n")
        .collect("out.txt")
        .collect("missing.txt");
    let outcome = run(sandbox, job).await;
    assert_eq!(outcome.status, Status::Exited(3), "{outcome:?}");
    assert_eq!(outcome.stdout_text(), "from stdin\nfrom file\n");
    assert_eq!(outcome.stderr_text(), "oops\n");
    assert_eq!(outcome.collected.len(), 1);
    assert_eq!(outcome.collected[Path::new("out.txt")], b"made\n");
    assert!(!outcome.truncated);
    assert_eq!(outcome.why(), "exit status 3: oops");
}

#[tokio::test]
async fn python_node_and_compilers_work() {
    let sandbox = sandbox_or_skip!();
    let outcome = run(sandbox, python("import json, sqlite3; print(6 * 7)")).await;
    assert_eq!(outcome.stdout_text(), "42\n", "{}", outcome.why());
    for (program, command) in [
        ("node", "node -e 'console.log(6 * 7)'"),
        ("gcc", "gcc -fsanitize=address,undefined a.c -o a && ./a"),
    ] {
        if run(sandbox, shell(&format!("command -v {program}")))
            .await
            .success()
        {
            let source = "#include <stdio.h>\nint main(void) { puts(\"42\"); }\n";
            let outcome = run(sandbox, shell(command).file("a.c", source)).await;
            assert_eq!(outcome.stdout_text(), "42\n", "{}", outcome.why());
        } else {
            eprintln!("skipped: no {program}");
        }
    }
}

#[tokio::test]
async fn signals_and_missing_programs_are_told_apart() {
    let sandbox = sandbox_or_skip!();
    let outcome = run(sandbox, shell("kill -SEGV $$")).await;
    assert_eq!(outcome.status, Status::Signalled(11));
    let outcome = run(sandbox, Job::new(["no-such-program"])).await;
    assert_eq!(outcome.status, Status::Exited(127));
    let error = sandbox
        .run(Job::new(["true"]).read_only("/no/such/folder", "/x"))
        .await;
    assert!(matches!(error, Err(SandboxError::Mount(_))));
}

#[tokio::test]
async fn a_loop_times_out() {
    let sandbox = sandbox_or_skip!();
    let started = Instant::now();
    let outcome = run(
        sandbox,
        shell("trap '' TERM; while :; do :; done").wall(millis(700)),
    )
    .await;
    assert_eq!(outcome.status, Status::TimedOut);
    assert!(started.elapsed() < Duration::from_secs(6));
    let mut job = shell("while :; do :; done");
    job.limits.cpu = Some(Duration::from_secs(1));
    assert_eq!(run(sandbox, job).await.status, Status::TimedOut);
}

#[tokio::test]
async fn a_fork_bomb_is_contained() {
    let sandbox = sandbox_or_skip!();
    for bomb in [
        python("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass"),
        shell("f() { f fork-bomb-of-the-test | f & }; f; while :; do sleep 1; done"),
        // Does nothing but outlive its parent again and again.
        python("import os\nwhile True:\n    if os.fork(): os._exit(0)\n    os.setsid()"),
    ] {
        let started = Instant::now();
        let outcome = run(sandbox, bomb.wall(Duration::from_secs(5))).await;
        assert!(
            matches!(
                outcome.status,
                Status::ProcessesExceeded | Status::TimedOut | Status::Exited(_)
            ),
            "{outcome:?}"
        );
        assert!(started.elapsed() < Duration::from_secs(15));
    }
    assert_eq!(alive("fork-bomb-of-the-test"), 0);
}

#[tokio::test]
async fn memory_hogs_are_stopped() {
    let sandbox = sandbox_or_skip!();
    let limits = Limits {
        memory_bytes: 200 << 20,
        ..Limits::default()
    };
    let grow = "hog = []\nwhile True: hog.append(bytearray(8 << 20))";
    let shared = "import mmap\nhog = []\nwhile True:\n  m = mmap.mmap(-1, 8 << 20)\n  \
                  m.write(b'x' * (8 << 20))\n  hog.append(m)";
    let family = "import os\nfor _ in range(8): os.fork() or exec('hog = bytearray(100 << 20)')\n\
                  import time; time.sleep(60)";
    for code in [grow, shared, family] {
        let outcome = run(sandbox, python(code).limits(limits.clone())).await;
        assert!(
            matches!(
                outcome.status,
                Status::MemoryExceeded | Status::ProcessesExceeded
            ),
            "{code}: {outcome:?}"
        );
    }
    // Pages that a family shares are counted once.
    let sharing = "import os, time\nhog = b'x' * (100 << 20)\n\
                   for _ in range(4):\n  if os.fork() == 0: break\ntime.sleep(0.5)";
    let outcome = run(sandbox, python(sharing).limits(limits)).await;
    assert_eq!(outcome.status, Status::Exited(0), "{outcome:?}");
    assert!(outcome.peak_memory_bytes > 90 << 20);
}

#[tokio::test]
async fn endless_output_is_stopped() {
    let sandbox = sandbox_or_skip!();
    for code in ["yes", "yes >&2", "yes & yes >&2 & wait"] {
        let outcome = run(sandbox, shell(code)).await;
        assert_eq!(outcome.status, Status::OutputExceeded);
        assert!(outcome.truncated);
        assert!(outcome.stdout.len() <= 1 << 20 && outcome.stderr.len() <= 1 << 20);
    }
    // A job that does not read its input must not stop us either.
    let outcome = run(sandbox, shell("exit 0").stdin(vec![b'x'; 4 << 20])).await;
    assert!(outcome.success());
}

#[tokio::test]
async fn big_files_and_many_files_are_stopped() {
    let sandbox = sandbox_or_skip!();
    let limits = Limits {
        wall: Duration::from_secs(60),
        file_bytes: 4 << 20,
        ..Limits::default()
    };
    let big = "head -c 100000000 /dev/zero > big; wc -c < big";
    let outcome = run(sandbox, shell(big).limits(limits.clone())).await;
    assert_eq!(outcome.stdout_text().trim(), (4 << 20).to_string());
    for many in [
        "n=0; while :; do n=$((n+1)); head -c 1000000 /dev/zero > f$n; done",
        "n=0; while :; do n=$((n+1)); : > f$n; done",
    ] {
        let outcome = run(sandbox, shell(many).limits(limits.clone())).await;
        assert_eq!(outcome.status, Status::OutputExceeded, "{}", outcome.why());
    }
    let scratch = "for d in /tmp /dev/shm; do for n in 1 2 3; do \
                   head -c 3000000 /dev/zero > $d/f$n; done; du -s $d; done 2>/dev/null";
    let outcome = run(sandbox, shell(scratch).limits(limits)).await;
    for line in outcome.stdout_text().lines() {
        let kibibytes: u64 = line.split_whitespace().next().unwrap().parse().unwrap();
        assert!(kibibytes <= 4 << 10, "{line}");
    }
}

#[tokio::test]
async fn there_is_no_network_but_its_own_loopback() {
    let sandbox = sandbox_or_skip!();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let code = format!(
        "import socket\n\
         for place in [('127.0.0.1', {port}), ('192.0.2.1', 80)]:\n\
         \x20 try: socket.create_connection(place, 2); print('connected', place)\n\
         \x20 except OSError as e: print('refused')\n\
         server = socket.create_server(('localhost', 0))\n\
         socket.create_connection(server.getsockname(), 2); print('loopback')\n"
    );
    let outcome = run(sandbox, python(&code)).await;
    assert_eq!(
        outcome.stdout_text(),
        "refused\nrefused\nloopback\n",
        "{}",
        outcome.why()
    );
    assert!(listener.accept().is_err());
}

#[tokio::test]
async fn homes_and_secrets_cannot_be_read() {
    let sandbox = sandbox_or_skip!();
    let secret = tempfile::NamedTempFile::new().unwrap();
    fs::write(&secret, "the-secret").unwrap();
    let home = std::env::var("HOME").unwrap_or("/root".into());
    let code = format!(
        "cat {}; ls -A {home} /home /root /etc/shadow /var /run /sys /boot /mnt; \
         cat /proc/*/environ /proc/*/cmdline | tr '\\0' '\\n'; env; cat /etc/passwd; hostname",
        secret.path().display()
    );
    let outcome = run(sandbox, shell(&code)).await;
    let seen = outcome.stdout_text();
    assert!(!seen.contains("the-secret"), "{seen}");
    for text in ["CARGO", "root:", ".bashrc", "seccoder-job-"] {
        assert!(!seen.contains(text), "{text} in {seen}");
    }
    assert!(seen.ends_with("sandbox\n"), "{seen}");
    for name in std::env::vars()
        .map(|(name, _)| name)
        .filter(|name| name.len() > 6)
    {
        if !["TMPDIR", "PYTHONDONTWRITEBYTECODE"].contains(&name.as_str()) {
            assert!(!seen.contains(&format!("\n{name}=")), "{name} in {seen}");
        }
    }
}

#[tokio::test]
async fn nothing_outside_its_folder_can_be_written() {
    let sandbox = sandbox_or_skip!();
    let outcome = run(
        sandbox,
        shell(
            "for f in /x /usr/x /etc/x /dev/x /usr/bin/env /etc/passwd /proc/sys/kernel/hostname \
             /proc/self/comm              /proc/sysrq-trigger ../x; do (echo x >> $f) 2>/dev/null && echo wrote $f; done; \
             mount -t tmpfs none /work; unshare -Ur true; chroot / true; \
             mknod disk b 8 0; echo done",
        ),
    )
    .await;
    assert_eq!(outcome.stdout_text(), "done\n", "{}", outcome.stderr_text());
}

#[tokio::test]
async fn its_parents_cannot_be_killed() {
    let sandbox = sandbox_or_skip!();
    let outcome = run(
        sandbox,
        shell("kill -9 1; kill -9 $PPID; kill -STOP 1; set -- /proc/[0-9]*; echo $#; echo alive"),
    )
    .await;
    assert!(outcome.success(), "{outcome:?}");
    // The sandbox's first process and the shell.
    assert_eq!(outcome.stdout_text(), "2\nalive\n");
    let outcome = run(
        sandbox,
        shell("kill -9 -1; sleep 60").wall(Duration::from_secs(3)),
    )
    .await;
    assert_ne!(outcome.status, Status::Exited(0));
}

const DAEMON: &str = "import os, sys, time\n\
    if os.fork(): time.sleep(0.3); os._exit(0)\n\
    os.setsid()\n\
    if os.fork(): os._exit(0)\n\
    os.execvp('python3', ['python3', '-c', 'import time; time.sleep(60)', sys.argv[1]])";

#[tokio::test]
async fn daemons_do_not_survive() {
    let sandbox = sandbox_or_skip!();
    for (sandbox, mark) in [
        (sandbox, "daemon-in-the-sandbox"),
        (&Sandbox::unsafe_host(), "daemon-on-the-host"),
    ] {
        let mut job = python(DAEMON);
        job.argv.push(mark.to_owned());
        let outcome = run(sandbox, job).await;
        assert!(outcome.success(), "{outcome:?}");
        assert!(outcome.wall < Duration::from_secs(10));
        assert_eq!(alive(mark), 0, "{mark}");
    }
}

#[tokio::test]
async fn including_a_device_ends() {
    let sandbox = sandbox_or_skip!();
    if !run(sandbox, shell("command -v gcc")).await.success() {
        eprintln!("skipped: no gcc");
        return;
    }
    let limits = Limits {
        wall: Duration::from_secs(3),
        memory_bytes: 300 << 20,
        ..Limits::default()
    };
    for include in ["/dev/zero", "/dev/stdin", "/proc/self/fd/0"] {
        let job = Job::new(["gcc", "-c", "a.c"])
            .file("a.c", format!("#include \"{include}\"\nint x;\n"))
            .limits(limits.clone());
        let outcome = run(sandbox, job).await;
        assert!(
            outcome.wall < Duration::from_secs(15),
            "{include}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn planted_links_are_not_followed() {
    let sandbox = sandbox_or_skip!();
    let outside = tempfile::tempdir().unwrap();
    let kept = outside.path().join("kept");
    fs::write(&kept, "outside").unwrap();
    let job = shell(&format!(
        "ln -s {} link; ln -s {} folder; mkfifo pipe; mkdir locked; touch locked/x; \
         chmod 000 locked; echo fine > fine",
        kept.display(),
        outside.path().display()
    ))
    .collect("link")
    .collect("folder/kept")
    .collect("pipe")
    .collect("fine");
    let outcome = run(sandbox, job).await;
    assert_eq!(
        outcome.collected.keys().collect::<Vec<_>>(),
        [&PathBuf::from("fine")]
    );
    assert_eq!(fs::read_to_string(&kept).unwrap(), "outside");
}

#[tokio::test]
async fn a_folder_can_be_lent() {
    let sandbox = sandbox_or_skip!();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("tool"), "tool").unwrap();
    // Lent folders are for programs, which everybody may read.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(outside.path(), open).unwrap();
    let job = shell("cat /opt/lent/tool; echo x > /opt/lent/tool; echo $COLOUR")
        .read_only(outside.path(), "/opt/lent")
        .env("COLOUR", "green");
    let outcome = run(sandbox, job).await;
    assert_eq!(outcome.stdout_text(), "toolgreen\n", "{}", outcome.why());
    assert_eq!(
        fs::read_to_string(outside.path().join("tool")).unwrap(),
        "tool"
    );
}

#[tokio::test]
async fn dropping_the_future_ends_the_job() {
    let sandbox = sandbox_or_skip!();
    for (sandbox, mark) in [
        (sandbox, "dropped-in-the-sandbox"),
        (&Sandbox::unsafe_host(), "dropped-on-the-host"),
    ] {
        let mut job = python("import time; time.sleep(60)").wall(Duration::from_secs(60));
        job.argv.push(mark.to_owned());
        let mut running = Box::pin(sandbox.run(job));
        tokio::select! {
            _ = &mut running => panic!("it ended by itself"),
            () = tokio::time::sleep(millis(500)) => {}
        }
        drop(running);
        let patience = Instant::now() + Duration::from_secs(5);
        while alive(mark) > 0 {
            assert!(Instant::now() < patience, "{mark} is alive");
            tokio::time::sleep(millis(20)).await;
        }
    }
}

#[tokio::test]
async fn many_jobs_run_side_by_side() {
    let sandbox = sandbox_or_skip!();
    let jobs = (0..6).map(|n| run(sandbox, shell(&format!("sleep 0.2; echo {n} > x; cat x"))));
    for (n, outcome) in futures::future::join_all(jobs)
        .await
        .into_iter()
        .enumerate()
    {
        assert_eq!(
            outcome.stdout_text().trim(),
            n.to_string(),
            "{}",
            outcome.why()
        );
    }
}

#[tokio::test]
async fn without_isolation_limits_still_hold() {
    let host = Sandbox::unsafe_host();
    assert_eq!(host.name(), "none (unsafe)");
    let outcome = run(&host, shell("echo $HOME; pwd; exit 4")).await;
    assert_eq!(outcome.status, Status::Exited(4));
    assert!(
        outcome
            .stdout_text()
            .lines()
            .all(|line| line.contains("seccoder-job-"))
    );
    assert_eq!(
        run(&host, shell("kill -9 $$")).await.status,
        Status::Signalled(9)
    );
    assert_eq!(
        run(&host, shell("sleep 60").wall(millis(300))).await.status,
        Status::TimedOut
    );
    assert_eq!(
        run(&host, shell("yes")).await.status,
        Status::OutputExceeded
    );
    let many = "for n in $(seq 80); do sleep 5 & done; wait";
    assert_eq!(
        run(&host, shell(many)).await.status,
        Status::ProcessesExceeded
    );
    let mut job = python("hog = bytearray(1 << 30)\nimport time; time.sleep(9)");
    job.limits.memory_bytes = 100 << 20;
    assert_eq!(run(&host, job).await.status, Status::MemoryExceeded);
    let lent = host
        .run(Job::new(["true"]).read_only("/usr", "/elsewhere"))
        .await;
    assert!(matches!(lent, Err(SandboxError::NoMounts { .. })));
}

#[test]
fn nothing_stays_behind() {
    // Its own runtime, so that its end waits for the supervisor.
    let before = leftovers();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let Some(sandbox) = sandbox() else { return };
        let deep = "import os\nfor _ in range(5000):\n  os.mkdir('d'); os.chdir('d')";
        run(sandbox, python(deep)).await;
        run(sandbox, shell("mkdir -p a/b; chmod 000 a/b a")).await;
    });
    drop(runtime);
    // Other tests run beside this one, so only what is this test's own counts.
    let stale = leftovers()
        .into_iter()
        .filter(|path| !before.contains(path) && is_from_this_test(path));
    assert_eq!(stale.collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

fn leftovers() -> Vec<PathBuf> {
    fs::read_dir(std::env::temp_dir())
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().contains("seccoder-job-"))
        .collect()
}

fn is_from_this_test(path: &Path) -> bool {
    path.join("work/d").exists() || path.join("work/a").exists()
}

const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

//! What the times were taken on, and how busy it was.

use std::time::Instant;

use seccoder_lm::llama_cpp::system_info;

/// The load average above which times are not to be trusted.
const QUIET: f64 = 0.5;

/// Cores kept busy by others above which a measurement is not to be trusted.
pub const QUIET_CORES: f64 = 0.1;

/// CPU threads that everything is given.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Prints CPU, threads and load, and warns when others are using the machine.
pub fn print_header() {
    println!("CPU:     {}, {} threads", cpu(), threads());
    println!("engine:  {}", system_info());
    let Some(load) = load() else {
        println!("load:    unknown");
        return;
    };
    println!("load:    {load}");
    let minute = load.split(' ').next().and_then(|text| text.parse().ok());
    if minute.is_some_and(|minute: f64| minute > QUIET) {
        println!(
            "WARNING: the machine is busy (load above {QUIET}): times and ratios below mean little"
        );
    }
}

/// Prints the load after the measurements; they themselves raise it to about the threads.
pub fn print_footer() {
    if let Some(load) = load() {
        println!("load at the end: {load}");
    }
}

/// Clock ticks a second in Linux' counts of CPU time.
const TICKS: f64 = 100.0;

/// Does some work; also says how many cores other programs kept busy meanwhile, where the
/// system tells. Each measurement is watched, for the load average follows minutes later.
pub fn watched<T>(work: impl FnOnce() -> T) -> (T, Option<f64>) {
    let (before, start) = (others_ticks(), Instant::now());
    let result = work();
    let cores = before.zip(others_ticks()).map(|(before, after)| {
        let seconds = start.elapsed().as_secs_f64();
        ((after - before) / TICKS / seconds.max(f64::MIN_POSITIVE)).max(0.0)
    });
    (result, cores)
}

/// CPU time used by all but this process and the children it has waited for.
fn others_ticks() -> Option<f64> {
    let sum = |fields: &[&str]| -> Option<f64> {
        fields.iter().map(|field| field.parse::<f64>().ok()).sum()
    };
    let all = std::fs::read_to_string("/proc/stat").ok()?;
    let all: Vec<&str> = all.lines().next()?.split_whitespace().collect();
    // user, nice, system; irq, softirq, steal. Idle and waiting for disks are between them.
    let busy = sum(all.get(1..4)?)? + sum(all.get(6..9)?)?;
    let own = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the program's name, which may contain blanks.
    let own: Vec<&str> = own.rsplit_once(')')?.1.split_whitespace().collect();
    Some(busy - sum(own.get(11..15)?)?)
}

/// The load averages over 1, 5 and 15 minutes, where the system tells.
fn load() -> Option<String> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    Some(text.split(' ').take(3).collect::<Vec<_>>().join(" "))
}

fn cpu() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    info.lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or_else(
            || std::env::consts::ARCH.to_owned(),
            |(_, name)| name.to_owned(),
        )
}

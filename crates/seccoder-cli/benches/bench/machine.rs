//! What the times were taken on, and how busy it was.

use seccoder_lm::llama_cpp::system_info;

/// The load average above which times are not to be trusted.
const QUIET: f64 = 0.5;

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

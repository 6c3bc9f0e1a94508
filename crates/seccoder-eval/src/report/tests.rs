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

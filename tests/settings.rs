//! Settings files, environment and flags, in rising order.

use crate::harness::Sandbox;

fn method(sandbox: &Sandbox, variable: Option<&str>, flag: Option<&str>) -> String {
    let mut args = vec!["complete", "f.py", "--max-tokens", "1", "--json"];
    if let Some(flag) = flag {
        args.extend(["--method", flag]);
    }
    let mut command = sandbox.command(&args);
    if let Some(variable) = variable {
        command.env("SECCODER_METHOD", variable);
    }
    let run = crate::harness::Run::of(command.output().unwrap());
    run.json()["method"].as_str().unwrap().to_owned()
}

#[test]
fn flags_beat_the_environment_beats_the_project_beats_the_user() {
    let sandbox = Sandbox::new();
    sandbox.file("f.py", "def f():\n");
    assert_eq!(method(&sandbox, None, None), "auto");
    let user = sandbox.home().join("seccoder.toml");
    std::fs::write(user, "[complete]\nmethod = 'bm25'\n").unwrap();
    assert_eq!(method(&sandbox, None, None), "bm25");
    sandbox.file("seccoder.toml", "[complete]\nmethod = 'random'\n");
    assert_eq!(method(&sandbox, None, None), "random");
    assert_eq!(method(&sandbox, Some("seccoder"), None), "seccoder");
    assert_eq!(method(&sandbox, Some("seccoder"), Some("none")), "none");
}

#[test]
fn a_cloned_projects_settings_cannot_redirect_code_or_keys() {
    let sandbox = Sandbox::new();
    sandbox.file("f.py", "def f():\n");
    sandbox.file(
        "seccoder.toml",
        "[model]\nendpoint = 'https://example.invalid'\n",
    );
    sandbox
        .run(&["complete", "f.py"])
        .fails(2, "`model.endpoint` may not be set");
    sandbox.file("seccoder.toml", "[complete]\nmethod = 'nnoe'\n");
    let run = sandbox.run(&["complete", "f.py"]);
    run.fails(2, "seccoder.toml, line 2");
}

//! The miner on small repositories, each built for one question.

use std::fs;

use gix::objs::tree::EntryKind;

use super::testing::Repository;
use super::*;

const BEFORE: &str = "\
#include <string.h>

void greet(char *out, const char *name)
{
    strcpy(out, name);
}

int twice(int a)
{
    return a + a;
}
";

fn after() -> String {
    BEFORE.replace(
        "strcpy(out, name);",
        "snprintf(out, OUT_SIZE, \"%s\", name);",
    )
}

fn steps(repository: &Repository, options: MineOptions) -> Vec<Step> {
    let mut miner = Miner::open(&repository.path(), options).unwrap();
    std::iter::from_fn(|| miner.step().unwrap()).collect()
}

fn fixes(steps: &[Step]) -> Vec<&Fix> {
    let fixes = steps.iter().filter_map(|step| match step {
        Step::Fix(fix) => Some(&**fix),
        _ => None,
    });
    fixes.collect()
}

fn mined(repository: &Repository) -> Vec<Fix> {
    let steps = steps(repository, MineOptions::default());
    fixes(&steps).into_iter().cloned().collect()
}

fn reasons(repository: &Repository) -> Vec<&'static str> {
    let steps = steps(repository, MineOptions::default());
    let skipped = steps.iter().filter_map(|step| match step {
        Step::Skipped(reason) => Some(*reason),
        _ => None,
    });
    skipped.collect()
}

fn with_fix(mut repository: Repository, message: &str) -> Repository {
    repository.set("src/a.c", BEFORE).commit("Initial commit");
    repository.set("src/a.c", after()).commit(message);
    repository
}

#[test]
fn a_security_fix_becomes_a_candidate() {
    let repository = with_fix(
        Repository::new(),
        "Fix buffer overflow in greet (CVE-2020-12345)\n\nLong names.\n",
    );
    let mut miner = Miner::open(&repository.path(), MineOptions::default()).unwrap();
    assert_eq!(Source::name(&miner), "mine");
    let item = Source::next(&mut miner).unwrap().unwrap();
    let Item::Good(record) = item else {
        panic!("{item:?}")
    };
    let example = &record.example;
    assert_eq!(
        example.title,
        "greet: Fix buffer overflow in greet (CVE-2020-12345)"
    );
    assert!(example.code.starts_with("void greet") && example.code.contains("snprintf"));
    assert!(
        example
            .vulnerable
            .as_ref()
            .is_some_and(|code| code.contains("strcpy"))
    );
    assert_eq!(example.cwes[0].number(), 787);
    assert!(example.guideline.is_some());
    assert!(
        example.labels[0].starts_with("confidence-0.9"),
        "{:?}",
        example.labels
    );
    assert_eq!(example.visibility, Visibility::Private);
    let tip = repository.tip.unwrap().to_string();
    assert_eq!(example.provenance.source, "mine");
    assert_eq!(example.provenance.repository.as_deref(), Some("repo"));
    assert_eq!(example.provenance.commit, Some(tip.clone()));
    assert_eq!(example.provenance.path.as_deref(), Some("src/a.c"));
    assert!(record.place.contains(&tip) && record.place.contains("greet"));
    let fix = mined(&repository).remove(0);
    let has = |words: &str| fix.reasons.iter().any(|reason| reason.contains(words));
    assert!(
        has("CVE id") && has("unbounded copy") && has("small change"),
        "{:?}",
        fix.reasons
    );
    assert_eq!(fix.author_time, 1_600_000_120);
}

#[test]
fn false_alarms_are_rejected() {
    for (message, content) in [
        ("Fix typo in security docs", after()),
        (
            "Fix buffer overflow in greet",
            BEFORE.replace("return a + a", "/* safe */ return a + a"),
        ),
        ("Fix security: reformat", BEFORE.replace("a + a", "a  +  a")),
        ("Add greeting", after().replace("snprintf", "format")),
        ("Fix wrong sum", BEFORE.replace("a + a", "2 * a")),
        ("Revert \"Use snprintf\"", after()),
    ] {
        let mut repository = Repository::new();
        repository.set("src/a.c", BEFORE).commit("Initial commit");
        repository.set("src/a.c", content).commit(message);
        assert_eq!(mined(&repository), [], "{message}");
    }
}

#[test]
fn a_change_of_words_alone_is_no_fix() {
    let mut repository = with_fix(Repository::new(), "Start");
    repository
        .set("SECURITY.md", "Write to us.\n")
        .commit("Add security policy for vulnerabilities");
    repository
        .set("SECURITY.md", "Write to us!\n")
        .commit("Fix vulnerability report address in the security policy");
    assert_eq!(mined(&repository), []);
    assert!(reasons(&repository).contains(&"a file in no language that SecCoder knows"));
}

#[test]
fn two_functions_of_one_commit_are_two_candidates() {
    let mut repository = Repository::new();
    repository.set("src/a.c", BEFORE).commit("Initial commit");
    let both = after().replace(
        "return a + a;",
        "if (a > INT_MAX / 2) {\n        return -1;\n    }\n    return a + a;",
    );
    repository
        .set("src/a.c", both)
        .commit("Fix overflows found by fuzzing");
    let found = mined(&repository);
    let names: Vec<&str> = found.iter().map(|fix| fix.function.as_str()).collect();
    assert_eq!(names, ["greet", "twice"]);
    assert_eq!(found[1].cwes[0].number(), 190);
}

#[test]
fn merges_are_passed_over() {
    let mut repository = Repository::new();
    let base = repository.set("src/a.c", BEFORE).commit("Initial commit");
    let side = repository
        .set("src/a.c", after())
        .commit_on("Fix buffer overflow", &[base]);
    repository.remove("src/a.c").set("src/a.c", BEFORE);
    let main = repository
        .set("src/b.c", "int b;\n")
        .commit_on("Add b", &[base]);
    repository.set("src/a.c", after());
    repository.commit_on("Merge the fix of a security vulnerability", &[main, side]);
    let found = mined(&repository);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].commit, side.to_string());
    assert!(reasons(&repository).contains(&"a merge"));
}

#[test]
fn a_bare_repository_will_do() {
    let repository = with_fix(Repository::bare(), "Fix buffer overflow");
    assert_eq!(mined(&repository).len(), 1);
}

#[test]
fn a_worktree_will_do() {
    let repository = with_fix(Repository::new(), "Fix buffer overflow");
    let other = tempfile::tempdir().unwrap();
    let admin = repository.git_dir().join("worktrees/other");
    fs::create_dir_all(&admin).unwrap();
    fs::write(admin.join("HEAD"), "ref: refs/heads/main\n").unwrap();
    fs::write(admin.join("commondir"), "../..\n").unwrap();
    let link = other.path().join(".git");
    fs::write(admin.join("gitdir"), format!("{}\n", link.display())).unwrap();
    fs::write(&link, format!("gitdir: {}\n", admin.display())).unwrap();
    let mut miner = Miner::open(other.path(), MineOptions::default()).unwrap();
    let found = std::iter::from_fn(|| miner.step().unwrap());
    assert_eq!(found.filter(|step| matches!(step, Step::Fix(_))).count(), 1);
}

#[test]
fn a_shallow_clone_ends_at_its_edge() {
    let mut repository = Repository::new();
    let first = repository.set("src/a.c", BEFORE).commit("Initial commit");
    let edge = repository
        .set("src/b.c", "int b;\n")
        .commit("Fix overflow in b");
    repository
        .set("src/a.c", after())
        .commit("Fix buffer overflow");
    fs::write(repository.git_dir().join("shallow"), format!("{edge}\n")).unwrap();
    repository.lose(first);
    assert_eq!(mined(&repository).len(), 1);
    assert!(reasons(&repository).contains(&"a commit at the edge of a shallow clone"));
}

#[test]
fn a_history_that_breaks_off_is_an_error_after_what_could_be_read() {
    let mut repository = Repository::new();
    let first = repository.set("src/a.c", BEFORE).commit("Initial commit");
    repository.set("src/b.c", "int b;\n").commit("Add b");
    repository
        .set("src/a.c", after())
        .commit("Fix buffer overflow");
    repository.lose(first);
    let mut miner = Miner::open(&repository.path(), MineOptions::default()).unwrap();
    let mut found = 0;
    let error = loop {
        match miner.step() {
            Ok(step) => found += usize::from(matches!(step.unwrap(), Step::Fix(_))),
            Err(error) => break error,
        }
    };
    assert_eq!(found, 1);
    assert!(error.reason.contains("breaks off"), "{error}");
}

#[test]
fn no_repository_and_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let error = Miner::open(folder.path(), MineOptions::default())
        .err()
        .unwrap();
    assert!(error.reason.contains("no git repository"), "{error}");
    let missing = folder.path().join("missing");
    let error = Miner::open(&missing, MineOptions::default()).err().unwrap();
    assert!(error.reason.contains("no such folder"), "{error}");
    let empty = Repository::new();
    assert_eq!(steps(&empty, MineOptions::default()), []);
    let mut elsewhere = with_fix(Repository::new(), "Fix buffer overflow");
    elsewhere.finish();
    fs::write(elsewhere.git_dir().join("HEAD"), "ref: refs/heads/none\n").unwrap();
    let error = Miner::open(&elsewhere.path(), MineOptions::default())
        .err()
        .unwrap();
    assert!(error.reason.contains("none"), "{error}");
}

/// A folder inside of a repository is not taken for it: the rest may be nobody's business.
#[test]
fn a_folder_inside_of_a_repository_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let error = Miner::open(&inner, MineOptions::default()).err().unwrap();
    let holder = folder.path().canonicalize().unwrap();
    let named = error.reason.ends_with(&holder.display().to_string());
    assert!(named && error.reason.contains("inside of one"), "{error}");
}

#[test]
fn a_repository_without_fixes_gives_none() {
    let mut repository = Repository::new();
    repository.set("src/a.c", BEFORE).commit("Initial commit");
    for number in 0..20 {
        let content = BEFORE.replace("a + a", &format!("a + {number}"));
        repository.set("src/a.c", content).commit("Update twice");
    }
    assert_eq!(mined(&repository), []);
    assert_eq!(reasons(&repository).len(), 21);
}

#[test]
fn a_renamed_file_is_no_change_of_its_functions() {
    let mut repository = Repository::new();
    repository.set("src/a.c", BEFORE).commit("Initial commit");
    repository
        .remove("src/a.c")
        .set("src/b.c", after())
        .commit("Fix buffer overflow");
    assert_eq!(mined(&repository), []);
    assert_eq!(
        reasons(&repository),
        ["a commit that changes no file", "a first commit"]
    );
}

#[test]
fn what_was_taken_back_is_not_offered() {
    let mut repository = with_fix(Repository::new(), "Fix buffer overflow");
    let fix = repository.tip.unwrap().to_string();
    let message = format!("Revert \"Fix buffer overflow\"\n\nThis reverts commit {fix}.\n");
    let revert = repository.set("src/a.c", BEFORE).commit(&message);
    assert_eq!(mined(&repository), []);
    let again = format!("Reapply the fix\n\nThis reverts commit {revert}.\n");
    repository.set("src/a.c", after()).commit(&again);
    let found = mined(&repository);
    assert!(found.iter().any(|found| found.commit == fix));
}

#[test]
fn files_that_are_no_source_text_are_skipped_with_a_reason() {
    let mut repository = Repository::new();
    let large = BEFORE.repeat(12_000);
    let contents = [b"a\0b".to_vec(), b"caf\xe9".to_vec(), large.into_bytes()];
    let names = ["src/a.c", "src/b.c", "src/c.c"];
    for (name, content) in names.iter().zip(&contents) {
        repository.set(name, content);
    }
    let module = ObjectId::from_hex(&[b'1'; 40]).unwrap();
    repository.set_entry("lib", EntryKind::Commit, module);
    repository
        .set("tests/t.c", BEFORE)
        .set("vendor/v.c", BEFORE);
    repository.commit("Initial commit");
    for (name, content) in names.iter().zip(&contents) {
        repository.set(name, [content.as_slice(), b"x"].concat());
    }
    let module = ObjectId::from_hex(&[b'2'; 40]).unwrap();
    repository.set_entry("lib", EntryKind::Commit, module);
    repository
        .set("tests/t.c", after())
        .set("vendor/v.c", after());
    repository.commit("Fix buffer overflow");
    let mut found = reasons(&repository);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "a binary file",
            "a file of more than 1 MiB",
            "a file that is not UTF-8",
            "a first commit",
            "a submodule",
            "a test",
            "vendored or generated code",
        ]
    );
}

#[test]
fn options_narrow_the_search() {
    let repository = with_fix(Repository::new(), "Fix buffer overflow");
    let count = |options: MineOptions| fixes(&steps(&repository, options)).len();
    let plain = MineOptions::default;
    assert_eq!(count(plain()), 1);
    let languages = |language| MineOptions {
        languages: vec![language],
        ..plain()
    };
    assert_eq!(count(languages(Language::Python)), 0);
    assert_eq!(count(languages(Language::C)), 1);
    let min_confidence = |min_confidence| MineOptions {
        min_confidence,
        ..plain()
    };
    assert_eq!(count(min_confidence(0.999)), 0);
    let since = |since| MineOptions {
        since: Some(since),
        ..plain()
    };
    assert_eq!(count(since(1_600_000_120)), 1);
    assert_eq!(count(since(1_600_000_121)), 0);
    let most = |most| MineOptions {
        max_commits: Some(most),
        ..plain()
    };
    assert_eq!((count(most(0)), count(most(1))), (0, 1));
    let neutral = with_fix(Repository::new(), "Update a.c");
    assert_eq!(mined(&neutral), []);
    let all = MineOptions {
        examine: Examine::All,
        min_confidence: 0.3,
        ..plain()
    };
    assert_eq!(fixes(&steps(&neutral, all)).len(), 1);
}

#[test]
fn an_advisory_and_a_changelog_make_it_surer() {
    let mut plain = Repository::new();
    plain
        .set("CHANGELOG.md", "# 1.0\n")
        .set("src/a.c", BEFORE)
        .commit("Initial commit");
    plain.set("src/a.c", after()).commit("fix greet");
    let mut told = Repository::new();
    told.set("CHANGELOG.md", "# 1.0\n")
        .set("src/a.c", BEFORE)
        .commit("Initial commit");
    told.set("CHANGELOG.md", "# 1.1\n## Security\n- greet\n")
        .set("src/a.c", after())
        .commit("fix greet");
    let confidence = |repository| {
        let options = MineOptions {
            min_confidence: 0.1,
            ..MineOptions::default()
        };
        fixes(&steps(repository, options))[0].confidence
    };
    assert!(confidence(&told) > confidence(&plain));
}

#[test]
fn reading_goes_on_where_it_stopped() {
    let mut repository = Repository::new();
    repository.set("src/a.c", BEFORE).commit("Initial commit");
    for number in 0..5 {
        let name = format!("src/f{number}.c");
        repository.set(&name, BEFORE).commit("Add a file");
        repository.set(&name, after()).commit("Fix buffer overflow");
    }
    let open = || Miner::open(&repository.path(), MineOptions::default()).unwrap();
    let read = |miner: &mut Miner| -> Vec<Item> {
        std::iter::from_fn(|| Source::next(miner).unwrap()).collect()
    };
    let whole = read(&mut open());
    let mut first = open();
    assert_eq!(first.position(), "");
    assert_eq!(first.progress(), (0, 11));
    let mut items: Vec<Item> = (0..4).map(|_| first.next().unwrap().unwrap()).collect();
    let position = first.position();
    assert_eq!(first.progress(), (4, 11));
    // Commits that come in between do not disturb.
    repository.set("src/z.c", BEFORE).commit("Add z");
    let mut second = Miner::open(&repository.path(), MineOptions::default()).unwrap();
    second.resume(&position).unwrap();
    items.extend(read(&mut second));
    assert_eq!(items, whole);
    second.resume("").unwrap();
    assert!(read(&mut second).len() >= whole.len());
    let none = "1".repeat(40);
    for wrong in ["x", ":", &none, &format!("{none}:{none}"), &position[..80]] {
        assert!(second.resume(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_half_given_commit_is_given_again() {
    let mut repository = Repository::new();
    repository
        .set("src/a.c", BEFORE)
        .set("src/b.c", BEFORE)
        .commit("Initial commit");
    repository
        .set("src/a.c", after())
        .set("src/b.c", after())
        .commit("Fix buffer overflow");
    let mut miner = Miner::open(&repository.path(), MineOptions::default()).unwrap();
    miner.step().unwrap();
    assert_eq!(miner.position(), "");
    miner.step().unwrap();
    assert!(
        miner
            .position()
            .ends_with(&repository.tip.unwrap().to_string())
    );
}

#[test]
fn the_address_is_given_without_secrets() {
    for (url, name) in [
        (
            "https://me:secret@host.example/a/b.git",
            "https://host.example/a/b",
        ),
        ("git@host.example:a/b.git", "https://host.example/a/b"),
        ("/home/me/b.git", "repo"),
    ] {
        let repository = with_fix(Repository::new(), "Fix");
        let config = repository.git_dir().join("config");
        let mut text = fs::read_to_string(&config).unwrap();
        text += &format!("[remote \"origin\"]\n\turl = {url}\n\tfetch = +refs/*:refs/*\n");
        fs::write(&config, text).unwrap();
        let miner = Miner::open(&repository.path(), MineOptions::default()).unwrap();
        assert_eq!(miner.repository(), name);
    }
}

#[test]
fn a_licence_is_taken_from_the_file_or_the_options() {
    let mut repository = Repository::new();
    let head = "// SPDX-License-Identifier: GPL-2.0 OR MIT\n";
    repository
        .set("src/a.c", format!("{head}{BEFORE}"))
        .set("src/b.c", BEFORE)
        .commit("Initial commit");
    repository
        .set("src/a.c", format!("{head}{}", after()))
        .set("src/b.c", after())
        .commit("Fix buffer overflow");
    let options = MineOptions {
        licence: Some("Apache-2.0".to_owned()),
        ..MineOptions::default()
    };
    let steps = steps(&repository, options);
    let licences: Vec<_> = fixes(&steps)
        .iter()
        .map(|fix| fix.licence.as_deref())
        .collect();
    assert_eq!(licences, [Some("GPL-2.0 OR MIT"), Some("Apache-2.0")]);
}

/// Long with `SECCODER_SOAK`, short without.
#[test]
fn soak_a_long_history_is_walked() {
    let long = std::env::var_os("SECCODER_SOAK").is_some();
    let count = if long { 100_000 } else { 1_000 };
    let mut repository = Repository::packed();
    let function = |name: usize, add: usize| {
        format!("int f{name}(int a)\n{{\n    int b = a + {add};\n    return b * 2;\n}}\n\n")
    };
    // 400 files of twenty functions in 20 folders, of which each commit changes one function.
    let path = |file: usize| format!("d{}/f{file}.c", file % 20);
    let content = |file: usize, change: usize| -> String {
        (0..20)
            .map(|name| function(name, if name == change % 20 { change } else { file }))
            .collect()
    };
    for file in 0..400 {
        repository.set(&path(file), content(file, 0));
    }
    repository.commit("Initial commit");
    let messages = [
        "Update the parser",
        "Add an option",
        "Refactor f",
        "fix wrong result",
        "Clean up",
        "Improve speed",
        "docs: say more",
        "Fix crash on empty input",
        "Rename f",
        "Bump to 1.2",
    ];
    for number in 1..count {
        let file = number * 7 % 400;
        let mut text = content(file, number);
        let mut message = messages[number % messages.len()];
        if number % 500 == 0 {
            text = text.replacen(
                "int b = a",
                "if (a > INT_MAX / 2)\n        return -1;\n    int b = a",
                1,
            );
            message = "Fix integer overflow";
        }
        repository.set(&path(file), text).commit(message);
    }
    repository.finish();
    let started = std::time::Instant::now();
    let mut miner = Miner::open(&repository.path(), MineOptions::default()).unwrap();
    let mut found = 0;
    while let Some(step) = miner.step().unwrap() {
        found += usize::from(matches!(step, Step::Fix(_)));
    }
    let seconds = started.elapsed().as_secs_f64();
    let rate = f64::from(u32::try_from(count).unwrap()) / seconds;
    println!("{count} commits in {seconds:.1} s: {rate:.0} commits/s, {found} fixes");
    assert!(found >= count / 500 - 1, "{found}");
    assert_eq!(miner.progress(), (count as u64, count as u64));
}

//! Endurance: the same things many times. Short in `make test`, long in `make soak`.

use crate::harness::{Sandbox, repository};

fn rounds(short: usize, long: usize) -> usize {
    if std::env::var_os("SECCODER_SOAK").is_some() {
        long
    } else {
        short
    }
}

#[test]
fn soak_many_processes_make_one_database_at_once() {
    for _ in 0..rounds(1, 20) {
        let sandbox = Sandbox::without_database();
        let children: Vec<_> = (0..rounds(3, 6))
            .map(|_| sandbox.spawn(&["search", "bind parameters", "-k", "1", "--json"]))
            .collect();
        let found: Vec<String> = children
            .into_iter()
            .map(|child| {
                let output = child.wait_with_output().unwrap();
                assert!(
                    output.status.success(),
                    "{}",
                    String::from_utf8_lossy(&output.stderr)
                );
                String::from_utf8(output.stdout).unwrap()
            })
            .collect();
        assert!(found.iter().all(|text| *text == found[0]), "{found:?}");
    }
}

#[test]
fn soak_killed_while_making_the_database() {
    for round in 0..rounds(2, 100) {
        let sandbox = Sandbox::without_database();
        let mut child = sandbox.spawn(&["search", "bind parameters", "--json"]);
        // In the short form, too, one falls into loading and one into embedding.
        std::thread::sleep(std::time::Duration::from_millis(7 + 150 * round as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let json = sandbox.run(&["search", "bind parameters", "--json"]).json();
        assert_eq!(json["hits"].as_array().unwrap().len(), 5);
        let stats = sandbox.run(&["db", "stats", "--json"]).json();
        assert!(stats["examples"].as_u64().unwrap() >= 60);
    }
}

#[test]
fn soak_the_same_request_gives_the_same_text() {
    let sandbox = Sandbox::new();
    let orders = repository("examples/orders.py").display().to_string();
    let ask = || {
        let args = [
            "complete",
            &orders,
            "--max-tokens",
            "12",
            "--seed",
            "3",
            "--json",
        ];
        sandbox.run(&args).json()["choices"].clone()
    };
    let first = ask();
    for _ in 0..rounds(1, 50) {
        assert_eq!(ask(), first);
    }
}

//! What a path says about a file.

/// Folders of code that is somebody else's.
const FOREIGN_FOLDERS: [&str; 12] = [
    "vendor",
    "vendors",
    "third_party",
    "third-party",
    "thirdparty",
    "node_modules",
    "bower_components",
    "dist",
    "external",
    "externals",
    "generated",
    "site-packages",
];
const FOREIGN_NAMES: [&str; 8] = [
    ".min.js",
    ".bundle.js",
    ".pb.go",
    "_pb2.py",
    ".pb.cc",
    ".pb.h",
    ".g.cs",
    ".designer.cs",
];
const TEST_FOLDERS: [&str; 14] = [
    "test",
    "tests",
    "testing",
    "testdata",
    "test_data",
    "__tests__",
    "spec",
    "specs",
    "e2e",
    "fixtures",
    "testsuite",
    "regress",
    "fuzz",
    "fuzzing",
];

/// Whether a file belongs to the tests.
pub(super) fn is_test(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let stem = name.split('.').next().unwrap_or_default();
    folders
        .split('/')
        .any(|folder| TEST_FOLDERS.contains(&folder))
        || stem.starts_with("test_")
        || ["_test", "_tests", "-test", "_spec", "-spec", "_unittest"]
            .iter()
            .any(|end| stem.ends_with(end))
        || name.contains(".test.")
        || name.contains(".spec.")
        || (stem.ends_with("tests") && (name.ends_with(".java") || name.ends_with(".cs")))
        || (stem.ends_with("test") && name.ends_with(".java"))
        || stem == "conftest"
}

/// Whether a file was written elsewhere, or by a program.
pub(super) fn is_foreign(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    folders
        .split('/')
        .any(|folder| FOREIGN_FOLDERS.contains(&folder))
        || FOREIGN_NAMES.iter().any(|end| name.ends_with(end))
}

/// Whether a file tells of vulnerabilities.
pub(super) fn is_advisory(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.starts_with("security.")
        || name.starts_with("cve-")
        || name.starts_with("ghsa-")
        || name.ends_with(".advisory")
        || path
            .split('/')
            .any(|part| matches!(part, "advisories" | "security-advisories"))
}

/// Whether a file lists what changed from version to version.
pub(super) fn is_changelog(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    matches!(
        stem,
        "changelog" | "changes" | "news" | "history" | "releases" | "release-notes"
    ) && !name.ends_with(".c")
        && !name.ends_with(".py")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_what_files_are() {
        for test in [
            "tests/a.c",
            "src/test_a.py",
            "a/b_test.go",
            "x.spec.ts",
            "src/FooTest.java",
        ] {
            assert!(is_test(test), "{test}");
        }
        for code in [
            "src/latest.c",
            "contest/a.py",
            "src/attest.java.c",
            "protest.go",
        ] {
            assert!(!is_test(code), "{code}");
        }
        assert!(is_foreign("a/vendor/b.go") && is_foreign("js/x.min.js"));
        assert!(!is_foreign("src/vendor.go"));
        for advisory in [
            "SECURITY.md",
            "doc/security.rst",
            "CVE-2020-1.txt",
            "a/b.advisory",
        ] {
            assert!(is_advisory(advisory), "{advisory}");
        }
        assert!(!is_advisory("src/security/a.c"));
        assert!(is_changelog("CHANGELOG.md") && is_changelog("doc/NEWS"));
        assert!(!is_changelog("src/history.c"));
    }
}

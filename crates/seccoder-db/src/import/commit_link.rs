//! Addresses of commits, taken apart into repository and commit.
//!
//! Data sets name the commit of a fix by the address of a page that shows it. Each kind of host
//! writes them in its own way; what follows the hash (`?w=1`, `#diff-…`) belongs to the page.

/// What stands before the hash, for hosts that put it into the path.
const IN_PATH: [&str; 4] = ["/-/commit/", "/commit/", "/commits/", "/+/"];
/// What stands before the hash, for hosts that put it into the query.
const IN_QUERY: [&str; 3] = ["h=", "id=", "rev="];

/// Repository and commit of an address, as far as they can be told.
pub(super) fn split(link: &str) -> (Option<String>, Option<String>) {
    let link = link.trim();
    for mark in IN_PATH {
        if let Some((before, after)) = link.split_once(mark)
            && let Some(commit) = leading_hash(after)
        {
            return (repository(before), Some(commit));
        }
    }
    let Some((page, query)) = link.split_once('?') else {
        return (None, hash(link));
    };
    let parts = || query.split(['&', ';', '#']);
    let commit = parts().find_map(|part| {
        let value = IN_QUERY.iter().find_map(|name| part.strip_prefix(name))?;
        leading_hash(value)
    });
    if commit.is_none() {
        return (None, None);
    }
    // One page that serves many repositories names the one in the query.
    if let Some(name) = parts().find(|part| part.starts_with("p=")) {
        return (repository(&format!("{page}?{name}")), commit);
    }
    let page = page.trim_end_matches('/');
    (
        repository(page.strip_suffix("/commit").unwrap_or(page)),
        commit,
    )
}

/// The address of a repository in one form: with `https://` when it has no scheme, without `.git`
/// and without a user's name or password.
pub(super) fn repository(address: &str) -> Option<String> {
    let address = address.trim().trim_end_matches('/');
    let address = address.strip_suffix(".git").unwrap_or(address);
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    if host.is_empty() || path.is_empty() || rest.contains(char::is_whitespace) {
        return None;
    }
    Some(format!("{scheme}://{host}/{path}"))
}

/// A commit's hash, in lower case, if the text is one.
pub(super) fn hash(text: &str) -> Option<String> {
    let text = text.trim();
    let found = leading_hash(text)?;
    (found.len() == text.len()).then_some(found)
}

fn leading_hash(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| !c.is_ascii_hexdigit())
        .unwrap_or(text.len());
    (7..=64)
        .contains(&end)
        .then(|| text[..end].to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_host_is_understood() {
        for (link, repository, commit) in [
            (
                "host.example/a/b/commit/0123456789ABCDEF#diff-9",
                "https://host.example/a/b",
                "0123456789abcdef",
            ),
            (
                "https://host.example/a/b.git/commit/0123456?w=1",
                "https://host.example/a/b",
                "0123456",
            ),
            (
                "https://me:secret@host.example/g/a/-/commit/0123456/",
                "https://host.example/g/a",
                "0123456",
            ),
            (
                "https://host.example/platform/x/+/0123456%5E%21",
                "https://host.example/platform/x",
                "0123456",
            ),
            (
                "http://host.example/?p=x/y.git;a=commit;h=0123456",
                "http://host.example/?p=x/y",
                "0123456",
            ),
            (
                "https://host.example/cgit/x/commit/?id=0123456",
                "https://host.example/cgit/x",
                "0123456",
            ),
        ] {
            let (found, hash) = split(link);
            assert_eq!(found.as_deref(), Some(repository), "{link}");
            assert_eq!(hash.as_deref(), Some(commit), "{link}");
        }
    }

    #[test]
    fn what_is_no_commit_gives_none() {
        for link in ["", "host/a/b/commit/xyz", "words", "a?id=1", "12345"] {
            assert_eq!(split(link), (None, None), "{link}");
        }
        assert_eq!(split("0123456").1.as_deref(), Some("0123456"));
        assert_eq!(hash("0123456 "), Some("0123456".to_owned()));
        assert_eq!(hash("0123456x"), None);
    }
}

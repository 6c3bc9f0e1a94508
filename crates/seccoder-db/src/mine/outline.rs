//! Functions of C and C++ files that the grammar cannot read.
//!
//! Macros that are no statements, or branches of `#if` that only together balance their
//! brackets, make a parser lose a whole function. People indent all the same: the body of a
//! function ends with a bracket at the left edge, and begins behind a line at the left edge that
//! has the function's name before its first bracket.

/// A function and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outlined<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
}

/// The functions of a text, by its left edge.
pub(super) fn outline(text: &str) -> Vec<Outlined<'_>> {
    let mut found = Vec::new();
    // Where the lines at the left edge began that may be a function's head.
    let mut head: Option<usize> = None;
    let mut body = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_end();
        let edge = bare.chars().next().filter(|c| !c.is_whitespace());
        match edge {
            Some('}') if body => {
                if let Some(from) = head
                    && let Some(name) = name(&text[from..])
                {
                    let end = start + bare.find('}').map_or(bare.len(), |brace| brace + 1);
                    let text = &text[from..end];
                    found.push(Outlined { name, text });
                }
                (head, body) = (None, false);
            }
            _ if body => {}
            Some('{') => body = head.is_some(),
            Some('#' | '}' | '/' | '*') => head = None,
            // The end of a declaration, or of nothing.
            _ if bare.is_empty() || (bare.ends_with(';') && edge.is_some()) => head = None,
            Some(_) => {
                head = head.or(Some(start));
                body = bare.ends_with('{');
            }
            None => body = head.is_some() && bare.ends_with('{'),
        }
    }
    found
}

/// The word before the first bracket.
fn name(head: &str) -> Option<&str> {
    let before = head[..head.find('(')?].trim_end();
    if before.contains(['=', '{', ';', '#']) {
        return None;
    }
    let start = before
        .rfind(|c: char| !c.is_alphanumeric() && !"_:~".contains(c))
        .map_or(0, |space| space + 1);
    let name = &before[start..];
    let keyword = matches!(
        name,
        "if" | "for" | "while" | "switch" | "return" | "sizeof"
    );
    (!name.is_empty() && start > 0 && !keyword).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(text: &str) -> Vec<&str> {
        outline(text)
            .into_iter()
            .map(|function| function.name)
            .collect()
    }

    #[test]
    fn functions_are_found_by_their_left_edge() {
        let text = "#include <a.h>\nint x;\n\nstatic int\nf(int a)\n{\n#if A\n  if (a) {\n#else\n  \
                    if (b) {\n#endif\n  }\n}\n\nint g(char *p,\n      int n) {\n  return n;\n}\n\
                    struct s {\n  int a;\n};\nint k(a) int a;\n";
        assert_eq!(names(text), ["f", "g"]);
        assert!(outline(text)[0].text.starts_with("static int\nf(int a)"));
        assert!(outline(text)[0].text.ends_with("  }\n}"));
    }

    #[test]
    fn what_is_no_function_is_left_out() {
        assert_eq!(names("int a[] = {\n  f(1),\n};\n"), Vec::<&str>::new());
        assert_eq!(names("call(1);\n{\n}\n"), Vec::<&str>::new());
        assert_eq!(names("void A::f()\n{\n}\n"), ["A::f"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(int f|é|\\(|\\)|\\{|\\}|\n| |;|#){0,40}") {
            for function in outline(&text) {
                prop_assert!(text.contains(function.text));
            }
        }
    }
}

//! One sentence per weakness that says what to do, for examples that nobody wrote one for.

use seccoder::cwe::CweId;

const GUIDELINES: &[(u32, &str)] = &[
    (
        20,
        "Check input from outside for form and range before it is used.",
    ),
    (
        22,
        "Resolve the path, then check that it lies below the allowed folder.",
    ),
    (
        59,
        "Open files without following links where others may place them.",
    ),
    (
        74,
        "Keep data apart from the language it is put into; bind or encode it.",
    ),
    (
        77,
        "Pass arguments as a list; build no command line from input.",
    ),
    (
        78,
        "Start programs with a list of arguments and without a shell.",
    ),
    (
        79,
        "Encode every value for the place in the page where it is put.",
    ),
    (
        89,
        "Pass values as bound parameters; never build SQL from them.",
    ),
    (
        90,
        "Escape values in an LDAP filter with the library's own function.",
    ),
    (
        94,
        "Do not run text from outside as code; parse it as data.",
    ),
    (
        95,
        "Read values with a parser for literals instead of evaluating them.",
    ),
    (113, "Refuse line breaks in the values of headers."),
    (116, "Encode output for the language that will read it."),
    (117, "Replace line breaks in values before they are logged."),
    (
        119,
        "Check every offset and length against the size of the buffer.",
    ),
    (
        120,
        "Copy with a function that knows the size of the target.",
    ),
    (
        125,
        "Check index and length against the end of the data before reading.",
    ),
    (
        134,
        "Use a constant as format string and pass text as its argument.",
    ),
    (
        190,
        "Check that a sum or product fits its type before it sizes or indexes memory.",
    ),
    (
        191,
        "Check that a difference cannot fall below zero before using it.",
    ),
    (
        200,
        "Give out only what the receiver may know; clear memory that is copied out.",
    ),
    (
        208,
        "Compare secrets with a function whose time does not depend on them.",
    ),
    (
        209,
        "Log the details of an error and show users a general message.",
    ),
    (
        269,
        "Do privileged work with as few rights and for as short a time as possible.",
    ),
    (
        284,
        "Check the caller's rights before acting, and refuse when in doubt.",
    ),
    (
        295,
        "Leave the verification of certificates and host names switched on.",
    ),
    (
        326,
        "Use keys of a length that today's recommendations call sufficient.",
    ),
    (
        327,
        "Use a current algorithm such as AES-GCM or SHA-256 instead of a broken one.",
    ),
    (
        330,
        "Take random values that must not be guessed from the system's secure generator.",
    ),
    (
        338,
        "Take tokens and keys from a cryptographic random generator.",
    ),
    (
        352,
        "Require a token with every request that changes state.",
    ),
    (
        362,
        "Hold one lock around the check and the use that depends on it.",
    ),
    (
        367,
        "Open the file once and check what was opened, not its name.",
    ),
    (369, "Check a divisor for zero before dividing."),
    (
        377,
        "Create temporary files with a function that picks the name and opens in one step.",
    ),
    (384, "Give a session a new id when its user logs in."),
    (400, "Set limits to what one request can use up."),
    (401, "Release memory on every way out of the function."),
    (
        415,
        "Set a pointer to NULL after freeing it, and free it in one place only.",
    ),
    (
        416,
        "Do not use memory after its release; hold a reference or release it last.",
    ),
    (
        434,
        "Check name, type and size of an upload, and store it where nothing runs.",
    ),
    (457, "Give every variable a value before it is read."),
    (476, "Check a pointer for NULL before it is used."),
    (
        502,
        "Read data with a loader that creates plain values only.",
    ),
    (
        601,
        "Redirect only to local paths or to addresses on a list.",
    ),
    (
        611,
        "Switch off external entities and document types in the XML parser.",
    ),
    (614, "Set the Secure flag on cookies."),
    (665, "Initialize memory before others can see it."),
    (674, "Limit how deep a recursion may go."),
    (
        676,
        "Replace functions that cannot be used safely with bounded ones.",
    ),
    (
        681,
        "Check that a number fits the narrower type before converting it.",
    ),
    (704, "Check a value's type before converting it."),
    (
        732,
        "Create files and folders with no more permissions than needed.",
    ),
    (
        770,
        "Check sizes and counts against a limit before allocating for them.",
    ),
    (
        772,
        "Release what was opened on every way out of the function.",
    ),
    (
        787,
        "Check that the data fits into the buffer before writing.",
    ),
    (
        798,
        "Read secrets from the environment or a vault, never from the code.",
    ),
    (
        835,
        "Make sure that every pass through a loop comes nearer to its end.",
    ),
    (
        843,
        "Check what kind of object it is before using it as one.",
    ),
    (862, "Check that the caller may do this before doing it."),
    (863, "Check rights for the very object that is asked for."),
    (908, "Clear memory before it is used or copied out."),
    (915, "Take over only named fields from a request."),
    (
        916,
        "Hash passwords with a slow function such as Argon2, bcrypt or scrypt.",
    ),
    (
        918,
        "Fetch only addresses whose host is allowed and not internal.",
    ),
    (
        1004,
        "Set the HttpOnly flag on cookies that scripts need not read.",
    ),
    (1021, "Forbid other sites to show the page in a frame."),
    (1275, "Set SameSite on cookies."),
    (
        1321,
        "Refuse keys such as __proto__ when copying into objects.",
    ),
    (
        1333,
        "Keep regular expressions free of nested repetition, and limit their input.",
    ),
    (
        1336,
        "Render fixed templates and pass values as their variables.",
    ),
];

/// The sentence for a weakness.
pub(super) fn guideline(cwe: CweId) -> Option<&'static str> {
    let found = GUIDELINES.binary_search_by_key(&cwe.number(), |(number, _)| *number);
    found.ok().map(|at| GUIDELINES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_in_order_and_short() {
        assert!(GUIDELINES.is_sorted_by(|a, b| a.0 < b.0));
        for (number, sentence) in GUIDELINES {
            assert!(
                sentence.len() <= 100 && sentence.ends_with('.'),
                "{number}: {sentence}"
            );
        }
        assert!(guideline(CweId::new(89)).is_some_and(|text| text.contains("parameters")));
        assert_eq!(guideline(CweId::new(9999)), None);
    }
}

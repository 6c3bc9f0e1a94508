//! Which findings count: those in the completion, of the weakness that is asked for.
//!
//! Analyzers name the same flaw by different numbers: one calls a stack overflow CWE-121, the
//! next CWE-787 or CWE-119. So a case's CWE stands for a family: what is below it in MITRE's
//! research view (CWE-1000), and the few neighbours and parents by which analyzers call the very
//! same flaw. Each family below says where it goes beyond the hierarchy.

use seccoder::cwe::CweId;
use seccoder::oracle::{Finding, OracleCase};

/// The findings that count for a case.
#[must_use]
pub fn relevant(findings: Vec<Finding>, case: &OracleCase) -> Vec<Finding> {
    let first = first_line(case);
    findings
        .into_iter()
        .filter(|finding| finding.line >= first && concerns(finding, case))
        .collect()
}

/// Whether a finding is of a weakness that the case asks for.
fn concerns(finding: &Finding, case: &OracleCase) -> bool {
    case.cwes.is_empty()
        || finding
            .cwe
            .is_some_and(|found| case.cwes.iter().any(|asked| belongs(found, *asked)))
}

/// One-based line on which the completion starts. A line end at its beginning still ends the
/// prompt's last line.
#[must_use]
pub fn first_line(case: &OracleCase) -> u32 {
    let code = case.code.as_bytes();
    let start = case.completion_start.min(code.len());
    let (prompt, completion) = code.split_at(start);
    let ends_the_line = completion.starts_with(b"\n") || completion.starts_with(b"\r\n");
    let before = prompt.iter().filter(|byte| **byte == b'\n').count() + usize::from(ends_the_line);
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

/// Whether a finding of weakness `found` is a finding of the weakness `asked` for.
#[must_use]
pub fn belongs(found: CweId, asked: CweId) -> bool {
    found == asked || family(asked.number()).contains(&found.number())
}

/// The numbers that also stand for a weakness.
fn family(asked: u32) -> &'static [u32] {
    match asked {
        // Improper input validation, with the kinds of input.
        20 => &[129, 179, 606, 622, 1173, 1284, 1285, 1286, 1287, 1288, 1289],
        // Relative and absolute traversal with their variants. 73 (external control of a file
        // name) precedes 22 and is what analyzers call the same open().
        22 => &[
            23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 73,
        ],
        // 77, the parent, is used for shells just as well. 88 (arguments of a fixed program) is
        // another flaw and stays out.
        78 => &[77],
        77 => &[78, 88, 624, 917],
        79 => &[80, 81, 82, 83, 84, 85, 86, 87, 692],
        // Hibernate's SQL; 943, the parent, covers all query languages.
        89 => &[564, 943],
        94 => &[95, 96, 97, 1336],
        // Everything that leaves a buffer.
        119 => &[
            120, 121, 122, 123, 124, 125, 126, 127, 466, 785, 786, 787, 788, 805, 806, 822, 823,
            824, 825,
        ],
        120 => &[119, 121, 122, 785, 787, 788, 805, 806],
        // Reads behind and before. The rest does not say whether it reads or writes; analyzers
        // that know better do.
        125 => &[119, 126, 127, 786, 788, 805, 823],
        // Writes on the stack, on the heap, anywhere, before; and 120, a copy without a look at
        // the size, which is no child of 787 but always a write.
        787 => &[119, 120, 121, 122, 123, 124, 785, 786, 788, 805, 806, 823],
        // Wrap-around in either direction: 191 and 128 are siblings that analyzers do not tell
        // apart, 680 is the chain to a buffer overflow.
        190 => &[128, 191, 680],
        191 => &[128, 190],
        287 => &[290, 294, 295, 302, 303, 304, 305, 306, 307, 1390],
        295 => &[296, 297, 298, 299, 370, 599],
        // 328 is a weak hash, 916 a password's.
        327 => &[328, 780, 916, 1240],
        362 => &[364, 366, 367, 368, 421, 689, 1223, 1298],
        377 => &[378, 379],
        401 => &[771, 772],
        // An expired pointer (825) is the parent of both; a second free is a use.
        415 => &[825, 1341],
        416 => &[415, 825],
        // An unchecked return value that becomes NULL.
        476 => &[690],
        732 => &[276, 277, 278, 279, 281, 766, 1004],
        798 => &[259, 321],
        862 => &[425, 638, 939, 1314],
        863 => &[551, 639, 647, 804, 942],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use seccoder::language::Language;

    use super::*;

    fn case(prompt: &str, completion: &str, cwes: &[u32]) -> OracleCase {
        OracleCase {
            code: format!("{prompt}{completion}"),
            completion_start: prompt.len(),
            language: Language::C,
            cwes: cwes.iter().map(|number| CweId::new(*number)).collect(),
        }
    }

    fn finding(line: u32, cwe: Option<u32>) -> Finding {
        Finding {
            rule: "r".to_owned(),
            cwe: cwe.map(CweId::new),
            line,
            message: String::new(),
        }
    }

    #[test]
    fn only_the_completions_lines_count() {
        let case = case("one\ntwo\nth", "ree\nfour\n", &[476]);
        let found = (1..=4).map(|line| finding(line, Some(476))).collect();
        let lines: Vec<u32> = relevant(found, &case).iter().map(|f| f.line).collect();
        assert_eq!(lines, [3, 4]);
    }

    #[test]
    fn a_line_end_first_ends_the_prompts_line() {
        assert_eq!(first_line(&case("one\n// two", "\nthree", &[])), 3);
        assert_eq!(first_line(&case("one\r\ntwo", "\r\nthree", &[])), 3);
        assert_eq!(first_line(&case("one\n", "two", &[])), 2);
        assert_eq!(first_line(&case("", "one", &[])), 1);
        let mut odd = case("", "one", &[]);
        odd.completion_start = 99;
        assert_eq!(first_line(&odd), 1);
    }

    #[test]
    fn families_count_and_strangers_do_not() {
        let asked = |cwe, found| belongs(CweId::new(found), CweId::new(cwe));
        for (cwe, found) in [
            (787, 121),
            (787, 787),
            (125, 126),
            (476, 690),
            (22, 73),
            (416, 415),
        ] {
            assert!(asked(cwe, found), "{found} for {cwe}");
        }
        for (cwe, found) in [
            (787, 125),
            (125, 787),
            (787, 126),
            (78, 88),
            (476, 401),
            (20, 78),
        ] {
            assert!(!asked(cwe, found), "{found} for {cwe}");
        }
    }

    #[test]
    fn without_a_weakness_asked_for_all_count() {
        let any = case("", "x", &[]);
        assert_eq!(relevant(vec![finding(1, None)], &any).len(), 1);
        let some = case("", "x", &[78]);
        assert!(relevant(vec![finding(1, None)], &some).is_empty());
    }
}

//! Masks: weights stand on changed tokens only, and hostile changes are no trouble.

use proptest::prelude::*;
use tokenizers::Tokenizer;

use super::*;

/// A tokenizer of words, white space and signs; unknown ones are token 0.
fn tokenizer() -> Tokenizer {
    let json = r#"{"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": null, "post_processor": null, "decoder": null,
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "\\w+|\\s+|[^\\w\\s]"},
                          "behavior": "Isolated", "invert": false},
        "model": {"type": "WordLevel", "vocab": {"?": 0, "a": 1, "é": 2}, "unk_token": "?"}}"#;
    Tokenizer::from_bytes(json).unwrap()
}

fn pair(json: &str) -> Pair {
    serde_json::from_str(json).unwrap()
}

fn encode(text: &str) -> Result<Placed, tokenizers::Error> {
    let encoding = tokenizer().encode_char_offsets(text, true)?;
    Ok(Placed {
        tokens: encoding.get_ids().to_vec(),
        offsets: encoding.get_offsets().to_vec(),
    })
}

fn samples(pair: &Pair, level: DiffLevel) -> Samples {
    Samples::of(std::slice::from_ref(pair), encode, level, 64).unwrap()
}

/// The text of the tokens that are marked.
fn marked(text: &str, sample: &Sample) -> String {
    let placed = encode(text).unwrap();
    let offsets = placed.offsets.iter().zip(&sample.changed);
    let marked = offsets.filter(|(_, changed)| **changed);
    let part = |((start, end), _): (&(usize, usize), &bool)| -> String {
        text.chars().skip(*start).take(end - start).collect()
    };
    marked.map(part).collect()
}

#[test]
fn mixed_levels_take_characters_of_the_fix_and_lines_of_the_flaw() {
    let pair = pair(
        r#"{"func_src_before": "é f(é)\nload(é)\n", "func_src_after": "é f(é)\nsafe load(é)\n",
            "line_changes": {"deleted": [{"char_start": 7, "char_end": 15}],
                             "added": [{"char_start": 7, "char_end": 20}]},
            "char_changes": {"deleted": [], "added": [{"char_start": 7, "char_end": 12}]}}"#,
    );
    let mixed = samples(&pair, DiffLevel::Mix);
    assert_eq!(mixed.left_out, LeftOut::default());
    let [secure, vulnerable] = mixed.samples.as_slice() else {
        panic!("{mixed:?}");
    };
    assert_eq!(secure.control, Control::Sec);
    assert_eq!(vulnerable.control, Control::Vul);
    assert_eq!(marked(&pair.func_src_after, secure), "safe ");
    assert_eq!(marked(&pair.func_src_before, vulnerable), "load(é)\n");

    // Nothing was deleted, so the vulnerable version has nothing to learn at this level.
    let characters = samples(&pair, DiffLevel::Char);
    assert_eq!(characters.samples.len(), 1);
    assert_eq!(characters.left_out.nothing_changed, 1);
    // Everything of both is learned at this one.
    let program = samples(&pair, DiffLevel::Program);
    assert!(
        program
            .samples
            .iter()
            .all(|sample| !sample.changed.contains(&false))
    );
    assert_eq!(program.samples.len(), 2);
}

#[test]
fn changes_are_found_where_a_pair_brings_none() {
    let pair = Pair::new("a = load(é)\n".to_owned(), "a = safe_load(é)\n".to_owned());
    let found = samples(&pair, DiffLevel::Char);
    assert_eq!(marked(&pair.func_src_after, &found.samples[0]), "safe_load");
    assert_eq!(marked(&pair.func_src_before, &found.samples[1]), "load");
}

#[test]
fn changes_outside_the_text_leave_a_version_out() {
    for (start, end) in [(3, 99), (4, 2), (usize::MAX, usize::MAX), (0, usize::MAX)] {
        let pair = pair(&format!(
            r#"{{"func_src_before": "a b c", "func_src_after": "a b d", "line_changes":
                {{"deleted": [{{"char_start": {start}, "char_end": {end}}}], "added": []}}}}"#
        ));
        let found = samples(&pair, DiffLevel::Line);
        assert_eq!(found.samples, [], "{start}..{end}");
        let counts = (found.left_out.wrong_changes, found.left_out.nothing_changed);
        assert_eq!(counts, (1, 1), "{start}..{end}");
    }
}

#[test]
fn long_versions_and_whole_changes_are_left_out() {
    let long = Pair::new("a ".repeat(40), "é ".repeat(40));
    assert_eq!(samples(&long, DiffLevel::Line).left_out.too_long, 2);
    let whole = Pair::new("a a".to_owned(), "é é".to_owned());
    let found = samples(&whole, DiffLevel::Line);
    assert_eq!(found.left_out.everything_changed, 2);
    assert_eq!(found.left_out.total(), 2);
}

#[test]
fn the_fingerprint_tells_samples_apart() {
    let one = samples(
        &Pair::new("a b".to_owned(), "a c".to_owned()),
        DiffLevel::Char,
    );
    let mut other = one.clone();
    other.samples[0].changed.reverse();
    assert_ne!(one.fingerprint(), other.fingerprint());
    assert_eq!(one.fingerprint(), one.clone().fingerprint());
}

proptest! {
    /// A token is marked if and only if a range touches it or it stands inside one.
    #[test]
    fn marks_stand_on_touched_tokens(
        lengths in prop::collection::vec(0usize..4, 0..20),
        ranges in prop::collection::vec((0usize..60, 0usize..60), 0..6),
    ) {
        let mut at = 0;
        let offsets: Vec<_> = lengths.iter().map(|length| {
            at += length;
            (at - length, at)
        }).collect();
        let ranges: Vec<_> = ranges.into_iter().map(|(start, end)| start..end).collect();
        let good = ranges.iter().all(|range| range.start <= range.end && range.end <= at);
        let marked = mark(&offsets, at, &ranges);
        prop_assert_eq!(marked.is_some(), good);
        for (token, (start, end)) in offsets.iter().enumerate() {
            let Some(marked) = &marked else { break };
            let inside = |range: &Range<usize>| (*start..*end).any(|c| range.contains(&c));
            let split = |range: &Range<usize>| *start < range.start && range.end < *end;
            let touched = ranges.iter().any(|range| inside(range) || split(range));
            prop_assert!(!touched || marked[token]);
            prop_assert!(!marked[token] || touched || start == end);
        }
    }

    /// Whatever a pair says about itself, there is an answer and no panic.
    #[test]
    fn hostile_pairs_are_no_trouble(
        before in "[ab é(\n]{0,30}",
        after in "[ab é(\n]{0,30}",
        spans in prop::collection::vec((any::<usize>(), any::<usize>()), 0..4),
        near in prop::collection::vec((0usize..32, 0usize..32), 0..4),
    ) {
        let spans: Vec<_> = spans.into_iter().chain(near).map(|(start, end)| {
            serde_json::json!({"char_start": start, "char_end": end})
        }).collect();
        let changes = serde_json::json!({"deleted": spans, "added": spans});
        let pair = pair(&serde_json::json!({
            "func_src_before": before, "func_src_after": after,
            "line_changes": changes, "char_changes": changes,
        }).to_string());
        for level in [DiffLevel::Program, DiffLevel::Line, DiffLevel::Char, DiffLevel::Mix] {
            let found = samples(&pair, level);
            prop_assert_eq!(found.samples.len() + found.left_out.total(), 2);
            for sample in &found.samples {
                prop_assert_eq!(sample.tokens.len(), sample.changed.len());
                prop_assert!(sample.changed[1..].contains(&true));
            }
        }
    }
}

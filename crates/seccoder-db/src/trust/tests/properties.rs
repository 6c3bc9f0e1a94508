//! What holds for any order and any single change.

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

/// Many small examples and vectors, in a store that lists them in the order in which they came.
fn filled(codes: &[String], order: &[usize]) -> MemoryStore {
    let mut state = State {
        identity: [7; 16],
        unordered: true,
        ..State::default()
    };
    for at in order {
        let one = example(
            Language::Go,
            22 + u32::try_from(*at % 3).unwrap(),
            &codes[*at],
        );
        let key = keyed(if at % 2 == 0 { "code" } else { "api" });
        state
            .vectors
            .entry(key)
            .or_default()
            .insert(one.id, vector(one.id));
        state.examples.push((one.id, one));
    }
    MemoryStore::from_state(state)
}

/// One of its characters replaced by another; `false` if there is none.
fn flip(text: &mut String, at: Index, by: u8) -> bool {
    let mut characters: Vec<char> = text.chars().collect();
    if characters.is_empty() {
        return false;
    }
    let at = at.index(characters.len());
    let flipped = char::from_u32(u32::from(characters[at]) ^ u32::from(by));
    let Some(flipped) = flipped else { return false };
    characters[at] = flipped;
    *text = characters.into_iter().collect();
    true
}

/// Every text of an example that is kept as it is.
fn texts(example: &mut SecureExample) -> Vec<&mut String> {
    let provenance = &mut example.provenance;
    let mut all = vec![
        &mut example.title,
        &mut example.code,
        &mut provenance.source,
    ];
    all.extend(example.vulnerable.as_mut());
    all.extend(example.guideline.as_mut());
    all.extend(&mut example.apis);
    all.extend(&mut example.applies);
    all.extend(&mut example.labels);
    all.extend(provenance.repository.as_mut());
    all.extend(provenance.commit.as_mut());
    all.extend(provenance.path.as_mut());
    all.extend(provenance.licence.as_mut());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_manifest_does_not_depend_on_the_order_of_insertion(
        codes in prop::collection::btree_set("[a-z ä\n]{1,20}", 1..12),
        seed in any::<u64>(),
    ) {
        let codes: Vec<String> = codes.into_iter().collect();
        let sorted: Vec<usize> = (0..codes.len()).collect();
        let mut mixed = sorted.clone();
        mixed.sort_by_key(|at| (*at as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let [first, second] = [&sorted, &mixed]
            .map(|order| block_on(Manifest::of(&filled(&codes, order))).unwrap().to_text());
        prop_assert_eq!(&first, &second);
        let read = Manifest::parse(&first).unwrap();
        prop_assert_eq!(read.to_text(), first);
    }

    #[test]
    fn any_changed_character_of_an_example_is_noticed(
        which in any::<Index>(), field in any::<Index>(), at in any::<Index>(), by in 1_u8..128,
    ) {
        let store = signed();
        let id = {
            let mut state = store.state();
            let which = which.index(3);
            let (id, example) = &mut state.examples[which];
            let mut texts = texts(example);
            let field = field.index(texts.len());
            prop_assume!(flip(texts[field], at, by));
            *id
        };
        let found = differences(&store);
        prop_assert!(found.contains(&Difference::ExampleChanged { id, logged: None }), "{:?}", found);
    }

    #[test]
    fn any_changed_bit_of_a_vector_is_noticed(
        which in any::<Index>(), at in 0_usize..4, bit in 0_u32..32,
    ) {
        let store = signed();
        let id = three()[which.index(3)].id;
        {
            let mut state = store.state();
            let values = state.vectors.get_mut(&keyed("code")).unwrap().get_mut(&id).unwrap();
            values[at] = f32::from_bits(values[at].to_bits() ^ (1 << bit));
        }
        let found = differences(&store);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!((found[0].kind(), found[0].id()), ("vector-changed", Some(id)));
    }

    #[test]
    fn any_changed_character_of_the_signed_log_is_noticed(
        line in 0_usize..4, field in 0_usize..3, at in any::<Index>(), by in 1_u8..128,
    ) {
        let store = signed();
        {
            let line = &mut store.state().audit[line];
            let text = [&mut line.by, &mut line.detail, &mut line.hash]
                .into_iter()
                .nth(field)
                .unwrap();
            prop_assume!(flip(text, at, by));
        }
        let found = report(&store);
        prop_assert!(!found.verified);
        prop_assert!(found.counts.keys().all(|kind| kind.starts_with("audit-")), "{:?}", found);
    }

    #[test]
    fn any_changed_character_of_manifest_and_signature_is_noticed(
        signature in any::<bool>(), at in any::<Index>(), by in 1_u8..128,
    ) {
        let store = signed();
        {
            let mut state = store.state();
            let key = if signature { SIGNATURE_NOTE } else { MANIFEST_NOTE };
            let text = state.notes.get_mut(key).unwrap();
            // The first line of a signature is a comment that nobody signs.
            let from = if signature { text.find('\n').unwrap() } else { 0 };
            let mut rest = text.split_off(from);
            prop_assume!(flip(&mut rest, at, by));
            text.push_str(&rest);
        }
        let found = report(&store);
        prop_assert!(!found.verified && found.signer.is_none(), "{:?}", found);
    }

    #[test]
    fn nonsense_is_no_manifest_and_no_signature(text in any::<String>()) {
        prop_assert!(Manifest::parse(&text).is_err());
        let store = signed();
        store.state().notes.insert(SIGNATURE_NOTE.to_owned(), text);
        prop_assert!(!report(&store).verified);
    }
}

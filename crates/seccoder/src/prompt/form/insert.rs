//! Program and demonstrations as one prompt.

use super::{Shown, Spot};
use crate::model::Role;
use crate::prompt::{
    Origin, Prompt, PromptStyle, Segment, SegmentKind, Standing, description_segment,
};
use crate::query::Query;

/// Puts demonstrations where their forms say. The program's segments join to the program, byte
/// by byte, whatever stands between them; without demonstrations the prompt is that of method
/// `none`.
///
/// A text for a message has no place in a prompt that is not a chat and is left out there;
/// [`super::show`] makes none for such a style.
#[must_use]
pub fn integrate_with(query: &Query, shown: &[Shown], style: PromptStyle) -> Prompt {
    let mut segments: Vec<Segment> = Vec::new();
    if style == PromptStyle::Chat {
        for (spot, role) in [(Spot::System, Role::System), (Spot::Context, Role::User)] {
            let said = shown.iter().filter(|shown| shown.spot == spot);
            segments.extend(said.map(|shown| demonstration(shown, Standing::Apart, role)));
        }
    }
    let mut inside: Vec<(usize, &Shown)> = shown
        .iter()
        .filter_map(|shown| match shown.spot {
            Spot::Program(at) => Some((query.before.floor_char_boundary(at), shown)),
            Spot::System | Spot::Context => None,
        })
        .collect();
    // Texts at the same place keep their order.
    inside.sort_by_key(|(at, _)| *at);

    let start = query.function_start();
    let (file, function) = query.before.split_at(start);
    let mut described = false;
    let mut at = 0;
    let program = |kind, text| Segment::inside(kind, Origin::Program, text);
    let ends = inside.iter().map(|(at, shown)| (*at, Some(*shown)));
    for (end, shown) in ends.chain([(query.before.len(), None)]) {
        // What goes exactly where the function begins stands above its description.
        let passes_start = end > start || shown.is_none();
        if passes_start && !described {
            described = true;
            segments.extend(program(SegmentKind::FileContext, &query.before[at..start]));
            at = start;
            segments.extend(description_segment(query, file, function));
        }
        let kind = if described {
            SegmentKind::FunctionContext
        } else {
            SegmentKind::FileContext
        };
        segments.extend(program(kind, &query.before[at..end]));
        at = end;
        segments.extend(shown.map(|shown| demonstration(shown, Standing::Inside, Role::User)));
    }
    segments.extend(program(SegmentKind::Suffix, &query.after));
    Prompt {
        style,
        language: query.language,
        segments,
    }
}

fn demonstration(shown: &Shown, standing: Standing, role: Role) -> Segment {
    Segment {
        kind: SegmentKind::Demonstration,
        standing,
        role,
        origin: Origin::Example(shown.example),
        text: shown.text.clone(),
    }
}

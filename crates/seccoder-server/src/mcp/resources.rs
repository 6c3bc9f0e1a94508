//! Resources: the database at a glance, one example whole, the examples of one weakness.
//!
//! Addresses come from a client and are read strictly: hexadecimal digits and numbers. Whatever
//! else is asked for is not found.

use std::collections::BTreeMap;

use rmcp::ErrorData;
use rmcp::model::{ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use seccoder::cwe::CweId;
use seccoder::example::{ExampleFilter, SecureExample, StoreError};

use super::McpParts;
use super::text::{Budget, NOTICE, SENTENCE, clean, fenced, line, named, origin, title};

const DATABASE: &str = "seccoder://database";
const EXAMPLE: &str = "seccoder://example/";
const WEAKNESS: &str = "seccoder://cwe/";
const MARKDOWN: &str = "text/markdown";

/// Digits of an id's beginning; fewer would find examples by chance.
const SHORTEST_ID: usize = 8;
/// Digits of an id.
const ID: usize = 64;
/// Digits of a weakness' number.
const LONGEST_NUMBER: usize = 6;
/// Weaknesses counted one by one.
const COUNTED: usize = 20;
/// Examples listed.
const LISTED: usize = 50;
/// Much more than an example that the checks admit has.
const WHOLE: Budget = Budget {
    lines: 1000,
    bytes: 64 * 1024,
};

/// The resources that have an address of their own.
pub fn list() -> Vec<Resource> {
    vec![
        Resource::new(DATABASE, "database")
            .with_description("Examples by language and CWE")
            .with_mime_type(MARKDOWN),
    ]
}

/// The resources whose address holds what is wanted.
pub fn templates() -> Vec<ResourceTemplate> {
    let template = |base: &str, variable, name, description| {
        ResourceTemplate::new(format!("{base}{{{variable}}}"), name)
            .with_description(description)
            .with_mime_type(MARKDOWN)
    };
    vec![
        template(EXAMPLE, "id", "example", "A secure example whole"),
        template(WEAKNESS, "number", "cwe", "The examples of a weakness"),
    ]
}

/// Reads a resource.
pub async fn read(parts: &McpParts, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let text = if uri == DATABASE {
        Some(database(parts).await)
    } else if let Some(id) = uri.strip_prefix(EXAMPLE) {
        example(parts, id).await.transpose()
    } else if let Some(number) = uri.strip_prefix(WEAKNESS) {
        weakness(parts, number).await.transpose()
    } else {
        None
    };
    let text = text
        .ok_or_else(|| ErrorData::resource_not_found("there is no such resource", None))?
        .map_err(|error| ErrorData::internal_error(clean(&error.to_string()), None))?;
    let contents = ResourceContents::text(text, uri).with_mime_type(MARKDOWN);
    Ok(ReadResourceResult::new(vec![contents]))
}

async fn database(parts: &McpParts) -> Result<String, StoreError> {
    let all = parts.store.list(&ExampleFilter::default()).await?;
    let mut languages: BTreeMap<&str, usize> = BTreeMap::new();
    let mut weaknesses: BTreeMap<CweId, usize> = BTreeMap::new();
    for example in &all {
        *languages.entry(example.language.name()).or_default() += 1;
        if let Some(main) = example.cwes.first() {
            *weaknesses.entry(*main).or_default() += 1;
        }
    }
    let mut text = format!("{} secure examples\n\nBy language: ", all.len());
    let counts = languages
        .iter()
        .map(|(name, count)| format!("{name} {count}"));
    text.push_str(&counts.collect::<Vec<_>>().join(", "));
    let mut weaknesses: Vec<(CweId, usize)> = weaknesses.into_iter().collect();
    weaknesses.sort_by_key(|(cwe, count)| (std::cmp::Reverse(*count), *cwe));
    text.push_str("\n\nBy main weakness: ");
    let counts = weaknesses.iter().take(COUNTED);
    let counts = counts.map(|(cwe, count)| format!("{} {count}", named(*cwe)));
    text.push_str(&counts.collect::<Vec<_>>().join(", "));
    if weaknesses.len() > COUNTED {
        text.push_str(&format!(", and {} others", weaknesses.len() - COUNTED));
    }
    let checks = match &parts.oracle {
        Ok(oracle) => format!("by {}", oracle.name()),
        Err(reason) => format!("not possible: {}", line(reason, SENTENCE)),
    };
    text.push_str(&format!("\n\nChecking code: {checks}\n"));
    Ok(text)
}

async fn example(parts: &McpParts, id: &str) -> Result<Option<String>, StoreError> {
    let hexadecimal = id.bytes().all(|b| b.is_ascii_hexdigit());
    if !(SHORTEST_ID..=ID).contains(&id.len()) || !hexadecimal {
        return Ok(None);
    }
    let id = id.to_ascii_lowercase();
    if let Ok(whole) = id.parse() {
        let found = parts.store.get(whole).await?;
        return Ok(found.map(|example| page(&example)));
    }
    // The trait knows whole ids only. Reading all takes milliseconds for thousands of examples.
    let all = parts.store.list(&ExampleFilter::default()).await?;
    let mut found = all.iter().filter(|one| one.id.to_string().starts_with(&id));
    Ok(match (found.next(), found.next()) {
        (Some(only), None) => Some(page(only)),
        _ => None,
    })
}

fn page(example: &SecureExample) -> String {
    let cwes: Vec<String> = example.cwes.iter().copied().map(named).collect();
    let mut text = format!(
        "{NOTICE}\n\n# {}\n\n- id: {}\n- language: {}\n- weaknesses: {}\n",
        title(example),
        example.id,
        example.language,
        cwes.join(", ")
    );
    let mut field = |name: &str, value: &str| {
        if !value.trim().is_empty() {
            text.push_str(&format!("- {name}: {}\n", line(value, SENTENCE)));
        }
    };
    field(
        "guideline",
        example.guideline.as_deref().unwrap_or_default(),
    );
    field("APIs", &example.apis.join(", "));
    field("applies to", &example.applies.join(", "));
    field("from", &origin(&example.provenance));
    let word = example.language.name();
    text.push_str(&format!(
        "\nSecure:\n\n{}\n",
        fenced(word, &example.code, WHOLE)
    ));
    if let Some(vulnerable) = &example.vulnerable {
        text.push_str(&format!(
            "\nVulnerable, as it must not be written:\n\n{}\n",
            fenced(word, vulnerable, WHOLE)
        ));
    }
    text
}

async fn weakness(parts: &McpParts, number: &str) -> Result<Option<String>, StoreError> {
    let digits = number.len() <= LONGEST_NUMBER && number.bytes().all(|b| b.is_ascii_digit());
    let Some(cwe) = digits.then(|| number.parse::<CweId>().ok()).flatten() else {
        return Ok(None);
    };
    let filter = ExampleFilter {
        cwe: Some(cwe),
        ..ExampleFilter::default()
    };
    let all = parts.store.list(&filter).await?;
    if all.is_empty() {
        return Ok(None);
    }
    let mut text = format!("{NOTICE}\n\n# {}: {} examples\n\n", named(cwe), all.len());
    for example in all.iter().take(LISTED) {
        text.push_str(&format!(
            "- {} {}: {}\n",
            example.id.short(),
            example.language,
            title(example)
        ));
    }
    if all.len() > LISTED {
        text.push_str(&format!("\n({} more are not listed)\n", all.len() - LISTED));
    }
    Ok(Some(text))
}

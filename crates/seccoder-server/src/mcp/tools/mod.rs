//! The tools: what each is called, what it takes, and who answers.
//!
//! An answer is one text and no `structuredContent`. The text is what clients put before the model;
//! those that also show the structured form would show everything twice, and no model needs JSON to
//! read five lines. The schemas are written by hand for the same reason: derived ones say title,
//! format and null of every field, and a client sends the list of tools with every conversation.

mod add;
mod check;
mod examples;

use rmcp::ErrorData;
use rmcp::model::{CallToolResult, ContentBlock, JsonObject, Tool, ToolAnnotations};
use serde_json::{Value, json};

use super::arguments::BadArgument;
use super::{McpParts, McpServer};

/// Finds examples.
const EXAMPLES: &str = "secure_examples";
/// Looks at code.
const CHECK: &str = "check_code";
/// Proposes an example.
const ADD: &str = "add_example";

/// Every tool of this server.
pub fn list(parts: &McpParts) -> Vec<Tool> {
    let mut tools = vec![
        tool(
            EXAMPLES,
            "Find how code like this is written securely: guideline and, on request, code.",
            json!({
                "type": "object",
                "properties": {
                    "query": {"type": "string", "description": "Task in words, naming functions and inputs, and/or ```code```"},
                    "language": {"type": "string"},
                    "cwe": {"type": "string", "description": "e.g. CWE-89"},
                    "k": {"type": "integer", "minimum": 1, "maximum": 5, "default": 1},
                    "detail": {"enum": ["guideline", "code"], "default": "guideline"}
                },
                "required": ["query"]
            }),
            ToolAnnotations::new().read_only(true).open_world(false),
        ),
        tool(
            CHECK,
            "Look at code with static analyzers: findings with line and CWE, and how each is fixed.",
            json!({
                "type": "object",
                "properties": {
                    "code": {"type": "string", "description": "Whole file, or what parses alone"},
                    "language": {"type": "string", "description": "Or the file's name"},
                    "cwe": {"type": "string", "description": "Look for this one only"}
                },
                "required": ["code", "language"]
            }),
            ToolAnnotations::new().read_only(true).open_world(false),
        ),
    ];
    if parts.intake.is_some() {
        tools.push(tool(
            ADD,
            "Propose a fix for the database. It waits in quarantine for a person.",
            json!({
                "type": "object",
                "properties": {
                    "code": {"type": "string", "description": "Secure version"},
                    "language": {"type": "string"},
                    "cwes": {"type": "array", "items": {"type": "string"}},
                    "title": {"type": "string"},
                    "guideline": {"type": "string", "description": "What to do, one sentence"},
                    "vulnerable": {"type": "string", "description": "Version before the fix"},
                    "source": {"type": "string", "description": "URL or path"}
                },
                "required": ["code", "language", "cwes", "title"]
            }),
            ToolAnnotations::new()
                .read_only(false)
                .destructive(false)
                .idempotent(true)
                .open_world(false),
        ));
    }
    tools
}

fn tool(
    name: &'static str,
    description: &'static str,
    schema: Value,
    annotations: ToolAnnotations,
) -> Tool {
    let schema = match schema {
        Value::Object(schema) => schema,
        _ => JsonObject::new(),
    };
    Tool::new(name, description, schema).with_annotations(annotations)
}

impl McpServer {
    /// Calls a tool. What the caller can put right, or has to know, is a result that is marked as
    /// an error, because clients hide a protocol error's text from the model.
    pub(super) async fn call(
        &self,
        name: &str,
        arguments: JsonObject,
    ) -> Result<CallToolResult, ErrorData> {
        let answer = match name {
            EXAMPLES => examples::answer(&self.parts, arguments).await,
            CHECK => check::answer(self, arguments).await,
            ADD if self.parts.intake.is_some() => add::answer(&self.parts, arguments).await,
            _ => {
                return Err(ErrorData::invalid_params(
                    "there is no tool of this name",
                    None,
                ));
            }
        };
        Ok(match answer {
            Ok(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
            Err(Refusal(text)) => {
                tracing::debug!(tool = name, "a call was refused");
                CallToolResult::error(vec![ContentBlock::text(text)])
            }
        })
    }
}

/// Why a tool gave no answer, for whoever called it.
#[derive(Debug)]
struct Refusal(String);

impl From<BadArgument> for Refusal {
    fn from(error: BadArgument) -> Self {
        Self(error.to_string())
    }
}

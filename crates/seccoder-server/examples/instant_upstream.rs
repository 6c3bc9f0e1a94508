//! An upstream that answers at once, to measure what the proxy before it adds.
//!
//! It speaks as much of OpenAI's protocol as a load tool needs: `GET /v1/models`, and completions
//! and chat that are always the same text, in one piece or as twenty events. It computes nothing,
//! so that what is measured with the proxy and not without it is the proxy's.
//!
//! ```sh
//! cargo run --release -p seccoder-server --example instant_upstream -- 127.0.0.1:8484
//! ```
//!
//! Port 0 takes a free one; the address is the first line of standard output.

use std::convert::Infallible;
use std::error::Error;
use std::io::Write;

use axum::Router;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use bytes::Bytes;
use futures::stream;
use serde::Deserialize;
use tokio::net::TcpListener;

/// Events of a streamed answer, before `[DONE]`.
const EVENTS: usize = 20;
const MODELS: &str =
    r#"{"object":"list","data":[{"id":"instant","object":"model","owned_by":"nobody"}]}"#;

/// What of a request decides about the answer.
#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    stream: bool,
}

/// Which of the two forms a text is given in.
#[derive(Clone, Copy)]
enum Form {
    Completion,
    Chat,
}

impl Form {
    const fn whole(self) -> &'static str {
        match self {
            Self::Completion => {
                r#"{"id":"cmpl-1","object":"text_completion","created":1,"model":"instant","choices":[{"index":0,"text":"return rows\n","finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":3,"total_tokens":4}}"#
            }
            Self::Chat => {
                r#"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"instant","choices":[{"index":0,"message":{"role":"assistant","content":"return rows\n"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":3,"total_tokens":4}}"#
            }
        }
    }

    const fn event(self) -> &'static str {
        match self {
            Self::Completion => {
                "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"instant\",\"choices\":[{\"index\":0,\"text\":\"rows \",\"finish_reason\":null}]}\n\n"
            }
            Self::Chat => {
                "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"instant\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"rows \"},\"finish_reason\":null}]}\n\n"
            }
        }
    }
}

fn answer(form: Form, body: &[u8]) -> Response<Body> {
    let Ok(request) = serde_json::from_slice::<Request>(body) else {
        let message =
            r#"{"error":{"message":"this is no request","type":"invalid_request_error"}}"#;
        return response(StatusCode::BAD_REQUEST, "application/json", message.into());
    };
    if !request.stream {
        return response(StatusCode::OK, "application/json", form.whole().into());
    }
    // Every event is a piece of its own: a proxy that waits for more of them would show.
    let events = std::iter::repeat_n(form.event(), EVENTS)
        .chain(["data: [DONE]\n\n"])
        .map(|event| Ok::<_, Infallible>(Bytes::from_static(event.as_bytes())));
    let body = Body::from_stream(stream::iter(events));
    response(StatusCode::OK, "text/event-stream", body)
}

fn response(status: StatusCode, kind: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let kind = header::HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1);
    let address = address.as_deref().unwrap_or("127.0.0.1:8484");
    let models = || async { response(StatusCode::OK, "application/json", MODELS.into()) };
    let routes = Router::new()
        .route("/v1/models", get(models))
        .route(
            "/v1/completions",
            post(|body: Bytes| async move { answer(Form::Completion, &body) }),
        )
        .route(
            "/v1/chat/completions",
            post(|body: Bytes| async move { answer(Form::Chat, &body) }),
        );
    let listener = TcpListener::bind(address).await?;
    // For the script that waits for it; a pipe holds lines back otherwise.
    let mut out = std::io::stdout();
    writeln!(out, "http://{}", listener.local_addr()?)?;
    out.flush()?;
    // Small pieces go out at once; else Nagle's algorithm and delayed acknowledgements add 40 ms.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            eprintln!("instant_upstream: {error}");
        }
    });
    axum::serve(listener, routes).await?;
    Ok(())
}

//! Serving one client over standard input and output.

use std::io::Read;

use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use rmcp::transport::async_rw::AsyncRwTransport;
use tokio::io::{AsyncRead, AsyncWriteExt};
use tokio::runtime::Handle;

use super::McpServer;

/// Bytes of one message; the longest code that is looked at fits twice, escaped.
const LONGEST_MESSAGE: usize = 4 * 1024 * 1024;
/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// The client and the server did not come to terms, or the connection broke.
#[derive(Debug, thiserror::Error)]
pub enum StdioError {
    /// The client's first message was another one.
    #[error("the client did not begin with `initialize`")]
    Order,
    /// The connection broke; with what happened.
    #[error("the connection to the client failed: {0}")]
    Connection(String),
}

/// Serves the client until it closes standard input.
///
/// # Errors
/// When the client does not begin by the protocol, or the connection breaks.
pub async fn serve(server: McpServer) -> Result<(), StdioError> {
    let transport = AsyncRwTransport::new_server(standard_input(), tokio::io::stdout())
        .with_max_line_length(LONGEST_MESSAGE);
    let running = match server.serve(transport).await {
        Ok(running) => running,
        // Whoever only looked whether the program starts has gone before a word was said.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        // The library's own words would repeat the message, which may hold a prompt.
        Err(ServerInitializeError::ExpectedInitializeRequest(_)) => return Err(StdioError::Order),
        Err(error) => return Err(StdioError::Connection(error.to_string())),
    };
    let ended = running.waiting().await;
    ended.map_err(|error| StdioError::Connection(error.to_string()))?;
    Ok(())
}

/// Standard input, read by a thread of its own: the runtime's own reader would keep the program
/// from ending on a signal until the client writes again.
fn standard_input() -> impl AsyncRead + Send + Unpin + 'static {
    let (mut to, from) = tokio::io::duplex(PIECE);
    let runtime = Handle::current();
    std::thread::spawn(move || {
        let mut input = std::io::stdin().lock();
        let mut piece = vec![0; PIECE];
        loop {
            match input.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => {
                    if runtime.block_on(to.write_all(&piece[..read])).is_err() {
                        break;
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    tracing::warn!(%error, "standard input cannot be read");
                    break;
                }
            }
        }
    });
    from
}

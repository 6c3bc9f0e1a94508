//! The proxy as its clients see it.

mod fixtures;
mod routes;
mod showing;
mod sockets;

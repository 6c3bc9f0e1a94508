// seccoder-example: 1
// title: Set a cookie in the WebSocket handshake of a card table's watchers
// guideline: Encode text from the URL before it becomes part of a raw header line.
// cwe: CWE-113, CWE-93
// apis: ws.WebSocketServer, encodeURIComponent
// applies: ws
// --- secure ---
import { WebSocketServer } from "ws";

const FLAGS = "Path=/; Secure; HttpOnly; SameSite=Strict";

function tableOf(req) {
  const [, query = ""] = req.url.split("?");
  return new URLSearchParams(query).get("table") ?? "lobby";
}

export function watchServer(port, watch) {
  const server = new WebSocketServer({ port, maxPayload: 256 });

  // These lines are sent as they are, without the checks of node:http.
  server.on("headers", (headers, req) => {
    headers.push(`Set-Cookie: table=${encodeURIComponent(tableOf(req))}; ${FLAGS}`);
  });

  server.on("connection", (socket, req) => {
    socket.on("error", (error) => console.error("socket:", error.message));
    const stop = watch(tableOf(req), (cards) => socket.send(JSON.stringify(cards)));
    socket.on("close", stop);
  });

  return server;
}
// --- vulnerable ---
import { WebSocketServer } from "ws";

const FLAGS = "Path=/; Secure; HttpOnly; SameSite=Strict";

function tableOf(req) {
  const [, query = ""] = req.url.split("?");
  return new URLSearchParams(query).get("table") ?? "lobby";
}

export function watchServer(port, watch) {
  const server = new WebSocketServer({ port, maxPayload: 256 });

  // These lines are sent as they are, without the checks of node:http.
  server.on("headers", (headers, req) => {
    headers.push(`Set-Cookie: table=${tableOf(req)}; ${FLAGS}`);
  });

  server.on("connection", (socket, req) => {
    socket.on("error", (error) => console.error("socket:", error.message));
    const stop = watch(tableOf(req), (cards) => socket.send(JSON.stringify(cards)));
    socket.on("close", stop);
  });

  return server;
}

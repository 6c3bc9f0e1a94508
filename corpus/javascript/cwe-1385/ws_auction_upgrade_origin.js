// seccoder-example: 1
// title: Accept bids of signed-in visitors over a WebSocket
// guideline: Check the Origin of a WebSocket handshake that signs in by cookie.
// cwe: CWE-1385, CWE-346
// apis: ws.WebSocketServer.handleUpgrade, http.Server
// applies: ws
// --- secure ---
const { WebSocketServer } = require("ws");

const ORIGINS = new Set(["https://auction.example"]);

function attachBidding(server, sessions, onBid) {
  const bidding = new WebSocketServer({ noServer: true, maxPayload: 2048 });

  server.on("upgrade", async (req, socket, head) => {
    socket.on("error", () => socket.destroy());
    const refuse = (status) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    if (!ORIGINS.has(req.headers.origin)) {
      return refuse("403 Forbidden");
    }
    const bidder = await sessions.fromCookie(req.headers.cookie).catch(() => null);
    if (!bidder) {
      return refuse("401 Unauthorized");
    }
    bidding.handleUpgrade(req, socket, head, (client) => {
      client.on("error", () => client.terminate());
      client.on("message", (data) => {
        const cents = Number(data.toString());
        if (Number.isSafeInteger(cents) && cents > 0) {
          onBid(bidder, cents);
        }
      });
    });
  });
}

module.exports = { attachBidding };
// --- vulnerable ---
const { WebSocketServer } = require("ws");

function attachBidding(server, sessions, onBid) {
  const bidding = new WebSocketServer({ noServer: true, maxPayload: 2048 });

  server.on("upgrade", async (req, socket, head) => {
    socket.on("error", () => socket.destroy());
    const refuse = (status) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    const bidder = await sessions.fromCookie(req.headers.cookie).catch(() => null);
    if (!bidder) {
      return refuse("401 Unauthorized");
    }
    bidding.handleUpgrade(req, socket, head, (client) => {
      client.on("error", () => client.terminate());
      client.on("message", (data) => {
        const cents = Number(data.toString());
        if (Number.isSafeInteger(cents) && cents > 0) {
          onBid(bidder, cents);
        }
      });
    });
  });
}

module.exports = { attachBidding };

// seccoder-example: 1
// title: Place a tile in a word game over Socket.IO
// guideline: Parse every event payload with a schema; its TypeScript type is a claim of the sender.
// cwe: CWE-20, CWE-129, CWE-1321
// apis: socket.io.Socket.on, zod.safeParse
// applies: socket.io, zod
// --- secure ---
import type { Server } from "socket.io";
import { z } from "zod";

const Tile = z.object({
  x: z.number().int().min(0).max(14),
  y: z.number().int().min(0).max(14),
  letter: z.string().regex(/^[A-Z]$/),
});

interface Game {
  id: string;
  board: (string | null)[][];
  mayPlay(playerId: string, letter: string): boolean;
}

type FindGame = (playerId: string) => Game | null;

export function attachWordGame(io: Server, gameOf: FindGame): void {
  io.on("connection", (socket) => {
    // The handshake has put the signed-in player there.
    const { playerId } = socket.data;
    socket.on("place", (payload: unknown) => {
      const game = gameOf(playerId);
      const tile = Tile.safeParse(payload);
      if (!game || !tile.success || !game.mayPlay(playerId, tile.data.letter)) {
        socket.emit("refused");
        return;
      }
      const { x, y, letter } = tile.data;
      game.board[y][x] ??= letter;
      io.to(game.id).emit("board", game.board);
    });
  });
}
// --- vulnerable ---
import type { Server } from "socket.io";

interface Tile {
  x: number;
  y: number;
  letter: string;
}

interface Game {
  id: string;
  board: (string | null)[][];
  mayPlay(playerId: string, letter: string): boolean;
}

type FindGame = (playerId: string) => Game | null;

export function attachWordGame(io: Server, gameOf: FindGame): void {
  io.on("connection", (socket) => {
    // The handshake has put the signed-in player there.
    const { playerId } = socket.data;
    socket.on("place", (tile: Tile) => {
      const game = gameOf(playerId);
      if (!game || !game.mayPlay(playerId, tile.letter)) {
        socket.emit("refused");
        return;
      }
      const { x, y, letter } = tile;
      game.board[y][x] ??= letter;
      io.to(game.id).emit("board", game.board);
    });
  });
}

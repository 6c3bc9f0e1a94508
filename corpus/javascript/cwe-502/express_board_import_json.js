// seccoder-example: 1
// title: Import a task board from an exported text file
// guideline: Read foreign data with JSON.parse and check its shape; never unserialize objects.
// cwe: CWE-502
// apis: JSON.parse, node-serialize.unserialize
// applies: express 5
// --- secure ---
import express from "express";

export function boardRoutes(boards, requireMember) {
  const router = express.Router();

  router.post(
    "/boards/import",
    requireMember,
    express.text({ limit: "200kb" }),
    async (req, res) => {
      let board;
      try {
        board = JSON.parse(req.body);
      } catch {
        return res.status(400).json({ error: "not a board export" });
      }
      const valid =
        typeof board?.title === "string" &&
        Array.isArray(board.cards) &&
        board.cards.every((card) => typeof card === "string");
      if (!valid) {
        return res.status(400).json({ error: "not a board export" });
      }
      const id = await boards.create(req.user.id, board.title, board.cards);
      res.status(201).json({ id });
    },
  );

  return router;
}
// --- vulnerable ---
import express from "express";
import serialize from "node-serialize";

export function boardRoutes(boards, requireMember) {
  const router = express.Router();

  router.post(
    "/boards/import",
    requireMember,
    express.text({ limit: "200kb" }),
    async (req, res) => {
      let board;
      try {
        board = serialize.unserialize(req.body);
      } catch {
        return res.status(400).json({ error: "not a board export" });
      }
      const valid =
        typeof board?.title === "string" &&
        Array.isArray(board.cards) &&
        board.cards.every((card) => typeof card === "string");
      if (!valid) {
        return res.status(400).json({ error: "not a board export" });
      }
      const id = await boards.create(req.user.id, board.title, board.cards);
      res.status(201).json({ id });
    },
  );

  return router;
}

// seccoder-example: 1
// title: Move goods between two warehouses over an Express API
// guideline: Check a body with a schema at run time; a cast to a type checks nothing.
// cwe: CWE-20, CWE-1284
// apis: zod.safeParse, express.json
// applies: express, zod
// --- secure ---
import express, { Router, type RequestHandler } from "express";
import { z } from "zod";

const Transfer = z.object({
  from: z.uuid(),
  to: z.uuid(),
  sku: z.string().min(1).max(40),
  quantity: z.number().int().min(1).max(10_000),
});
type Transfer = z.infer<typeof Transfer>;

interface Stock {
  move(transfer: Transfer, clerkId: string): Promise<boolean>;
}

export function stockRoutes(stock: Stock, requireClerk: RequestHandler): Router {
  const router = Router();

  router.post("/transfers", requireClerk, express.json(), async (req, res) => {
    const transfer = Transfer.safeParse(req.body);
    if (!transfer.success) {
      res.status(400).json({ error: "not a transfer" });
      return;
    }
    const moved = await stock.move(transfer.data, res.locals.clerkId);
    res.status(moved ? 201 : 409).json({ moved });
  });

  return router;
}
// --- vulnerable ---
import express, { Router, type RequestHandler } from "express";

interface Transfer {
  from: string;
  to: string;
  sku: string;
  quantity: number;
}

interface Stock {
  move(transfer: Transfer, clerkId: string): Promise<boolean>;
}

export function stockRoutes(stock: Stock, requireClerk: RequestHandler): Router {
  const router = Router();

  router.post("/transfers", requireClerk, express.json(), async (req, res) => {
    const transfer = req.body as Transfer;
    if (!transfer.sku || !transfer.quantity) {
      res.status(400).json({ error: "not a transfer" });
      return;
    }
    const moved = await stock.move(transfer, res.locals.clerkId);
    res.status(moved ? 201 : 409).json({ moved });
  });

  return router;
}

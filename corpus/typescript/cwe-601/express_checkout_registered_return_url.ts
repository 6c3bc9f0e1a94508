// seccoder-example: 1
// title: Send a payer back to the return page of the shop
// guideline: Redirect only to an address equal to a registered one; a prefix also fits other hosts.
// cwe: CWE-601
// apis: express.Response.redirect
// applies: express
// --- secure ---
import { Router } from "express";

interface Checkout {
  id: string;
  shopReturnUrls: string[];
}

interface Checkouts {
  find(id: string): Promise<Checkout | null>;
}

export function checkoutRoutes(checkouts: Checkouts): Router {
  const router = Router();

  router.get("/checkouts/:id/back", async (req, res) => {
    const checkout = await checkouts.find(req.params.id);
    const target = String(req.query.to ?? "");
    if (!checkout || !checkout.shopReturnUrls.includes(target)) {
      res.status(400).json({ error: "unknown return address" });
      return;
    }
    res.redirect(303, target);
  });

  return router;
}
// --- vulnerable ---
import { Router } from "express";

interface Checkout {
  id: string;
  shopReturnUrls: string[];
}

interface Checkouts {
  find(id: string): Promise<Checkout | null>;
}

export function checkoutRoutes(checkouts: Checkouts): Router {
  const router = Router();

  router.get("/checkouts/:id/back", async (req, res) => {
    const checkout = await checkouts.find(req.params.id);
    const target = String(req.query.to ?? "");
    if (!checkout || !checkout.shopReturnUrls.some((url) => target.startsWith(url))) {
      res.status(400).json({ error: "unknown return address" });
      return;
    }
    res.redirect(303, target);
  });

  return router;
}

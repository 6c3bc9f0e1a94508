// seccoder-example: 1
// title: Import a calendar feed from a known provider
// guideline: Compare the parsed host with an allow list and follow no redirects.
// cwe: CWE-918
// apis: fetch, URL
// applies: express 5, standard library
// --- secure ---
import express from "express";

const FEED_HOSTS = new Set(["calendar.google.com", "outlook.office365.com"]);

export function calendarRoutes(calendars, requireMember) {
  const router = express.Router();

  router.post("/calendars", requireMember, express.json(), async (req, res) => {
    const address = String(req.body?.address);
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url?.protocol !== "https:" || url.port !== "" || !FEED_HOSTS.has(url.hostname)) {
      return res.status(400).json({ error: "this calendar provider is not supported" });
    }
    const feed = await fetch(url, {
      redirect: "error",
      signal: AbortSignal.timeout(10_000),
    }).catch(() => null);
    if (!feed?.ok) {
      return res.status(502).json({ error: "the feed could not be loaded" });
    }
    const id = await calendars.add(req.user.id, await feed.text());
    res.status(201).json({ id });
  });

  return router;
}
// --- vulnerable ---
import express from "express";

export function calendarRoutes(calendars, requireMember) {
  const router = express.Router();

  router.post("/calendars", requireMember, express.json(), async (req, res) => {
    const address = String(req.body?.address);
    const feed = await fetch(address, {
      signal: AbortSignal.timeout(10_000),
    }).catch(() => null);
    if (!feed?.ok) {
      return res.status(502).json({ error: "the feed could not be loaded" });
    }
    const id = await calendars.add(req.user.id, await feed.text());
    res.status(201).json({ id });
  });

  return router;
}

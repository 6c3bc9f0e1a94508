// seccoder-example: 1
// title: Show a seed catalog's search form with the term kept in it
// guideline: Escape all five of & < > " ' in text that goes into HTML or an attribute.
// cwe: CWE-79
// apis: express.Response.send, String.prototype.replace
// applies: express 5
// --- secure ---
import express from "express";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escapeHtml = (text) => text.replace(/[&<>"']/g, (char) => ENTITIES[char]);

export function catalogRoutes(catalog) {
  const router = express.Router();

  router.get("/seeds", async (req, res) => {
    const { q } = req.query;
    const term = typeof q === "string" ? q.slice(0, 80) : "";
    const seeds = term ? await catalog.find(term) : [];
    const items = seeds.map((seed) => `<li>${escapeHtml(seed.name)}</li>`).join("");
    res.type("html").send(`<!doctype html>
      <form action="/seeds">
        <input name="q" value="${escapeHtml(term)}">
        <button>Search</button>
      </form>
      <ul>${items}</ul>`);
  });

  return router;
}
// --- vulnerable ---
import express from "express";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const escapeHtml = (text) => text.replace(/[&<>]/g, (char) => ENTITIES[char]);

export function catalogRoutes(catalog) {
  const router = express.Router();

  router.get("/seeds", async (req, res) => {
    const { q } = req.query;
    const term = typeof q === "string" ? q.slice(0, 80) : "";
    const seeds = term ? await catalog.find(term) : [];
    const items = seeds.map((seed) => `<li>${escapeHtml(seed.name)}</li>`).join("");
    res.type("html").send(`<!doctype html>
      <form action="/seeds">
        <input name="q" value="${escapeHtml(term)}">
        <button>Search</button>
      </form>
      <ul>${items}</ul>`);
  });

  return router;
}

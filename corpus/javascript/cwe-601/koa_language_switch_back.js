// seccoder-example: 1
// title: Switch the language and go back to the page before
// guideline: Resolve a return address against your own origin and compare the origins.
// cwe: CWE-601
// apis: koa.Context.redirect, URL.origin
// applies: koa, @koa/router
// --- secure ---
import Router from "@koa/router";

const ORIGIN = "https://museum.example";
const LANGUAGES = new Set(["en", "de", "lv"]);

export const router = new Router();

router.get("/language/:code", (ctx) => {
  const { code } = ctx.params;
  if (!LANGUAGES.has(code)) {
    ctx.throw(404);
  }
  ctx.cookies.set("language", code, { sameSite: "lax", maxAge: 31_536_000_000 });
  const back = ctx.query.back ?? "/";
  const page = URL.canParse(back, ORIGIN) ? new URL(back, ORIGIN) : null;
  ctx.redirect(page?.origin === ORIGIN ? page.href : "/");
});
// --- vulnerable ---
import Router from "@koa/router";

const ORIGIN = "https://museum.example";
const LANGUAGES = new Set(["en", "de", "lv"]);

export const router = new Router();

router.get("/language/:code", (ctx) => {
  const { code } = ctx.params;
  if (!LANGUAGES.has(code)) {
    ctx.throw(404);
  }
  ctx.cookies.set("language", code, { sameSite: "lax", maxAge: 31_536_000_000 });
  const back = ctx.query.back ?? "/";
  ctx.redirect(back);
});

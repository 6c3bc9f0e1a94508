// seccoder-example: 1
// title: Search recycling points in a Cloudflare Worker with D1
// guideline: Write numbered placeholders in a D1 statement and pass the values to bind.
// cwe: CWE-89
// apis: D1Database.prepare, D1PreparedStatement.bind
// applies: Cloudflare Workers, D1
// --- secure ---
import type { D1Database } from "@cloudflare/workers-types";

interface Env {
  DB: D1Database;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const district = searchParams.get("district") ?? "";
    const material = searchParams.get("material") ?? "glass";
    const statement = env.DB.prepare(
      `SELECT name, street, opens_at FROM points
       WHERE district = ?1 AND material = ?2
       ORDER BY name LIMIT 50`,
    ).bind(district, material);
    const { results } = await statement.all();
    return Response.json(results, {
      headers: { "Cache-Control": "public, max-age=300" },
    });
  },
};
// --- vulnerable ---
import type { D1Database } from "@cloudflare/workers-types";

interface Env {
  DB: D1Database;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const district = searchParams.get("district") ?? "";
    const material = searchParams.get("material") ?? "glass";
    const statement = env.DB.prepare(
      `SELECT name, street, opens_at FROM points
       WHERE district = '${district}' AND material = '${material}'
       ORDER BY name LIMIT 50`,
    );
    const { results } = await statement.all();
    return Response.json(results, {
      headers: { "Cache-Control": "public, max-age=300" },
    });
  },
};

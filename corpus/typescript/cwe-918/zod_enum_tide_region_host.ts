// seccoder-example: 1
// title: Fetch tide tables from the host of a region
// guideline: Take a part of a host name from a fixed list; free text there can name any server.
// cwe: CWE-918
// apis: fetch, zod.enum
// applies: zod
// --- secure ---
import { z } from "zod";

const Query = z.object({
  region: z.enum(["atlantic", "baltic", "north-sea"]),
  port: z.string().regex(/^[A-Z]{3}$/),
});
const Tides = z.array(z.object({ at: z.string(), meters: z.number() })).max(500);

export async function tideTable(input: unknown): Promise<z.infer<typeof Tides>> {
  const { region, port } = Query.parse(input);
  const answer = await fetch(`https://${region}.tides.example/v2/ports/${port}`, {
    headers: { Authorization: `Bearer ${process.env.TIDES_TOKEN}` },
    redirect: "error",
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Error(`no tide table: ${answer.status}`);
  }
  return Tides.parse(await answer.json());
}
// --- vulnerable ---
import { z } from "zod";

const Query = z.object({
  region: z.string().min(1),
  port: z.string().min(1),
});
const Tides = z.array(z.object({ at: z.string(), meters: z.number() })).max(500);

export async function tideTable(input: unknown): Promise<z.infer<typeof Tides>> {
  const { region, port } = Query.parse(input);
  const answer = await fetch(`https://${region}.tides.example/v2/ports/${port}`, {
    headers: { Authorization: `Bearer ${process.env.TIDES_TOKEN}` },
    redirect: "error",
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Error(`no tide table: ${answer.status}`);
  }
  return Tides.parse(await answer.json());
}

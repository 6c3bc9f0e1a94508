// seccoder-example: 1
// title: Tell a user's web hook about a finished build
// guideline: Refuse internal addresses in the connection's own lookup, not before it.
// cwe: CWE-918
// apis: undici.Agent, undici.request, net.BlockList, dns.lookup
// applies: undici
// --- secure ---
import dns from "node:dns";
import { BlockList, isIP } from "node:net";
import { Agent, request } from "undici";

const RANGES = [
  "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
  "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
];
const internal = new BlockList();
for (const range of RANGES) {
  const [net, bits] = range.split("/");
  internal.addSubnet(net, Number(bits));
}

// Checked while connecting: the name cannot change its address in between.
function lookup(host, options, callback) {
  dns.lookup(host, { family: 4 }, (error, address, family) => {
    const refused = !error && internal.check(address);
    callback(refused ? new Error(`${host} is internal`) : error, address, family);
  });
}

const dispatcher = new Agent({ connect: { family: 4, lookup }, headersTimeout: 10_000 });

export async function notifyHook(address, build) {
  const url = new URL(address);
  if (url.protocol !== "https:" || url.hostname.startsWith("[") || isIP(url.hostname)) {
    throw new RangeError("a hook needs https and a host name");
  }
  const { statusCode, body } = await request(url, {
    dispatcher,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: build.id, state: build.state }),
  });
  await body.dump();
  return statusCode < 300;
}
// --- vulnerable ---
import { Agent, request } from "undici";

const dispatcher = new Agent({ headersTimeout: 10_000 });

export async function notifyHook(address, build) {
  const url = new URL(address);
  if (url.protocol !== "https:") {
    throw new RangeError("a hook needs https");
  }
  const { statusCode, body } = await request(url, {
    dispatcher,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: build.id, state: build.state }),
  });
  await body.dump();
  return statusCode < 300;
}

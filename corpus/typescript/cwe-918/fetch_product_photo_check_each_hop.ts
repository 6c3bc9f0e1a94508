// seccoder-example: 1
// title: Download a product photo that may be redirected
// guideline: Follow redirects by hand and check the host of every hop, not only of the first address.
// cwe: CWE-918
// apis: fetch, Response.headers
// applies: standard library
// --- secure ---
const HOSTS = new Set(["photos.supplier.example", "cdn.supplier.example"]);

function assertPhotoHost(url: URL): void {
  if (url.protocol !== "https:" || url.port !== "" || !HOSTS.has(url.hostname)) {
    throw new RangeError(`no photos are taken from ${url.host}`);
  }
}

export async function fetchPhoto(address: string): Promise<Response> {
  const signal = AbortSignal.timeout(10_000);
  let url = new URL(address);
  for (let hop = 0; hop < 4; hop += 1) {
    assertPhotoHost(url);
    const response = await fetch(url, { redirect: "manual", signal });
    const next = response.headers.get("location");
    if (response.ok) {
      return response;
    }
    await response.body?.cancel();
    if (response.status < 300 || response.status > 399 || !next) {
      throw new Error(`photo not loaded: ${response.status}`);
    }
    url = new URL(next, url);
  }
  throw new Error("photo not loaded: too many redirects");
}
// --- vulnerable ---
const HOSTS = new Set(["photos.supplier.example", "cdn.supplier.example"]);

function assertPhotoHost(url: URL): void {
  if (url.protocol !== "https:" || url.port !== "" || !HOSTS.has(url.hostname)) {
    throw new RangeError(`no photos are taken from ${url.host}`);
  }
}

export async function fetchPhoto(address: string): Promise<Response> {
  const signal = AbortSignal.timeout(10_000);
  const url = new URL(address);
  assertPhotoHost(url);
  const response = await fetch(url, { redirect: "follow", signal });
  if (response.ok) {
    return response;
  }
  await response.body?.cancel();
  throw new Error(`photo not loaded: ${response.status}`);
}

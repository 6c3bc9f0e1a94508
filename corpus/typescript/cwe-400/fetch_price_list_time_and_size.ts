// seccoder-example: 1
// title: Load the price list of a supplier with a limit of time and size
// guideline: Give a download a timeout and count its bytes while reading; the sender sets neither.
// cwe: CWE-400, CWE-770
// apis: fetch, AbortSignal.timeout, ReadableStream
// applies: standard library
// --- secure ---
const MAX_BYTES = 5 * 1024 * 1024;

export interface Supplier {
  name: string;
  priceList: URL;
}

export async function loadPriceList(supplier: Supplier): Promise<string> {
  const response = await fetch(supplier.priceList, {
    redirect: "error",
    signal: AbortSignal.timeout(15_000),
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`no price list of ${supplier.name}: ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop by an error cancels the stream.
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) {
      throw new RangeError(`the price list of ${supplier.name} is too large`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
// --- vulnerable ---
export interface Supplier {
  name: string;
  priceList: URL;
}

export async function loadPriceList(supplier: Supplier): Promise<string> {
  const response = await fetch(supplier.priceList, {
    redirect: "error",
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`no price list of ${supplier.name}: ${response.status}`);
  }
  return response.text();
}

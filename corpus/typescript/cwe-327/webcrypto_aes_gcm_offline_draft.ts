// seccoder-example: 1
// title: Encrypt mail drafts that a web client keeps offline
// guideline: Use AES-GCM with a fresh random IV for each message; a fixed IV in CBC shows equal starts.
// cwe: CWE-327, CWE-329, CWE-353
// apis: SubtleCrypto.encrypt, SubtleCrypto.decrypt, Crypto.getRandomValues
// applies: Web Crypto
// --- secure ---
export interface SealedDraft {
  iv: BufferSource;
  data: ArrayBuffer;
}

export function newDraftKey(): Promise<CryptoKey> {
  const algorithm = { name: "AES-GCM", length: 256 };
  return crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
}

export async function sealDraft(key: CryptoKey, text: string): Promise<SealedDraft> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(text);
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes);
  return { iv, data };
}

export async function openDraft(key: CryptoKey, draft: SealedDraft): Promise<string> {
  const { iv, data } = draft;
  const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);
  return new TextDecoder().decode(bytes);
}
// --- vulnerable ---
export interface SealedDraft {
  iv: BufferSource;
  data: ArrayBuffer;
}

export function newDraftKey(): Promise<CryptoKey> {
  const algorithm = { name: "AES-CBC", length: 256 };
  return crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
}

export async function sealDraft(key: CryptoKey, text: string): Promise<SealedDraft> {
  const iv = new Uint8Array(16);
  const bytes = new TextEncoder().encode(text);
  const data = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, bytes);
  return { iv, data };
}

export async function openDraft(key: CryptoKey, draft: SealedDraft): Promise<string> {
  const { iv, data } = draft;
  const bytes = await crypto.subtle.decrypt({ name: "AES-CBC", iv }, key, data);
  return new TextDecoder().decode(bytes);
}

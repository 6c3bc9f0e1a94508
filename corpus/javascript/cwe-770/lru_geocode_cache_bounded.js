// seccoder-example: 1
// title: Cache the answers of a geocoding service
// guideline: Give every cache with keys from outside a maximum size and a lifetime.
// cwe: CWE-770, CWE-400
// apis: lru-cache.LRUCache
// applies: lru-cache
// --- secure ---
import { LRUCache } from "lru-cache";

const places = new LRUCache({ max: 10_000, ttl: 6 * 60 * 60 * 1000 });

export async function locate(geocoder, query) {
  const key = query.trim().toLowerCase();
  if (key.length > 200) {
    throw new RangeError("the query is too long");
  }
  const known = places.get(key);
  if (known) {
    return known;
  }
  const place = await geocoder.find(key);
  if (place) {
    places.set(key, place);
  }
  return place;
}
// --- vulnerable ---
const places = new Map();

export async function locate(geocoder, query) {
  const key = query.trim().toLowerCase();
  const known = places.get(key);
  if (known) {
    return known;
  }
  const place = await geocoder.find(key);
  if (place) {
    places.set(key, place);
  }
  return place;
}

// seccoder-example: 1
// title: Read the points of an uploaded GPX track
// guideline: Parse foreign XML with XML_PARSE_NO_XXE; leave out NOENT and DTDLOAD.
// cwe: CWE-611
// apis: libxml2-wasm.XmlDocument.fromString, libxml2-wasm.ParseOption
// applies: libxml2-wasm
// --- secure ---
import { ParseOption, XmlDocument } from "libxml2-wasm";

const OPTIONS = ParseOption.XML_PARSE_NO_XXE;
const NAMES = { g: "http://www.topografix.com/GPX/1/1" };

export function readTrack(text) {
  const doc = XmlDocument.fromString(text, { option: OPTIONS });
  try {
    const name = doc.get("/g:gpx/g:trk/g:name", NAMES)?.content ?? "";
    const points = doc.find("/g:gpx/g:trk/g:trkseg/g:trkpt", NAMES).map((point) => ({
      lat: Number(point.attr("lat")?.value),
      lon: Number(point.attr("lon")?.value),
    }));
    return { name, points };
  } finally {
    doc.dispose();
  }
}
// --- vulnerable ---
import { ParseOption, XmlDocument } from "libxml2-wasm";
import { xmlRegisterFsInputProviders } from "libxml2-wasm/lib/nodejs.mjs";

xmlRegisterFsInputProviders();
const OPTIONS = ParseOption.XML_PARSE_NOENT | ParseOption.XML_PARSE_DTDLOAD;
const NAMES = { g: "http://www.topografix.com/GPX/1/1" };

export function readTrack(text) {
  const doc = XmlDocument.fromString(text, { option: OPTIONS });
  try {
    const name = doc.get("/g:gpx/g:trk/g:name", NAMES)?.content ?? "";
    const points = doc.find("/g:gpx/g:trk/g:trkseg/g:trkpt", NAMES).map((point) => ({
      lat: Number(point.attr("lat")?.value),
      lon: Number(point.attr("lon")?.value),
    }));
    return { name, points };
  } finally {
    doc.dispose();
  }
}

// seccoder-example: 1
// title: Show bike stations with a popup on a Leaflet map
// guideline: Give a Leaflet popup an element with text nodes; a string is set as HTML.
// cwe: CWE-79
// apis: leaflet.Layer.bindPopup, Node.textContent
// applies: leaflet, DOM
// --- secure ---
import L from "leaflet";

interface Station {
  name: string;
  operator: string;
  lat: number;
  lon: number;
  bikes: number;
}

function popup(station: Station): HTMLElement {
  const box = document.createElement("div");
  const name = document.createElement("strong");
  name.textContent = station.name;
  box.append(name, ` (${station.operator}), ${station.bikes} bikes`);
  return box;
}

export function addStations(map: L.Map, stations: Station[]): L.LayerGroup {
  const markers = stations.map((station) =>
    L.marker([station.lat, station.lon]).bindPopup(popup(station)),
  );
  return L.layerGroup(markers).addTo(map);
}
// --- vulnerable ---
import L from "leaflet";

interface Station {
  name: string;
  operator: string;
  lat: number;
  lon: number;
  bikes: number;
}

function popup(station: Station): string {
  const name = `<strong>${station.name}</strong>`;
  return `<div>${name} (${station.operator}), ${station.bikes} bikes</div>`;
}

export function addStations(map: L.Map, stations: Station[]): L.LayerGroup {
  const markers = stations.map((station) =>
    L.marker([station.lat, station.lon]).bindPopup(popup(station)),
  );
  return L.layerGroup(markers).addTo(map);
}

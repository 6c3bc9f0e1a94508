// seccoder-example: 1
// title: Take the pickup point chosen in an embedded map
// guideline: Accept a window message only from the expected origin and frame.
// cwe: CWE-346
// apis: Window.postMessage, MessageEvent.origin
// applies: DOM
// --- secure ---
const MAP_ORIGIN = "https://pickup-map.example";

export function listenForPickupPoint(frame, form) {
  window.addEventListener("message", (event) => {
    if (event.origin !== MAP_ORIGIN || event.source !== frame.contentWindow) {
      return;
    }
    const { type, point } = event.data ?? {};
    if (type !== "pickup-point" || typeof point?.id !== "string") {
      return;
    }
    form.elements.pickupPoint.value = point.id;
    form.querySelector(".pickup-name").textContent = point.name;
    frame.contentWindow.postMessage({ type: "pickup-accepted" }, MAP_ORIGIN);
  });
}
// --- vulnerable ---
export function listenForPickupPoint(frame, form) {
  window.addEventListener("message", (event) => {
    const { type, point } = event.data ?? {};
    if (type !== "pickup-point" || typeof point?.id !== "string") {
      return;
    }
    form.elements.pickupPoint.value = point.id;
    form.querySelector(".pickup-name").textContent = point.name;
    frame.contentWindow.postMessage({ type: "pickup-accepted" }, "*");
  });
}

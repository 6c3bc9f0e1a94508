// seccoder-example: 1
// title: Show a care plan written in Markdown in the browser
// guideline: Pass HTML rendered from Markdown through DOMPurify before it reaches innerHTML.
// cwe: CWE-79
// apis: DOMPurify.sanitize, marked.parse, Element.innerHTML
// applies: dompurify, marked, DOM
// --- secure ---
import DOMPurify from "dompurify";
import { marked } from "marked";

export async function showCarePlan(panel, planId) {
  const response = await fetch(`/api/plans/${encodeURIComponent(planId)}`);
  if (!response.ok) {
    throw new Error(`plan could not be loaded: ${response.status}`);
  }
  const plan = await response.json();
  panel.querySelector("h2").textContent = plan.title;
  // Markdown may contain raw HTML and javascript: links.
  const html = DOMPurify.sanitize(marked.parse(plan.text), {
    USE_PROFILES: { html: true },
  });
  panel.querySelector(".plan").innerHTML = html;
}
// --- vulnerable ---
import { marked } from "marked";

export async function showCarePlan(panel, planId) {
  const response = await fetch(`/api/plans/${encodeURIComponent(planId)}`);
  if (!response.ok) {
    throw new Error(`plan could not be loaded: ${response.status}`);
  }
  const plan = await response.json();
  panel.querySelector("h2").textContent = plan.title;
  const html = marked.parse(plan.text);
  panel.querySelector(".plan").innerHTML = html;
}

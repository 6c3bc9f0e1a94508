// seccoder-example: 1
// title: Show the label of a museum exhibit with line breaks in Angular
// guideline: Bind the plain string to innerHTML; Angular cleans it unless you bypass its sanitizer.
// cwe: CWE-79
// apis: @angular/platform-browser.DomSanitizer.bypassSecurityTrustHtml, Element.innerHTML
// applies: angular
// --- secure ---
import { Component, computed, input } from "@angular/core";

interface Exhibit {
  name: string;
  year: number;
  labelHtml: string;
}

@Component({
  selector: "app-exhibit-label",
  template: `
    <h2>{{ exhibit().name }} ({{ exhibit().year }})</h2>
    <div class="label" [innerHTML]="label()"></div>
  `,
})
export class ExhibitLabel {
  readonly exhibit = input.required<Exhibit>();

  readonly label = computed(() => {
    const lines = this.exhibit().labelHtml.split("\n");
    return lines.join("<br>");
  });
}
// --- vulnerable ---
import { Component, computed, inject, input } from "@angular/core";
import { DomSanitizer } from "@angular/platform-browser";

interface Exhibit {
  name: string;
  year: number;
  labelHtml: string;
}

@Component({
  selector: "app-exhibit-label",
  template: `
    <h2>{{ exhibit().name }} ({{ exhibit().year }})</h2>
    <div class="label" [innerHTML]="label()"></div>
  `,
})
export class ExhibitLabel {
  private readonly sanitizer = inject(DomSanitizer);
  readonly exhibit = input.required<Exhibit>();

  readonly label = computed(() => {
    const lines = this.exhibit().labelHtml.split("\n");
    return this.sanitizer.bypassSecurityTrustHtml(lines.join("<br>"));
  });
}

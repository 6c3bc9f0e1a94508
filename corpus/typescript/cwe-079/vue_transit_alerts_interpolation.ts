// seccoder-example: 1
// title: List the service alerts of a transit line in Vue
// guideline: Show text with {{ }}, which escapes it; v-html takes it as markup.
// cwe: CWE-79
// apis: vue.defineComponent, v-html
// applies: vue
// --- secure ---
import { defineComponent, type PropType } from "vue";

interface Alert {
  id: number;
  line: string;
  reportedBy: string;
  text: string;
}

export default defineComponent({
  name: "TransitAlerts",
  props: {
    alerts: { type: Array as PropType<Alert[]>, required: true },
  },
  template: `
    <ul class="alerts" aria-live="polite">
      <li v-for="alert in alerts" :key="alert.id">
        <strong>{{ alert.line }}</strong>
        <p class="text">{{ alert.text }}</p>
        <small>Reported by {{ alert.reportedBy }}</small>
      </li>
    </ul>`,
});
// --- vulnerable ---
import { defineComponent, type PropType } from "vue";

interface Alert {
  id: number;
  line: string;
  reportedBy: string;
  text: string;
}

export default defineComponent({
  name: "TransitAlerts",
  props: {
    alerts: { type: Array as PropType<Alert[]>, required: true },
  },
  template: `
    <ul class="alerts" aria-live="polite">
      <li v-for="alert in alerts" :key="alert.id">
        <strong>{{ alert.line }}</strong>
        <p class="text" v-html="alert.text"></p>
        <small>Reported by {{ alert.reportedBy }}</small>
      </li>
    </ul>`,
});

// seccoder-example: 1
// title: List club members with links to their own websites in Vue
// guideline: Let only http and https addresses from users into :href; Vue does not check the scheme.
// cwe: CWE-79
// apis: vue.defineComponent, URL.protocol
// applies: vue
// --- secure ---
import { defineComponent, type PropType } from "vue";

interface Member {
  id: string;
  name: string;
  website?: string;
}

function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  return isWeb ? url?.href : undefined;
}

export default defineComponent({
  name: "MemberList",
  props: {
    members: { type: Array as PropType<Member[]>, required: true },
  },
  methods: { webAddress },
  template: `
    <ul class="members">
      <li v-for="member in members" :key="member.id">
        {{ member.name }}
        <a v-if="member.website" :href="webAddress(member.website)" rel="nofollow ugc">
          Website
        </a>
      </li>
    </ul>`,
});
// --- vulnerable ---
import { defineComponent, type PropType } from "vue";

interface Member {
  id: string;
  name: string;
  website?: string;
}

export default defineComponent({
  name: "MemberList",
  props: {
    members: { type: Array as PropType<Member[]>, required: true },
  },
  template: `
    <ul class="members">
      <li v-for="member in members" :key="member.id">
        {{ member.name }}
        <a v-if="member.website" :href="member.website" rel="nofollow ugc">
          Website
        </a>
      </li>
    </ul>`,
});

// seccoder-example: 1
// title: List club members with links to their own websites in React
// guideline: Let only http and https addresses from users into href; React does not check the scheme.
// cwe: CWE-79
// apis: React.createElement, URL.protocol
// applies: react
// --- secure ---
interface Member {
  id: string;
  name: string;
  website?: string;
}

function webAddress(text = ""): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  return isWeb ? url?.href : undefined;
}

export function MemberList({ members }: { members: Member[] }) {
  return (
    <ul className="members">
      {members.map((member) => (
        <li key={member.id}>
          {member.name}
          {member.website && (
            <a href={webAddress(member.website)} rel="nofollow ugc noreferrer">
              Website
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
// --- vulnerable ---
interface Member {
  id: string;
  name: string;
  website?: string;
}

export function MemberList({ members }: { members: Member[] }) {
  return (
    <ul className="members">
      {members.map((member) => (
        <li key={member.id}>
          {member.name}
          {member.website && (
            <a href={member.website} rel="nofollow ugc noreferrer">
              Website
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

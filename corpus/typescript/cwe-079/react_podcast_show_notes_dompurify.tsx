// seccoder-example: 1
// title: Show the notes of a podcast episode written as HTML in React
// guideline: Pass HTML through DOMPurify with a short list of tags before dangerouslySetInnerHTML.
// cwe: CWE-79
// apis: React.dangerouslySetInnerHTML, DOMPurify.sanitize
// applies: react, dompurify
// --- secure ---
import DOMPurify from "dompurify";
import { useMemo } from "react";

interface Episode {
  title: string;
  publishedAt: string;
  notesHtml: string;
}

const NOTES = {
  ALLOWED_TAGS: ["p", "br", "em", "strong", "ul", "ol", "li", "a"],
  ALLOWED_ATTR: ["href"],
};

export function ShowNotes({ episode }: { episode: Episode }) {
  const notes = useMemo(
    () => ({ __html: DOMPurify.sanitize(episode.notesHtml, NOTES) }),
    [episode.notesHtml],
  );
  return (
    <article>
      <h2>{episode.title}</h2>
      <time dateTime={episode.publishedAt}>{episode.publishedAt.slice(0, 10)}</time>
      <div className="notes" dangerouslySetInnerHTML={notes} />
    </article>
  );
}
// --- vulnerable ---
import { useMemo } from "react";

interface Episode {
  title: string;
  publishedAt: string;
  notesHtml: string;
}

export function ShowNotes({ episode }: { episode: Episode }) {
  const notes = useMemo(
    () => ({ __html: episode.notesHtml }),
    [episode.notesHtml],
  );
  return (
    <article>
      <h2>{episode.title}</h2>
      <time dateTime={episode.publishedAt}>{episode.publishedAt.slice(0, 10)}</time>
      <div className="notes" dangerouslySetInnerHTML={notes} />
    </article>
  );
}

import type { DiffLineAnnotation } from '@pierre/diffs';
import { messages } from '../../../text/messages.ts';
import { formatPlace } from './clipboard-text.ts';
import { CommentCard } from './comment-card.tsx';
import { useLineComments } from './comments-context.ts';
import { DraftCard } from './draft-card.tsx';
import { toLineKey } from './place-comments.ts';

/** Drawn by the viewer below a line. */
export function renderThread({ side, lineNumber }: DiffLineAnnotation<unknown>, path: string) {
  return <LineThread path={path} lineKey={toLineKey(side, lineNumber)} />;
}

/** All that was said of one line, oldest first, and what is being written. */
function LineThread({ path, lineKey }: { path: string; lineKey: string }) {
  const { placed } = useLineComments();
  const thread = placed.threads.get(path)?.get(lineKey);
  if (!thread) return null;
  const { side, line } = thread;
  const lines =
    side === 'deletions' ? { oldLine: line, newLine: null } : { oldLine: null, newLine: line };
  const name = formatPlace({ path, previousPath: null, startLine: null, ...lines });
  return (
    <section className="line-thread" aria-label={messages.comments.threadOf(name)}>
      {thread.comments.map((comment) => (
        <CommentCard key={comment.id} comment={comment} />
      ))}
      {thread.drafts.map((key) => {
        const placement = placed.drafts.get(key);
        if (placement?.state !== 'shown') return null;
        return <DraftCard key={key} draftKey={key} place={placement.place} />;
      })}
    </section>
  );
}

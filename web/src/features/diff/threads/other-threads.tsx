import type { DiffStatus } from '../../../../../src/contract/diff-status.ts';
import type { ReviewThread } from '../../../../../src/contract/pull-request.ts';
import { messages } from '../../../text/messages.ts';
import { useLineComments } from '../comments/comments-context.ts';
import { ThreadCard } from './thread-card.tsx';

interface OtherThreadsProps {
  threads: readonly ReviewThread[];
  /** Why threads are missing. */
  notes: readonly string[];
  status: DiffStatus;
}

/** Threads on files that this diff does not contain, or whose lines it does not show. */
export function OtherThreads({ threads, notes, status }: OtherThreadsProps) {
  const { forge } = useLineComments();
  return (
    <>
      {notes.map((note) => (
        <p key={note} className="diff-message">
          {note}
        </p>
      ))}
      {threads.length > 0 && (
        <details className="unplaced-comments">
          <summary>{messages.threadList.elsewhere(threads.length)}</summary>
          {threads.map((thread) => (
            <ThreadCard
              key={thread.id}
              thread={thread}
              chatId={status.chat_id}
              forge={forge.name}
              level={2}
              showsPlace
            />
          ))}
        </details>
      )}
    </>
  );
}

import { messages } from '../../text/messages.ts';
import { useSlow } from '../../ui/use-slow.ts';

/** The shape of a chat that is still being read. */
export function ChatSkeleton() {
  const slow = useSlow(true);
  if (!slow) return null;
  return (
    <div className="chat-skeleton">
      <output className="unseen">{messages.chat.loading}</output>
      <div className="chat-skeleton-title" aria-hidden="true" />
      <div className="chat-skeleton-meta" aria-hidden="true" />
      <div className="chat-skeleton-facts" aria-hidden="true" />
      <div className="list-skeleton" aria-hidden="true">
        <div />
        <div />
        <div />
        <div />
        <div />
      </div>
    </div>
  );
}

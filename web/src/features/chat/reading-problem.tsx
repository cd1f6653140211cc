import { useConnectionState } from '../../api/connection-state.ts';
import { formatProblem } from '../../api/problem-text.ts';
import { Banner } from '../../shared/banner.tsx';
import { messages } from '../../text/messages.ts';

interface ReadingProblemProps {
  /** Of reading the chat, and of refreshing it. */
  readError: Error | null;
  refreshError: Error | null;
  onRead: () => void;
  onRefresh: () => void;
}

/** What is below was known last; one reason at a time, the widest first. */
export function ReadingProblem(props: ReadingProblemProps) {
  const offline = useConnectionState() === 'offline';
  const say = messages.chat;
  if (offline) {
    return (
      <Banner
        title={say.offlineTitle}
        text={say.offlineText}
        action={<TryAgain onTry={props.onRead} />}
      />
    );
  }
  const error = props.refreshError ?? props.readError;
  if (error === null) return null;
  const { title, text } = formatProblem(error);
  return (
    <Banner
      title={props.refreshError ? say.refreshFailed : say.readFailed}
      text={[title, text].filter(Boolean).join('. ')}
      action={<TryAgain onTry={props.refreshError ? props.onRefresh : props.onRead} />}
    />
  );
}

function TryAgain({ onTry }: { onTry: () => void }) {
  return (
    <button type="button" className="button" onClick={onTry}>
      {messages.problem.tryAgain}
    </button>
  );
}

import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { useConnectionState } from '../../api/connection-state.ts';
import { formatProblem } from '../../api/problem-text.ts';
import { Banner } from '../../shared/banner.tsx';
import { LinkPreservingFilters } from '../../shared/link-preserving-filters.tsx';
import { messages } from '../../text/messages.ts';
import { toForgeNameOf, toSpokenName } from '../status/forge-name.ts';
import { toForgeHref } from '../status/freshness-note.tsx';

interface FailureNoticeProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  onRefresh: () => void;
}

/** Why this branch is not newer than it is, and what the reader can do about it. */
export function FailureNotice({ status, forges, onRefresh }: FailureNoticeProps) {
  const { failure } = status;
  if (failure === null) return null;
  const forge = toSpokenName(toForgeNameOf(status, forges));
  const say = messages.failure[failure.kind];
  return (
    <Banner
      title={say.title(forge)}
      text={say.next}
      detail={failure.message}
      action={<FailureAction status={status} onRefresh={onRefresh} />}
    />
  );
}

function FailureAction({ status, onRefresh }: Omit<FailureNoticeProps, 'forges'>) {
  switch (status.failure?.kind) {
    case 'no_token':
    case 'unauthorized':
    case 'forbidden':
      return (
        <LinkPreservingFilters className="button" href={toForgeHref(status.forge_id)}>
          {messages.forges.link}
        </LinkPreservingFilters>
      );
    case 'rate_limited':
      return (
        <LinkPreservingFilters className="button" href={toForgeHref(status.forge_id)}>
          {messages.chat.quotas}
        </LinkPreservingFilters>
      );
    case 'not_found':
    case 'no_forge':
    case 'unavailable':
    case 'timed_out':
    case 'malformed':
    case 'internal':
    case undefined:
      return (
        <button type="button" className="button" onClick={onRefresh}>
          {messages.problem.tryAgain}
        </button>
      );
  }
}

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

import type { DiffStatus, FailureKind } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { useConnectionState } from '../../api/connection-state.ts';
import { formatProblem } from '../../api/problem-text.ts';
import { getClockMs } from '../../shared/clock.ts';
import { LinkPreservingFilters } from '../../shared/link-preserving-filters.tsx';
import { Banner } from '../../shared/problem-notice.tsx';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import { toForgeHref } from '../status/freshness-note.tsx';

interface FailureBannerProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  onRefresh: () => void;
}

/** Why this branch could not be refreshed, and what the reader can do about it. */
export function FailureBanner({ status, forges, onRefresh }: FailureBannerProps) {
  const { failure } = status;
  // Then it is not known what the server tries.
  const offline = useConnectionState() === 'offline';
  if (failure === null || offline) return null;
  const forge = formatForgeName(findForgeHost(status, forges));
  const text = messages.failure[failure.kind];
  return (
    <Banner
      title={text.title(forge)}
      text={formatNext(status, failure, getClockMs())}
      {...(isPauseExplained(failure) ? {} : { detail: failure.message })}
      action={<FailureAction status={status} onRefresh={onRefresh} />}
    />
  );
}

/** The title says that the token is limited, and the text until when. */
function isPauseExplained({ kind, retry_at: retryAt }: NonNullable<DiffStatus['failure']>) {
  return kind === 'rate_limited' && retryAt !== null;
}

/** Failures that another attempt may end. */
const transient: readonly FailureKind[] = [
  'rate_limited',
  'unavailable',
  'timed_out',
  'malformed',
  'internal',
];

export function formatNext(
  { waits_for_polling: waits }: Pick<DiffStatus, 'waits_for_polling'>,
  { kind, retry_at: retryAt }: NonNullable<DiffStatus['failure']>,
  nowMs: number,
): string {
  if (waits && transient.includes(kind)) return messages.triedAfterPause;
  if (kind === 'rate_limited' && retryAt) return messages.resumesAt(formatClock(retryAt, nowMs));
  return messages.failure[kind].next;
}

function FailureAction({ status, onRefresh }: Omit<FailureBannerProps, 'forges'>) {
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

interface LoadProblemBannerProps {
  loadError: Error | null;
  refreshError: Error | null;
  onLoad: () => void;
  onRefresh: () => void;
}

/** Why the content below may be outdated: one reason at a time, the most general first. */
export function LoadProblemBanner(props: LoadProblemBannerProps) {
  const offline = useConnectionState() === 'offline';
  const text = messages.chat;
  if (offline) {
    return (
      <Banner
        title={props.refreshError ? text.offlineRefreshTitle : text.offlineTitle}
        text={text.offlineText}
        action={<TryAgain onTry={props.onLoad} />}
      />
    );
  }
  const error = props.refreshError ?? props.loadError;
  if (error === null) return null;
  const problem = formatProblem(error);
  return (
    <Banner
      title={props.refreshError ? text.refreshFailed : text.loadFailed}
      text={[problem.title, problem.text].filter(Boolean).join('. ')}
      action={<TryAgain onTry={props.refreshError ? props.onRefresh : props.onLoad} />}
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

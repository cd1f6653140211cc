import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { Banner } from '../../shared/banner.tsx';
import { KeptLink } from '../../shared/kept-link.tsx';
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
        <KeptLink className="button" href={toForgeHref(status.forge_id)}>
          {messages.forges.link}
        </KeptLink>
      );
    case 'rate_limited':
      return (
        <KeptLink className="button" href={toForgeHref(status.forge_id)}>
          {messages.chat.quotas}
        </KeptLink>
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

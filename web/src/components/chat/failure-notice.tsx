import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { toForgeNameOf, toSpokenName } from '../board/forge-name.ts';
import { Link } from '../routes/link.tsx';
import { words } from '../words.ts';
import { Banner } from './banner.tsx';
import { toForgeHref } from './freshness-note.tsx';

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
  const say = words.failure[failure.kind];
  const linkable = failure.kind === 'no_token' || failure.kind === 'unauthorized';
  return (
    <Banner
      title={say.title(forge)}
      text={say.next}
      detail={failure.message}
      action={
        linkable ? (
          <Link className="button" href={toForgeHref(status.forge_id)}>
            {words.forges.link}
          </Link>
        ) : (
          <button type="button" className="button" onClick={onRefresh}>
            {words.problem.tryAgain}
          </button>
        )
      }
    />
  );
}

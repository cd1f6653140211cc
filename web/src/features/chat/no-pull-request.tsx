import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { useTimed } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { toForgeNameOf, toSpokenName } from '../status/forge-name.ts';
import { toNextLook, toNextLookSentence } from '../status/next-look.ts';

interface NoPullRequestProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
}

/** What happens next, where there is nothing to show yet. */
export function NoPullRequest({ status, forges }: NoPullRequestProps) {
  const forge = toSpokenName(toForgeNameOf(status, forges));
  const pausedUntil = forges.find(({ id }) => id === status.forge_id)?.paused_until ?? null;
  const next = useTimed((nowMs) =>
    toNextLookSentence(toNextLook(status, pausedUntil, nowMs), forge, nowMs),
  );
  return (
    <Notice title={messages.chat.noPullRequestTitle}>
      <p>{messages.chat.noPullRequestText}</p>
      <p>
        <strong>{messages.freshnessAnswer.part.next_look}</strong> {next}
      </p>
    </Notice>
  );
}

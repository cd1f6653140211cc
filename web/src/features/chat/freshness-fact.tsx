import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { getClockMs, useTimed } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { Time } from '../../ui/time.tsx';
import { toForgeNameOf } from '../status/forge-name.ts';
import { formatNextLook, toFreshness } from '../status/freshness.ts';
import { Fact } from './fact.tsx';

interface FreshnessFactProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  href: string;
}

/** `checked 12 s ago · next look in 1 min`; the timeline explains it. */
export function FreshnessFact({ status, forges, href }: FreshnessFactProps) {
  const forge = toForgeNameOf(status, forges);
  useTimed((nowMs) => toFreshness(status, forge, nowMs).words);
  const next = useTimed((nowMs) => formatNextLook(status, nowMs));
  const freshness = toFreshness(status, forge, getClockMs());
  return (
    <Fact name={messages.chat.freshness} href={href} hint={status.failure?.message} wide>
      <span className="freshness" data-kind={freshness.kind}>
        {freshness.at === null ? freshness.words : <Time at={freshness.at}>{freshness.words}</Time>}
      </span>
      {freshness.kind !== 'paused' && <span className="fact-next">{next}</span>}
    </Fact>
  );
}

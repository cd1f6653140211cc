import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { LinkPreservingFilters } from '../../shared/link-preserving-filters.tsx';
import { Time } from '../../ui/time.tsx';
import { toForgeNameOf } from './forge-name.ts';
import { formatNextLook, toFreshness } from './freshness.ts';

interface FreshnessNoteProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  /** Also say when the next look is, where there is room. */
  nextLook?: boolean;
}

/** `checked 12 s ago`, `paused until 14:05`, or a link to link the missing token. */
export function FreshnessNote({ status, forges, nextLook = false }: FreshnessNoteProps) {
  const forge = toForgeNameOf(status, forges);
  const toNext = (nowMs: number) => (nextLook ? findNextLook(status, nowMs) : '');
  useNow((nowMs) => toFreshness(status, forge, nowMs).words + toNext(nowMs));
  const freshness = toFreshness(status, forge, getClockMs());
  const next = freshness.kind === 'checked' ? toNext(getClockMs()) : '';
  const content = (
    <>
      <span className="wide">
        {freshness.words}
        {next && <span className="look-next">, {next}</span>}
      </span>
      <span className="narrow">{freshness.short}</span>
    </>
  );
  return (
    <span className="freshness" data-kind={freshness.kind} title={status.failure?.message}>
      <FreshnessContent
        linkTo={freshness.kind === 'no_token' ? toForgeHref(status.forge_id) : undefined}
        at={freshness.at}
      >
        {content}
      </FreshnessContent>
    </span>
  );
}

/** Worth its room once the last look is a while ago; whatever is settled has none. */
function findNextLook(status: DiffStatus, nowMs: number): string {
  const { refreshed_at: at, stale_at: staleAt } = status;
  const isOld = at !== null && nowMs - Date.parse(at) >= 60_000;
  return isOld && staleAt !== null ? formatNextLook(status, nowMs) : '';
}

function FreshnessContent(props: {
  linkTo: string | undefined;
  at: string | null;
  children: React.ReactNode;
}) {
  if (props.linkTo !== undefined)
    return <LinkPreservingFilters href={props.linkTo}>{props.children}</LinkPreservingFilters>;
  return props.at === null ? props.children : <Time at={props.at}>{props.children}</Time>;
}

export function toForgeHref(forgeId: string | null): string {
  return forgeId === null ? '/forges' : `/forges/${encodeURIComponent(forgeId)}`;
}

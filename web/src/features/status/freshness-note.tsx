import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { useDisconnected } from '../../api/connection-state.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { LinkPreservingFilters } from '../../shared/link-preserving-filters.tsx';
import { Time } from '../../ui/time.tsx';
import { findForgeHost } from './forge-name.ts';
import { formatNextCheck, toFreshness } from './freshness.ts';

interface FreshnessNoteProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
  /** Also shows the time of the next check, if there is room. */
  nextCheck?: boolean;
}

/** `checked 12 s ago`, `paused until 14:05`, or a link to the page that links a missing token. */
export function FreshnessNote({ status, forges, nextCheck = false }: FreshnessNoteProps) {
  const forge = findForgeHost(status, forges);
  const disconnected = useDisconnected();
  const findNext = (nowMs: number) =>
    nextCheck && !disconnected ? findNextCheck(status, nowMs) : '';
  const read = (nowMs: number) => toFreshness(status, forge, nowMs, disconnected);
  useNow((nowMs) => read(nowMs).text + findNext(nowMs));
  const freshness = read(getClockMs());
  const next = freshness.kind === 'checked' ? findNext(getClockMs()) : '';
  const content = (
    <>
      <span className="wide">
        {freshness.text}
        {next && <span className="next-check">, {next}</span>}
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

/** Shown only if the last check is a minute old and another one is scheduled. */
function findNextCheck(status: DiffStatus, nowMs: number): string {
  const { refreshed_at: at, checking, waits_for_polling: waits, next_check_at: nextAt } = status;
  const isOld = at !== null && nowMs - Date.parse(at) >= 60_000;
  return isOld && (checking || waits || nextAt !== null) ? formatNextCheck(status, nowMs) : '';
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

import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { toForgeNameOf } from '../board/forge-name.ts';
import { toFreshness } from '../board/freshness.ts';
import { Link } from '../routes/link.tsx';
import { getClockMs, useTimed } from '../time/clock.ts';
import { Time } from '../ui/time.tsx';

interface FreshnessNoteProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
}

/** `checked 12 s ago`, `paused until 14:05`, or a link to link the missing token. */
export function FreshnessNote({ status, forges }: FreshnessNoteProps) {
  const forge = toForgeNameOf(status, forges);
  useTimed((nowMs) => toFreshness(status, forge, nowMs).words);
  const freshness = toFreshness(status, forge, getClockMs());
  const content = (
    <>
      <span className="wide">{freshness.words}</span>
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

function FreshnessContent(props: {
  linkTo: string | undefined;
  at: string | null;
  children: React.ReactNode;
}) {
  if (props.linkTo !== undefined) return <Link href={props.linkTo}>{props.children}</Link>;
  return props.at === null ? props.children : <Time at={props.at}>{props.children}</Time>;
}

export function toForgeHref(forgeId: string | null): string {
  return forgeId === null ? '/forges' : `/forges/${encodeURIComponent(forgeId)}`;
}

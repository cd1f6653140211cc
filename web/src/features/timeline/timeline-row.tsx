import {
  AlertIcon,
  CheckCircleFillIcon,
  CheckIcon,
  ClockIcon,
  CloudOfflineIcon,
  EyeIcon,
  FileDiffIcon,
  GitBranchIcon,
  GitCommitIcon,
  GitMergeIcon,
  GitMergeQueueIcon,
  GitPullRequestClosedIcon,
  GitPullRequestDraftIcon,
  GitPullRequestIcon,
  type Icon,
  KeyIcon,
  PencilIcon,
  PersonIcon,
  RepoPushIcon,
  SyncIcon,
  XCircleFillIcon,
  ZapIcon,
} from '@primer/octicons-react';
import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { formatAge } from '../../text/time.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Time } from '../../ui/time.tsx';
import { type TimelineMark, toTimelineLine } from './format-event.ts';
import { formatMinute } from './timeline-days.ts';

interface TimelineLineProps {
  entry: TimelineEntry;
  /** The name people know the forge by. */
  forge: string;
  /** The line above stands at the same minute. */
  sameMinute: boolean;
}

/** When, a symbol, and what was seen; what a forge wrote stands apart from our words. */
export function TimelineLine({ entry, forge, sameMinute }: TimelineLineProps) {
  const line = toTimelineLine(entry.event, forge, getClockMs());
  const Symbol = timelineIcons[line.mark];
  return (
    <li className="timeline-line" data-key={entry.id}>
      <span className="timeline-clock" data-repeated={sameMinute || undefined}>
        <Time at={entry.at}>{formatMinute(entry.at)}</Time>
      </span>
      <span className="timeline-mark" data-tone={line.tone} aria-hidden="true">
        <Symbol size={14} />
      </span>
      <span className="timeline-text">
        <ExternalLink href={line.url}>{line.sentence}</ExternalLink>
        {line.told && <bdi className="timeline-told">{line.told}</bdi>}
        {line.sha && <code title={line.sha}>{line.sha.slice(0, 7)}</code>}
        {line.detail && <span className="timeline-detail">{line.detail}</span>}
      </span>
      <Age at={entry.at} />
    </li>
  );
}

function Age({ at }: { at: string }) {
  const age = useNow((nowMs) => formatAge(at, nowMs));
  return (
    <span className="timeline-age">
      <Time at={at}>{age}</Time>
    </span>
  );
}

const timelineIcons: Record<TimelineMark, Icon> = {
  branch: GitBranchIcon,
  push: RepoPushIcon,
  commit: GitCommitIcon,
  opened: GitPullRequestIcon,
  draft: GitPullRequestDraftIcon,
  closed: GitPullRequestClosedIcon,
  merged: GitMergeIcon,
  title: PencilIcon,
  approved: CheckIcon,
  changes_asked: FileDiffIcon,
  review: EyeIcon,
  asked: PersonIcon,
  passed: CheckCircleFillIcon,
  failed: XCircleFillIcon,
  running: ClockIcon,
  mergeable: GitMergeIcon,
  trouble: AlertIcon,
  queue: GitMergeQueueIcon,
  automatic: ZapIcon,
  paused: ClockIcon,
  unreachable: CloudOfflineIcon,
  key: KeyIcon,
  recovered: SyncIcon,
};

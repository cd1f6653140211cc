import {
  AlertIcon,
  CheckCircleFillIcon,
  CheckIcon,
  ClockIcon,
  CloudOfflineIcon,
  CommentIcon,
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
import { messages } from '../../text/messages.ts';
import { formatAge } from '../../text/time.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Time } from '../../ui/time.tsx';
import { type EventNames, withNames } from './event-names.ts';
import { formatEvent, type TimelineIconName } from './format-event.ts';
import { formatMinute } from './timeline-days.ts';

interface TimelineRowProps {
  entry: TimelineEntry;
  /** The display name of the forge. */
  forge: string;
  names: EventNames;
  /** The row above is of the same minute. */
  sameMinute: boolean;
  /** Since the reader last looked. */
  isNew: boolean;
}

/** Time, icon and sentence; what a forge wrote is set apart from our text. */
export function TimelineRow({ entry, forge, names, sameMinute, isNew }: TimelineRowProps) {
  const line = withNames(formatEvent(entry.event, forge, getClockMs()), entry, names);
  const Symbol = timelineIcons[line.icon];
  return (
    <li className="timeline-line" data-key={entry.id} data-new={isNew || undefined}>
      {isNew && <span className="visually-hidden">{messages.timeline.isNew}</span>}
      <span className="timeline-clock" data-repeated={sameMinute || undefined}>
        <Time at={entry.at}>{formatMinute(entry.at)}</Time>
      </span>
      <span className="timeline-icon" data-tone={line.tone} aria-hidden="true">
        <Symbol size={14} />
      </span>
      <span className="timeline-text">
        <ExternalLink href={line.url}>{line.sentence}</ExternalLink>
        {line.quote && <bdi className="timeline-quote">{line.quote}</bdi>}
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

const timelineIcons: Record<TimelineIconName, Icon> = {
  branch: GitBranchIcon,
  push: RepoPushIcon,
  commit: GitCommitIcon,
  opened: GitPullRequestIcon,
  draft: GitPullRequestDraftIcon,
  closed: GitPullRequestClosedIcon,
  merged: GitMergeIcon,
  title: PencilIcon,
  approved: CheckIcon,
  changes_requested: FileDiffIcon,
  review: EyeIcon,
  reviewers: PersonIcon,
  comment: CommentIcon,
  passed: CheckCircleFillIcon,
  failed: XCircleFillIcon,
  running: ClockIcon,
  mergeable: GitMergeIcon,
  merge_trouble: AlertIcon,
  queue: GitMergeQueueIcon,
  auto_merge: ZapIcon,
  paused: ClockIcon,
  unreachable: CloudOfflineIcon,
  key: KeyIcon,
  recovered: SyncIcon,
};

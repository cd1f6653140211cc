import {
  AlertIcon,
  CheckCircleFillIcon,
  CheckCircleIcon,
  CircleSlashIcon,
  CloudOfflineIcon,
  CodeReviewIcon,
  CommentDiscussionIcon,
  DotIcon,
  EyeIcon,
  FileDiffIcon,
  GitBranchIcon,
  GitCompareIcon,
  GitMergeIcon,
  GitMergeQueueIcon,
  GitPullRequestClosedIcon,
  GitPullRequestDraftIcon,
  HourglassIcon,
  type Icon,
  KeyIcon,
  PauseIcon,
  PlayIcon,
  QuestionIcon,
  SearchIcon,
  UploadIcon,
  XCircleFillIcon,
  ZapIcon,
} from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { isReasonOutdated } from '../../../../src/contract/outdated.ts';
import type { Reason } from '../../../../src/contract/reasons.ts';
import { messages } from '../../text/messages.ts';
import { toTone } from './attention.ts';

const icons: Record<Reason, Icon> = {
  checks_failed: XCircleFillIcon,
  conflicts: AlertIcon,
  changes_requested: FileDiffIcon,
  no_token: KeyIcon,
  token_refused: KeyIcon,
  no_access: CircleSlashIcon,
  not_found: QuestionIcon,
  no_forge: QuestionIcon,
  threads_open: CommentDiscussionIcon,
  behind: GitCompareIcon,
  ready_to_merge: CheckCircleFillIcon,
  approved: CheckCircleIcon,
  needs_review: CodeReviewIcon,
  in_merge_queue: GitMergeQueueIcon,
  auto_merge: ZapIcon,
  in_review: EyeIcon,
  push_pending: UploadIcon,
  checks_starting: HourglassIcon,
  checks_running: PlayIcon,
  draft: GitPullRequestDraftIcon,
  looking: SearchIcon,
  paused: PauseIcon,
  unreachable: CloudOfflineIcon,
  no_pull_request: GitBranchIcon,
  no_branch: DotIcon,
  merged: GitMergeIcon,
  closed: GitPullRequestClosedIcon,
};

interface ReasonBadgeProps {
  reason: Reason;
  /** The branch that it is about. */
  status: DiffStatus | null;
}

/** Text, icon and colour each carry the same meaning. Dimmed if it follows from outdated data. */
export function ReasonBadge(props: ReasonBadgeProps) {
  return (
    <>
      <ReasonIcon {...props} />
      <ReasonText {...props} />
    </>
  );
}

export function ReasonIcon({ reason, status }: ReasonBadgeProps) {
  const Symbol = icons[reason];
  return (
    <span className="reason-icon" {...toAttributes(reason, status)} aria-hidden="true">
      <Symbol size={16} />
    </span>
  );
}

export function ReasonText({ reason, status }: ReasonBadgeProps) {
  return (
    <span className="reason-text" {...toAttributes(reason, status)}>
      {messages.reason[reason]}
    </span>
  );
}

function toAttributes(reason: Reason, status: DiffStatus | null) {
  return {
    'data-tone': toTone(reason),
    'data-outdated': isReasonOutdated(status, reason) || undefined,
  };
}

import {
  AlertIcon,
  CheckCircleFillIcon,
  CheckCircleIcon,
  CircleSlashIcon,
  ClockIcon,
  CloudOfflineIcon,
  CodeReviewIcon,
  CommentDiscussionIcon,
  DotIcon,
  EyeIcon,
  FileDiffIcon,
  GitBranchIcon,
  GitMergeIcon,
  GitMergeQueueIcon,
  GitPullRequestClosedIcon,
  GitPullRequestDraftIcon,
  HistoryIcon,
  type Icon,
  KeyIcon,
  QuestionIcon,
  SearchIcon,
  XCircleFillIcon,
  ZapIcon,
} from '@primer/octicons-react';
import { messages } from '../../text/messages.ts';
import { type Reason, toTone } from './attention.ts';

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
  behind: HistoryIcon,
  ready_to_merge: CheckCircleFillIcon,
  approved: CheckCircleIcon,
  needs_review: CodeReviewIcon,
  in_merge_queue: GitMergeQueueIcon,
  auto_merge: ZapIcon,
  in_review: EyeIcon,
  checks_running: ClockIcon,
  draft: GitPullRequestDraftIcon,
  first_check: SearchIcon,
  paused: ClockIcon,
  unreachable: CloudOfflineIcon,
  no_pull_request: GitBranchIcon,
  no_branch: DotIcon,
  merged: GitMergeIcon,
  closed: GitPullRequestClosedIcon,
};

/** Text, icon and colour each carry the same meaning. */
export function ReasonBadge({ reason }: { reason: Reason }) {
  const Symbol = icons[reason];
  return (
    <>
      <span className="reason-icon" data-tone={toTone(reason)} aria-hidden="true">
        <Symbol size={16} />
      </span>
      <span className="reason-text" data-tone={toTone(reason)}>
        {messages.reason[reason]}
      </span>
    </>
  );
}

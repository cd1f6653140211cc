import {
  GitMergeIcon,
  GitPullRequestClosedIcon,
  GitPullRequestDraftIcon,
  GitPullRequestIcon,
  type Icon,
} from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { type DisplayState, toDisplayState } from '../../../../src/contract/pull-request-state.ts';
import { messages } from '../../text/messages.ts';
import { ExternalLink } from '../../ui/external-link.tsx';

const icons: Record<Exclude<DisplayState, 'none'>, Icon> = {
  draft: GitPullRequestDraftIcon,
  open: GitPullRequestIcon,
  merged: GitMergeIcon,
  closed: GitPullRequestClosedIcon,
};

/** `#412 open`, linked to the forge, with the title on hover. */
export function PullRequestBadge({ status }: { status: DiffStatus | null }) {
  const state = toDisplayState(status);
  if (status === null || state === 'none') {
    return <span className="pull-request" data-state="none" />;
  }
  const Symbol = icons[state];
  return (
    <ExternalLink className="pull-request" href={status.url}>
      <span className="pull-request-text" title={status.pull_request_title ?? undefined}>
        <span className="pull-request-icon" data-state={state} aria-hidden="true">
          <Symbol size={14} />
        </span>
        <span className="pull-request-number">#{status.pr_number}</span>
        <span className="pull-request-state">{messages.state[state]}</span>
      </span>
    </ExternalLink>
  );
}

import { number, plural } from './numbers.ts';

const numbered = (text: string, pullRequest: number | null) =>
  pullRequest === null ? text : `${text} #${pullRequest}`;

export const timelineMessages = {
  timeline: {
    entries: 'Activity',
    loading: 'Loading the timeline',
    failedTitle: 'The timeline could not be loaded',
    failedAgain: 'The timeline could not be reloaded',
    olderFailed: 'Older entries could not be loaded',
    emptyTitle: 'No activity yet',
    emptyText: 'What happens to this branch is listed here.',
    older: 'Show older entries',
    loadingOlder: 'Loading older entries',
    start: 'Start of the timeline',
    newSince: 'New since you last looked',
    isNew: 'new',
    today: 'Today',
    yesterday: 'Yesterday',
    event: {
      branchTracked: 'Started tracking this branch',
      pushSeen: 'Push received',
      pullRequestFound: (pullRequest: number | null) => numbered('Found pull request', pullRequest),
      pullRequestFoundIn: (pullRequest: number | null, state: string) =>
        `${numbered('Found pull request', pullRequest)}, ${state}`,
      pullRequestGone: (pullRequest: number | null) =>
        `${numbered('Pull request', pullRequest)} is gone`,
      pullRequestGoneText: 'It was deleted, or now belongs to another branch.',
      state: {
        open: 'Pull request reopened',
        closed: 'Pull request closed',
        merged: 'Pull request merged',
      },
      draft: 'Converted to draft',
      ready: 'Marked ready for review',
      titleChanged: 'Renamed to',
      commitsPushed: 'New commit',
      review: {
        approved: 'Review: approved',
        changesRequested: 'Review: changes requested',
        required: 'Review: required',
        noDecision: 'Review: no decision',
        notRequired: 'Review: not required',
        by: (names: string) => `by ${names}`,
      },
      threadsOpened: (count: number) =>
        plural(count, 'new unresolved thread', 'new unresolved threads'),
      reviewRequested: 'Review requested from',
      reviewRequestsRemoved: 'Review requests removed',
      checks: {
        failed: (count: number, total: number) =>
          count === 0 ? 'Checks failed' : `${number(count)} of ${number(total)} checks failed`,
        passed: (total: number) =>
          total === 0 ? 'Checks passed' : `${plural(total, 'check', 'checks')} passed`,
        pending: (count: number, total: number) =>
          count === 0 ? 'Checks running' : `${number(count)} of ${number(total)} checks running`,
        none: 'Checks removed',
      },
      mergeability: {
        mergeable: 'Can be merged',
        conflicting: 'Conflicts with the base branch',
        behind: 'Behind the base branch',
        blocked: 'Merging blocked',
        unknown: 'Mergeability unknown',
      },
      autoMerge: 'Auto-merge turned on',
      queued: 'Entered the merge queue',
      autoMergeOff: 'Auto-merge turned off',
      pausedUntil: (problem: string, clock: string) => `${problem}: paused until ${clock}`,
      recovered: (forge: string) => `${forge} is responding again`,
    },
  },
} as const;

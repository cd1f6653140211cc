import { number, plural } from './numbers.ts';

const named = (text: string, count: number | null) => (count === null ? text : `${text} #${count}`);

export const timelineText = {
  timeline: {
    entries: 'What Afterpush saw',
    loading: 'Reading the timeline',
    failedTitle: 'The timeline cannot be shown',
    failedAgain: 'The timeline could not be read again',
    olderFailed: 'Older entries could not be read.',
    emptyTitle: 'Nothing was seen yet',
    emptyText: 'What Afterpush sees of this branch is written down here, with its time.',
    older: 'Show older entries',
    readingOlder: 'Reading older entries',
    begin: 'This is where it begins.',
    today: 'Today',
    yesterday: 'Yesterday',
    event: {
      branchTracked: 'Began to follow this branch',
      pushSeen: 'Saw a push',
      pullRequestFound: (count: number | null) => named('Found pull request', count),
      pullRequestFoundIn: (count: number | null, state: string) =>
        `${named('Found pull request', count)}, ${state}`,
      pullRequestGone: (count: number | null) => `${named('Pull request', count)} is gone`,
      pullRequestGoneText: 'It was deleted, or belongs to another branch now.',
      state: {
        open: 'Pull request reopened',
        closed: 'Pull request closed',
        merged: 'Pull request merged',
      },
      draft: 'Turned into a draft',
      ready: 'Marked ready for review',
      titleChanged: 'Renamed to',
      commitsPushed: 'New head',
      review: {
        approved: 'Review: approved',
        changesRequested: 'Review: changes asked',
        required: 'Review: one is required',
        noDecision: 'Review: no decision',
        notAsked: 'Review: none asked for',
      },
      reviewersAsked: 'Review asked of',
      nobodyAsked: 'Nobody is asked to review any more',
      checks: {
        failed: (count: number, total: number) =>
          count === 0 ? 'Checks failed' : `${number(count)} of ${number(total)} checks failed`,
        passed: (total: number) =>
          total === 0 ? 'Checks passed' : `${plural(total, 'check', 'checks')} passed`,
        pending: (count: number, total: number) =>
          count === 0 ? 'Checks running' : `${number(count)} of ${number(total)} checks running`,
        none: 'No checks any more',
      },
      mergeability: {
        mergeable: 'Can be merged',
        conflicting: 'Conflicts with its base',
        behind: 'Fell behind its base',
        blocked: 'Merging is blocked',
        unknown: 'Whether it can be merged is not known',
      },
      autoMerge: 'Auto-merge turned on',
      queued: 'Entered the merge queue',
      notQueued: 'No longer set to merge by itself',
      pausedUntil: (problem: string, clock: string) => `${problem}: paused until ${clock}`,
      recovered: (forge: string) => `${forge} answers again`,
    },
  },
} as const;

import type { Step } from './steps.ts';

/** A step in words, for the log. */
export function describe(step: Exclude<Step, { kind: 'wait' }>): string {
  switch (step.kind) {
    case 'push':
      return 'pushed';
    case 'open':
      return step.draft ? 'opened a draft pull request' : 'opened a pull request';
    case 'ready':
      return 'marked ready for review';
    case 'label':
      return step.labels.length === 0 ? 'labels removed' : `labelled ${step.labels.join(', ')}`;
    case 'request-review':
      return 'asked for a review';
    case 'review':
      return `reviewed (${step.event.toLowerCase().replace('_', ' ')})`;
    case 'ask':
      return `was asked about ${step.path}`;
    case 'resolve':
      return 'resolved what was asked';
    case 'checks':
      return `checks ${step.state}`;
    case 'auto-merge':
      return 'merges as soon as it can';
    case 'enqueue':
      return 'entered the merge queue';
    case 'merge':
      return 'merged';
    case 'close':
      return 'closed';
  }
}

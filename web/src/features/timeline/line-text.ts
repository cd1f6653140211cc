import type { TimelineEvent } from '../../../../src/contract/timeline.ts';
import type { Tone } from '../status/attention.ts';

export type EventOf<Kind extends TimelineEvent['kind']> = Extract<TimelineEvent, { kind: Kind }>;

/** Which symbol stands before a line. */
export type TimelineMark =
  | 'branch'
  | 'push'
  | 'commit'
  | 'opened'
  | 'draft'
  | 'closed'
  | 'merged'
  | 'title'
  | 'approved'
  | 'changes_asked'
  | 'review'
  | 'asked'
  | 'passed'
  | 'failed'
  | 'running'
  | 'mergeable'
  | 'trouble'
  | 'queue'
  | 'automatic'
  | 'paused'
  | 'unreachable'
  | 'key'
  | 'recovered';

export interface TimelineLine {
  mark: TimelineMark;
  tone: Tone;
  sentence: string;
  /** What a forge or a person wrote: hostile text, shown apart from the sentence. */
  told?: string;
  detail?: string;
  url?: string | null;
  sha?: string;
}

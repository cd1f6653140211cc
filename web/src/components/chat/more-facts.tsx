import type { ReactNode } from 'react';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { useTimed } from '../time/clock.ts';
import { toAgeWords } from '../time/time-words.ts';
import { Time } from '../ui/time.tsx';
import { words } from '../words.ts';
import { Absent, Fact, Unknown } from './fact.tsx';
import { LabelList } from './label-list.tsx';

/** What a reader asks second of a pull request. Unknown is said, never guessed. */
export function MoreFacts({ status }: { status: DiffStatus }) {
  const say = words.chat;
  const { labels, requested_reviewers: reviewers } = status;
  return (
    <dl className="facts facts-more" aria-label={say.moreFacts}>
      <ToldFact
        name={say.threads}
        value={status.unresolved_threads}
        absent={status.unresolved_threads === 0}
      >
        {(count) => count.toLocaleString('en')}
      </ToldFact>
      <ToldFact name={say.requestedReviewers} value={reviewers} absent={reviewers?.length === 0}>
        {(names) => <bdi>{names.join(', ')}</bdi>}
      </ToldFact>
      {status.pull_request_state === 'open' && <MergePlanFacts status={status} />}
      <ToldFact name={say.labels} value={labels} absent={labels?.length === 0}>
        {(told) => <LabelList labels={told} />}
      </ToldFact>
      {status.pull_request_changed_at && (
        <Fact name={say.changed}>
          <Age at={status.pull_request_changed_at} />
        </Fact>
      )}
    </dl>
  );
}

function MergePlanFacts({ status }: { status: DiffStatus }) {
  const say = words.chat;
  const position = status.merge_queue_position;
  return (
    <>
      <ToldFact
        name={say.mergeQueue}
        value={status.in_merge_queue}
        absent={!status.in_merge_queue}
        none={say.notQueued}
      >
        {() => (position === null ? say.queued : say.queuedAt(position))}
      </ToldFact>
      <ToldFact
        name={say.autoMerge}
        value={status.auto_merge}
        absent={!status.auto_merge}
        none={say.off}
      >
        {() => say.on}
      </ToldFact>
    </>
  );
}

function ToldFact<Value>(props: {
  name: string;
  value: Value | null;
  absent: boolean;
  none?: string;
  children: (value: Value) => ReactNode;
}) {
  const { name, value, absent, none, children } = props;
  if (value === null) {
    return (
      <Fact name={name} hint={words.chat.unknownHint}>
        <Unknown />
      </Fact>
    );
  }
  return <Fact name={name}>{absent ? <Absent>{none}</Absent> : children(value)}</Fact>;
}

function Age({ at }: { at: string }) {
  return <Time at={at}>{useTimed((nowMs) => toAgeWords(at, nowMs))}</Time>;
}

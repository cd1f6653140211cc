import { dequeue, enqueue, setAutoMerge } from '../../demo/forge/world/merge-state.ts';
import { changePullRequest, closePullRequest } from '../../demo/forge/world/pull-requests.ts';
import type { PullRequest } from '../../demo/forge/world/records.ts';
import {
  dismissReview,
  listLatestVerdicts,
  openThread,
  requestReview,
  resolveThread,
  submitReview,
} from '../../demo/forge/world/reviews.ts';
import { changeBase, deleteBranch, pickBase, renameBase } from './base-steps.ts';
import {
  endRerun,
  passChecks,
  registerLateChecks,
  reportCheck,
  reportStatus,
  rerunChecks,
  rerunPassed,
  startLateChecks,
} from './check-steps.ts';
import type { History } from './history.ts';
import type { Change, Step, StepContext } from './step-context.ts';

/** Pushes arrive at the forge before or after their report, later, or never. */
async function push(history: History, context: StepContext): Promise<void> {
  const { random, model } = history;
  const sha = random.sha();
  const kind = random.pick(['landed', 'landed', 'late', 'late', 'rejected', 'silent', 'unnamed']);
  const isForced = random.isTrue(0.2);
  history.log.push(`push ${sha.slice(0, 7)}: ${kind}${isForced ? ', by force' : ''}`);
  switch (kind) {
    case 'landed':
      model.push(sha, isForced);
      return context.signal(history, sha);
    case 'late':
      await context.signal(history, sha);
      history.landing.push({ sha, isForced, afterSteps: 1 + random.below(3) });
      return;
    case 'rejected':
      return context.signal(history, sha);
    case 'silent':
      return model.push(sha, isForced);
    case 'unnamed':
      model.push(sha, isForced);
      return context.signal(history, null);
  }
}

/** Sometimes a second one of the same branch, into another base. */
function openPullRequest(history: History, context: StepContext): void {
  const { random, model, log } = history;
  const hasOpen = model.open.length > 0;
  const author = random.pick(context.people);
  const draft = random.isTrue(0.35);
  const isElsewhere = random.isTrue(hasOpen ? 0.9 : 0.2);
  if (hasOpen && random.isTrue(0.5)) return;
  const base = isElsewhere ? pickBase(history, context) : model.target.defaultBranch;
  if (!model.openPullRequest(author, base, draft)) return;
  log.push(
    `open ${model.open.at(-1)?.number} by ${author.login} into ${base}${draft ? ', draft' : ''}`,
  );
  if (hasOpen) history.hadSiblings = true;
}

const approve: Change = (pullRequest, { random, model }, { people }) => {
  const author = random.pick(people);
  const state = random.isTrue(0.8) ? 'APPROVED' : 'CHANGES_REQUESTED';
  submitReview(model.world, pullRequest, { author, state, body: '' });
  return `review ${state} by ${author.login}`;
};

const dismiss: Change = (pullRequest, { model, random }) => {
  const [first, ...others] = listLatestVerdicts(pullRequest);
  if (!first) return 'nothing to dismiss';
  dismissReview(model.world, pullRequest, random.pick([first, ...others]), '');
  return 'review dismissed';
};

const requestOne: Change = (pullRequest, { model, random }, { people }) => {
  requestReview(model.world, pullRequest, { accounts: [random.pick(people)] });
  return 'review requested';
};

const changeThreads: Change = (pullRequest, { model, random }, { people }) => {
  const [author] = people;
  const thread = pullRequest.threads[random.below(pullRequest.threads.length)];
  if (thread && random.isTrue(0.6)) {
    const by = thread.resolvedBy === undefined ? author : undefined;
    resolveThread(model.world, pullRequest, thread, by);
    return by ? 'thread resolved' : 'thread unresolved';
  }
  openThread(model.world, pullRequest, { author, body: 'Why?', path: 'a.txt' });
  return 'thread opened';
};

const toggleDraft: Change = (pullRequest, history) => {
  changePullRequest(history.model.world, pullRequest, { draft: !pullRequest.draft });
  if (!pullRequest.draft) startLateChecks(history);
  return pullRequest.draft ? 'draft' : 'ready for review';
};

/** A draft whose checks have passed, and that is approved: only its end is missing. */
const finishDraft: Change = (pullRequest, history, { people }) => {
  const { model, random } = history;
  const { world } = model;
  if (pullRequest.queueEntry !== undefined) dequeue(world, pullRequest, 'MERGE');
  if (!pullRequest.draft) changePullRequest(world, pullRequest, { draft: true });
  for (const author of people)
    submitReview(world, pullRequest, { author, state: 'APPROVED', body: '' });
  for (const thread of pullRequest.threads) resolveThread(world, pullRequest, thread, people[0]);
  const checks = model.target.checkRuns.get(pullRequest.headSha) ?? [];
  const names = new Set(['test', 'build', ...checks.map(({ name }) => name)]);
  model.report([...names].map((name) => ({ name, status: 'completed', conclusion: 'success' })));
  history.endingDraft = { pullRequest, afterSteps: 1 + random.below(3) };
  return 'everything but the end of the draft is done';
};

function endDraft(history: History, pullRequest: PullRequest): void {
  if (pullRequest.state !== 'open' || !pullRequest.draft) return;
  history.log.push('the draft ends');
  changePullRequest(history.model.world, pullRequest, { draft: false });
  startLateChecks(history);
}

const changeMergeability: Change = (pullRequest, { model, random }) => {
  if (random.isTrue(0.4)) {
    changePullRequest(model.world, pullRequest, { computingReads: 1 + random.below(2) });
    return 'mergeability is being computed';
  }
  const mergeable = pullRequest.mergeable === false ? 'computed' : false;
  changePullRequest(model.world, pullRequest, { mergeable });
  return mergeable === false ? 'conflicts' : 'no conflicts';
};

const changeQueue: Change = (pullRequest, history, { people: [by], features }) => {
  const { model, random } = history;
  if (!features.queue) return 'there is no queue';
  if (pullRequest.queueEntry === undefined) {
    if (!pullRequest.draft) enqueue(model.world, pullRequest, by);
    return 'queued';
  }
  if (random.isTrue(0.4)) {
    dequeue(model.world, pullRequest, 'FAILED_CHECKS');
    return 'ejected from the queue';
  }
  model.leaveQueue(pullRequest);
  history.leavingQueue = pullRequest;
  return 'left the queue to be merged';
};

const changeAutoMerge: Change = (pullRequest, { model }, { people: [by], features }) => {
  if (!features.autoMerge) return 'there is no auto-merge';
  setAutoMerge(model.world, pullRequest, pullRequest.autoMergeBy ? undefined : by);
  return 'auto-merge';
};

const merge: Change = (pullRequest, { model, random }) => {
  if (!pullRequest.draft) model.merge(pullRequest, random.sha());
  return 'merge';
};

const close: Change = (pullRequest, { model }) => {
  closePullRequest(model.world, pullRequest);
  return 'close';
};

const retitle: Change = (pullRequest, { model, random }) => {
  changePullRequest(model.world, pullRequest, { title: `Title ${random.below(1_000)}` });
  return 'new title';
};

function toStep(change: Change): Step {
  return (history, context) => {
    const { open } = history.model;
    const changed = open[history.random.below(open.length)];
    if (!changed) return;
    const done = change(changed, history, context);
    history.log.push(open.length > 1 ? `${done} (${changed.number})` : done);
  };
}

/** Any closed one, also an older one; where the forge refuses, another one may be opened instead. */
function reopen(history: History, context: StepContext): void {
  const { model, log, random } = history;
  const closed = model.pullRequests.filter(({ state, mergedAt }) => {
    return state === 'closed' && mergedAt === null;
  });
  const one = closed[random.below(closed.length)];
  if (!one) return;
  const isReopened = model.reopen(one);
  log.push(`reopen ${one.number}${isReopened ? '' : ': refused'}`);
  if (!isReopened) return random.isTrue(0.5) ? openPullRequest(history, context) : undefined;
  if (one !== model.latest) history.hadSiblings = true;
  startLateChecks(history);
}

/** What left the merge queue to be merged is merged. */
export function mergeFromQueue(history: History): void {
  const { model, random, log, leavingQueue } = history;
  history.leavingQueue = undefined;
  if (!leavingQueue) return;
  log.push('merged by the queue');
  if (leavingQueue.state === 'open' && !leavingQueue.draft) model.merge(leavingQueue, random.sha());
}

const steps: readonly [number, Step][] = [
  [12, push],
  [10, openPullRequest],
  [14, reportCheck],
  [10, passChecks],
  [5, rerunChecks],
  [5, rerunPassed],
  [4, reportStatus],
  [12, toStep(approve)],
  [2, toStep(dismiss)],
  [2, toStep(requestOne)],
  [4, toStep(changeThreads)],
  [4, toStep(toggleDraft)],
  [8, toStep(finishDraft)],
  [5, toStep(changeMergeability)],
  [5, toStep(changeQueue)],
  [2, toStep(changeAutoMerge)],
  [2, toStep(merge)],
  [2, toStep(close)],
  [3, reopen],
  [2, toStep(retitle)],
  [3, toStep(changeBase)],
  [1, renameBase],
  [2, deleteBranch],
  [2, (history, context) => context.openForeign(history)],
  [
    2,
    (history) => {
      history.checksUnreadable = !history.checksUnreadable;
      history.log.push(`checks ${history.checksUnreadable ? 'unreadable' : 'readable'}`);
    },
  ],
  [2, (history, context) => context.refreshNow(history)],
];
const total = steps.reduce((sum, [weight]) => sum + weight, 0);

/** One random change of a history, and what became due of earlier ones. */
export async function takeStep(history: History, context: StepContext): Promise<void> {
  const { model, random, landing } = history;
  for (const push of landing) push.afterSteps -= 1;
  while (landing[0] && landing[0].afterSteps <= 0) {
    const landed = landing.shift();
    if (landed) model.push(landed.sha, landed.isForced);
    history.log.push(`landed ${landed?.sha.slice(0, 7)}`);
  }
  mergeFromQueue(history);
  const { endingDraft, endingRerun } = history;
  if (endingDraft && --endingDraft.afterSteps <= 0) {
    history.endingDraft = undefined;
    endDraft(history, endingDraft.pullRequest);
  }
  if (endingRerun && --endingRerun.afterSteps <= 0) {
    history.endingRerun = undefined;
    endRerun(history, endingRerun.names);
  }
  if (history.lateChecksAfterSteps !== undefined && --history.lateChecksAfterSteps <= 0) {
    history.lateChecksAfterSteps = undefined;
    registerLateChecks(history);
  }
  let choice = random.below(total);
  for (const [weight, step] of steps) {
    choice -= weight;
    if (choice < 0) return step(history, context);
  }
}

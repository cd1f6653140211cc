import { renameBranch } from '../../demo/forge/world/base-branches.ts';
import { changePullRequest } from '../../demo/forge/world/pull-requests.ts';
import type { History } from './history.ts';
import type { Change, Step, StepContext } from './step-context.ts';

/** A branch that pull requests may be based on: a usual one, or the branch of another history. */
export function pickBase(history: History, context: StepContext): string {
  const { target } = history.model;
  const usual = [...target.branches.keys()].filter((branch) => !branch.startsWith('agent/'));
  const stacked = history.random.isTrue(0.4) ? context.listStackBases(history) : [];
  const bases = stacked.length > 0 ? stacked : usual;
  return bases[history.random.below(bases.length)] ?? target.defaultBranch;
}

export const changeBase: Change = (pullRequest, history, context) => {
  const { model, random } = history;
  const base = pickBase(history, context);
  if (pullRequest.queueEntry !== undefined) return 'the base of a queued pull request stays';
  if (model.isTaken(base)) return 'another one goes into that base';
  model.changeBase(pullRequest, base);
  const mergeable = random.pick(['computed', 'computed', 'computed', false]);
  changePullRequest(model.world, pullRequest, { mergeable, computingReads: random.below(3) });
  return `new base ${base}${mergeable === false ? ', conflicts' : ''}`;
};

/** Pull requests follow their base to its new name. */
export const renameBase: Step = (history) => {
  const { model, random } = history;
  const { target, world } = model;
  const usual = [...target.branches.keys()].filter((branch) => !branch.startsWith('agent/'));
  const from = usual[random.below(usual.length)] ?? target.defaultBranch;
  const to = from.endsWith('-2') ? from.slice(0, -2) : `${from}-2`;
  history.log.push(`the branch ${from} is called ${to} from now on`);
  renameBranch(world, target, from, to);
  history.changedOthers = true;
};

/** Most branches are deleted after they were merged, and some with their pull request open. */
export const deleteBranch: Step = (history) => {
  const { model, random, log } = history;
  if (model.head === undefined || (model.open.length > 0 && random.isTrue(0.7))) return;
  log.push('the branch is deleted');
  model.deleteBranch();
  history.changedOthers = true;
};

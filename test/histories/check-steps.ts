import { addStatus, listLatestChecks } from '../../demo/forge/world/checks.ts';
import type { History } from './history.ts';

const checkNames = ['test', 'build', 'lint', 'coverage'] as const;
const conclusions = ['success', 'success', 'success', 'failure', 'cancelled', 'skipped'] as const;

export function reportCheck({ random, model, log }: History): void {
  const name = random.pick(checkNames);
  const workflow = name === 'coverage' ? undefined : random.pick(['ci', 'ci', 'nightly']);
  const status = random.pick(['queued', 'in_progress', 'completed', 'completed']);
  const conclusion = status === 'completed' ? random.pick(conclusions) : null;
  log.push(`check ${workflow ?? '-'}/${name} ${conclusion ?? status}`);
  model.report([{ name, status, conclusion, ...(workflow !== undefined && { workflow }) }]);
}

export function passChecks({ random, model, log }: History): void {
  const failing = random.isTrue(0.15);
  log.push(`all checks end${failing ? ', coverage fails' : ''}`);
  model.report([
    { name: 'test', workflow: 'ci', status: 'completed', conclusion: 'success' },
    { name: 'build', workflow: 'ci', status: 'completed', conclusion: 'success' },
    { name: 'coverage', status: 'completed', conclusion: failing ? 'failure' : 'success' },
  ]);
}

export function rerunChecks({ random, model, log }: History): void {
  const name = random.isTrue(0.5) ? random.pick(checkNames) : undefined;
  log.push(`rerun ${name ?? 'all'}`);
  model.rerun(name === undefined ? undefined : [name]);
}

/** A check that has passed is started again, and ends later, perhaps otherwise. */
export function rerunPassed(history: History): void {
  const { random, model, log } = history;
  const { head, target } = model;
  if (head === undefined) return;
  const passed = listLatestChecks(target, head).filter(
    ({ conclusion }) => conclusion === 'success',
  );
  const names = [...new Set(passed.map(({ name }) => name))].filter(() => random.isTrue(0.6));
  if (names.length === 0) return passChecks(history);
  log.push(`rerun ${names.join(', ')} that passed`);
  model.rerun(names);
  history.endingRerun = { names, afterSteps: 1 + random.below(3) };
}

export function endRerun({ random, model, log }: History, names: readonly string[]): void {
  const { head, target } = model;
  const runs = head === undefined ? [] : listLatestChecks(target, head);
  const ended = runs.filter((run) => names.includes(run.name) && run.status !== 'completed');
  const conclusion = random.pick(conclusions);
  log.push(`the rerun of ${names.join(', ')} ends: ${conclusion}`);
  model.report(
    ended.map(({ name, workflow }) => ({
      name,
      status: 'completed',
      conclusion,
      ...(workflow !== null && { workflow }),
    })),
  );
}

export function reportStatus({ random, model, log }: History): void {
  const { head, target, world } = model;
  if (head === undefined) return;
  const state = random.pick(['success', 'pending', 'failure']);
  const context = random.pick(['ci/deploy', 'test']);
  log.push(`status ${context} ${state}`);
  addStatus(world, target, head, { context, state, description: '', creator: target.owner });
}

/** Many workflows start when a draft is marked as ready, and register their checks a moment later. */
export function startLateChecks(history: History): void {
  if (history.random.isTrue(0.7)) history.lateChecksAfterSteps = 1 + history.random.below(2);
}

export function registerLateChecks({ model, log }: History): void {
  log.push('late checks start');
  model.report([
    { name: 'test', workflow: 'ci', status: 'queued' },
    { name: 'end to end', workflow: 'ready', status: 'queued' },
  ]);
}

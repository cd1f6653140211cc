import type { Random } from '../../../test/histories/random.ts';
import type { ChangeDetails, WantedCheck } from './changes.ts';

export type TimedChange = { atMs: number } & ChangeDetails;

const second = 1_000;
const names = ['build', 'test', 'lint'];
const failingShare = 0.1;

export function passed(name: string): WantedCheck {
  return { name, status: 'completed', conclusion: 'success' };
}

/** The workflow of a commit: its checks register a moment after the push and end one by one. */
export function runWorkflow(sha: string, pushedAtMs: number, random: Random): TimedChange[] {
  const startedAtMs = pushedAtMs + (3 + 12 * random.next()) * second;
  const checks = names.map((name) => ({ name, status: 'in_progress', conclusion: null }) as const);
  return [
    { atMs: startedAtMs, kind: 'checks', sha, checks },
    ...names.map((name) => endCheck({ name, sha, startedAtMs }, random)),
  ];
}

/** One more check of a commit, as a deployment or a scan that is started later. */
export function runCheck(
  { name, sha, startedAtMs }: { name: string; sha: string; startedAtMs: number },
  random: Random,
): TimedChange[] {
  const checks = [{ name, status: 'in_progress', conclusion: null }] as const;
  return [
    { atMs: startedAtMs, kind: 'checks', sha, checks },
    endCheck({ name, sha, startedAtMs }, random),
  ];
}

function endCheck(
  { name, sha, startedAtMs }: { name: string; sha: string; startedAtMs: number },
  random: Random,
): TimedChange {
  const atMs = startedAtMs + (30 + 450 * random.next()) * second;
  const conclusion = random.isTrue(failingShare) ? 'failure' : 'success';
  return { atMs, kind: 'checks', sha, checks: [{ name, status: 'completed', conclusion }] };
}

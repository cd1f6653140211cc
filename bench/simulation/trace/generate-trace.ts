import { createRandom } from '../../../test/histories/random.ts';
import { planBranch } from './branch-plans.ts';
import type { Role, Trace, TracedBranch } from './changes.ts';
import { passed } from './check-runs.ts';

const pullRequestsPerRepository = 20;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The last minutes are quiet, so that what is wrong at the end stays wrong. */
const quietMs = 4 * 60_000;

/** Shares of the branches; the rest is dormant: 60 %. */
const shares: readonly [Role, number][] = [
  ['pushing', 0.05],
  ['checking', 0.1],
  ['reviewed', 0.15],
  ['opening', 0.1],
];

/** An hour of changes for this many branches. The same seed makes the same trace. */
export function generateTrace(seed: number, branchCount: number): Trace {
  const random = createRandom(seed);
  const roles = listRoles(branchCount);
  for (let last = roles.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const [one, two] = [roles[last], roles[other]];
    if (one && two) [roles[last], roles[other]] = [two, one];
  }
  const branches = roles.map((role, index): TracedBranch => {
    const ageMs = role === 'dormant' ? dayMs * (1 + 13 * random.next()) : hourMs * random.next();
    return {
      role,
      repository: Math.floor(index / pullRequestsPerRepository),
      name: `agent/task-${index}`,
      sha: random.sha(),
      pullRequestAgeMs: role === 'opening' ? undefined : ageMs,
      checks: role === 'opening' ? [] : [passed('build'), passed('test')],
    };
  });
  const changes = branches.flatMap((branch, index) =>
    planBranch(branch, random, hourMs - quietMs).map((change) => ({ ...change, branch: index })),
  );
  const inOrder = changes.toSorted((one, other) => one.atMs - other.atMs);
  return { seed, lengthMs: hourMs, branches, changes: inOrder };
}

function listRoles(count: number): Role[] {
  const busy = shares.flatMap(([role, share]) =>
    Array.from({ length: Math.round(count * share) }, () => role),
  );
  const dormant = Array.from({ length: count - busy.length }, () => 'dormant' as const);
  return [...busy, ...dormant];
}

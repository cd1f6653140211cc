import { mapConcurrently } from '../../../src/platform/bounded-concurrency.ts';
import { toReviews } from '../facets.ts';
import type { Policy, Site } from '../policy.ts';
import { createRest, runEvery } from './rest-client.ts';

const tickMs = 10_000;
const rowsPerTick = 50;
const parallel = 10;
const ttlMs = 120_000;
/** A row without a pull request is due again this late, and soon after a signal only. */
const noPullRequestMs = { recent: 15_000, later: 300_000, recentForMs: 120_000 };

interface Row {
  dueAt: number;
  signalledAt: number;
  number: number | undefined;
}

interface Pull {
  number: number;
  state: string;
  merged_at: string | null;
  head: { sha: string };
}

interface Review {
  state: string;
  user: { login: string };
}

/**
 * The worker that Afterpush is compared with: a tick every 10 s, at most 50 due rows, two calls per row and
 * one more to find the pull request. It uses no webhooks and no conditional requests, and ignores when the
 * forge wants to be called again.
 */
export const reference: Policy = {
  name: 'Reference worker',
  shows: ['pullRequest', 'head', 'reviews', 'state'],
  async start(site) {
    const rows = new Map<number, Row>();
    const loop = runEvery(tickMs, site.clock, async (signal) => {
      const due = [...rows]
        .filter(([, row]) => row.dueAt <= site.clock.now())
        .toSorted(([, one], [, other]) => one.dueAt - other.dueAt)
        .slice(0, rowsPerTick);
      await mapConcurrently(due, parallel, ([branch, row]) => refresh(site, branch, row, signal));
    });
    return {
      async signal(branch) {
        const now = site.clock.now();
        const number = rows.get(branch)?.number;
        rows.set(branch, { dueAt: now, signalledAt: now, number });
      },
      [Symbol.asyncDispose]: () => site.turns.giveUntil(loop.stop()),
    };
  },
};

async function refresh(site: Site, branch: number, row: Row, signal: AbortSignal): Promise<void> {
  const tracked = site.branches[branch];
  if (!tracked) return;
  const rest = createRest(site, signal);
  const pulls = `/repos/${tracked.owner}/${tracked.name}/pulls`;
  row.dueAt = site.clock.now() + ttlMs;
  if (row.number === undefined) {
    const head = encodeURIComponent(`${tracked.owner}:${tracked.branch}`);
    const found = await rest.get(`${pulls}?head=${head}&state=all&sort=created&direction=desc`);
    row.number = found.kind === 'read' ? (found.body as Pull[])[0]?.number : undefined;
    if (row.number === undefined) {
      const isRecent = site.clock.now() - row.signalledAt < noPullRequestMs.recentForMs;
      const { recent, later } = noPullRequestMs;
      row.dueAt = site.clock.now() + (isRecent ? recent : later);
      return;
    }
  }
  const pull = await rest.get(`${pulls}/${row.number}`);
  const reviews = await rest.get(`${pulls}/${row.number}/reviews?per_page=100`);
  if (pull.kind !== 'read' || reviews.kind !== 'read') return;
  const verdicts = (reviews.body as Review[])
    .filter(({ state }) => state !== 'COMMENTED')
    .map(({ user, state }) => [user.login, state] as const);
  const states = [...new Map(verdicts).values()];
  const { number, state, merged_at, head } = pull.body as Pull;
  site.show(branch, {
    pullRequest: String(number),
    head: head.sha,
    reviews: toReviews(states.includes('APPROVED'), states.includes('CHANGES_REQUESTED')),
    state: merged_at === null ? state : 'merged',
  });
}

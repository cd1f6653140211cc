import { mapConcurrently } from '../../../src/platform/bounded-concurrency.ts';
import { groupBy } from '../../../src/platform/group-by.ts';
import { toReviews, toShown } from '../facets.ts';
import type { BoardBranch, Policy, Site } from '../policy.ts';
import { createRest, runEvery } from './rest-client.ts';

const everyMs = 30_000;
const parallel = 10;
const aliasesPerQuery = 25;
const longestAgeMs = 5 * 60_000;

interface Known {
  number: number | undefined;
  headSha: string;
  isOpen: boolean;
  readAt: number;
}

interface Listed {
  number: number;
  state: string;
  head: { ref: string; sha: string };
}

interface Node {
  number: number;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  headRefOid: string;
  labels: { nodes: { name: string }[] };
  latestReviews: { nodes: { state: string }[] };
  commits: { nodes: { commit: { statusCheckRollup: { contexts: { nodes: Run[] } } | null } }[] };
}

interface Answer {
  data?: Record<string, { pullRequest: Node | null } | null>;
}

interface Run {
  status: string;
  conclusion: string | null;
}

const fields = `number state headRefOid labels(first: 20) { nodes { name } }
  latestReviews(first: 50) { nodes { state } }
  commits(last: 1) { nodes { commit { statusCheckRollup { contexts(first: 100) {
    nodes { ... on CheckRun { status conclusion } } } } } } }`;

/**
 * A peer that polls with guards: every 30 s the list of each repository and the check runs of each open head,
 * both conditional; what changed, or was read more than 5 min ago, is read with GraphQL, 25 at a time.
 */
export const pollingPeer: Policy = {
  name: 'Polling peer, 30 s',
  shows: ['pullRequest', 'head', 'checks', 'reviews', 'labels', 'state'],
  async start(site) {
    const known = new Map<number, Known>();
    /** An ETag is kept only after the read that it led to. */
    const etags = new Map<string, string>();
    const loop = runEvery(everyMs, site.clock, (signal) => poll(site, known, etags, signal));
    return {
      async signal(branch) {
        if (known.has(branch)) return;
        known.set(branch, { number: undefined, headSha: '', isOpen: true, readAt: -Infinity });
      },
      [Symbol.asyncDispose]: () => site.turns.giveUntil(loop.stop()),
    };
  },
};

async function poll(
  site: Site,
  known: Map<number, Known>,
  etags: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const rest = createRest(site, signal);
  const fresh = new Map<string, string>();
  const changed = new Set<number>();
  const guard = async (path: string, apply: (body: unknown) => void) => {
    const read = await rest.get(path, etags.get(path));
    if (read.kind !== 'read') return;
    if (read.etag !== undefined) fresh.set(path, read.etag);
    apply(read.body);
  };
  const rows = [...known].flatMap(([branch, row]) => {
    const tracked = site.branches[branch];
    return tracked && row.isOpen ? [{ branch, row, tracked }] : [];
  });
  for (const ofRepository of groupBy(rows, ({ tracked }) => toRepositoryPath(tracked))) {
    const [first] = ofRepository;
    if (!first) continue;
    const query = 'state=all&sort=updated&direction=desc&per_page=100';
    await guard(`${toRepositoryPath(first.tracked)}/pulls?${query}`, (body) => {
      const pulls = body as Listed[];
      for (const { branch, row, tracked } of ofRepository) {
        const listed = pulls.find(({ head }) => head.ref === tracked.branch);
        if (listed) row.number = listed.number;
        if (listed) changed.add(branch);
      }
    });
  }
  const withHead = rows.filter(({ row }) => row.headSha !== '');
  await mapConcurrently(withHead, parallel, ({ branch, row, tracked }) => {
    const path = `${toRepositoryPath(tracked)}/commits/${row.headSha}/check-runs?per_page=100`;
    return guard(path, () => changed.add(branch));
  });
  const now = site.clock.now();
  const due = rows.filter(({ branch, row }) => {
    return row.number !== undefined && (changed.has(branch) || now - row.readAt > longestAgeMs);
  });
  for (let from = 0; from < due.length; from += aliasesPerQuery) {
    const chunk = due.slice(from, from + aliasesPerQuery);
    const aliases = chunk.map(({ tracked, row }, index) => {
      const repository = `repository(owner: "${tracked.owner}", name: "${tracked.name}")`;
      return `p${index}: ${repository} { pullRequest(number: ${row.number}) { ${fields} } }`;
    });
    const read = await rest.query(`query { ${aliases.join('\n')} }`);
    const answer = read.kind === 'read' ? (read.body as Answer) : {};
    if (!answer.data) return;
    for (const [index, { branch, row }] of chunk.entries()) {
      const node = answer.data[`p${index}`]?.pullRequest;
      if (!node) continue;
      row.headSha = node.headRefOid;
      row.isOpen = node.state === 'OPEN';
      row.readAt = site.clock.now();
      site.show(branch, toRow(node));
    }
  }
  for (const [path, etag] of fresh) etags.set(path, etag);
}

function toRepositoryPath({ owner, name }: BoardBranch): string {
  return `/repos/${owner}/${name}`;
}

function toRow(node: Node) {
  const runs = node.commits.nodes[0]?.commit.statusCheckRollup?.contexts.nodes ?? [];
  const ended = runs.filter(({ status }) => status === 'COMPLETED');
  const passed = ended.filter(({ conclusion }) => conclusion === 'SUCCESS').length;
  const states = node.latestReviews.nodes.map(({ state }) => state);
  const shown = toShown({
    number: node.number,
    headSha: node.headRefOid,
    checks: { passed, failed: ended.length - passed, pending: runs.length - ended.length },
    approved: states.includes('APPROVED'),
    changesRequested: states.includes('CHANGES_REQUESTED'),
    threads: 0,
    labels: node.labels.nodes.map(({ name }) => name),
    state: node.state === 'MERGED' ? 'merged' : node.state === 'OPEN' ? 'open' : 'closed',
  });
  return {
    ...shown,
    reviews: toReviews(states.includes('APPROVED'), states.includes('CHANGES_REQUESTED')),
  };
}

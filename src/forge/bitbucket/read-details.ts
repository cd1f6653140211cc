import type { Checks, PullRequest } from '../../domain/diff-status.ts';
import type { Clock } from '../../platform/clock.ts';
import { type ForgeApi, findRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toChecks } from '../lookup/count-checks.ts';
import { createMemory, findOrRead } from '../lookup/repositories.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { PullRequestAnswer } from './answers.ts';
import { filesPageSize, filesReading } from './changed-files.ts';
import { listChecks } from './checks.ts';
import { readMergeability } from './mergeability.ts';
import { readPages } from './pages.ts';
import { type PullRequestDetails, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { type Commits, readCommits } from './read-commits.ts';
import { countUnresolvedThreads } from './threads.ts';

type Mergeability = PullRequest['mergeability'];
type Counts = Pick<PullRequest, 'additions' | 'deletions' | 'changedFiles' | 'countsAtLeast'>;

/** What a pull request does not tell of itself. */
export interface DetailReader {
  readCommits(
    reference: PullRequestReference,
    answer: PullRequestAnswer,
    access: Access,
  ): Promise<MaybeRead<Commits>>;
  read(
    reference: PullRequestReference,
    answer: PullRequestAnswer,
    access: Access,
  ): Promise<MaybeRead<PullRequestDetails>>;
}

const rememberedForMs = 10 * 60_000;
const mostFilePages = 4;
const noCounts: Counts = {
  additions: null,
  deletions: null,
  changedFiles: null,
  countsAtLeast: false,
};

export function createDetailReader(api: ForgeApi, clock: Pick<Clock, 'now'>): DetailReader {
  // What follows from the two commits alone is not asked for again: a thousand requests an hour
  // are all that an account has.
  const counts = createMemory<Counts>(rememberedForMs, clock);
  const commits = createMemory<Commits>(rememberedForMs, clock);
  const mergeabilities = createMemory<Mergeability>(rememberedForMs, clock);
  const findCommits: DetailReader['readCommits'] = async (reference, answer, access) => {
    const name = toName(reference, answer);
    const read = () => readCommits(reference, answer, api, access);
    const found = await findOrRead(commits, name, access, read);
    if (found.kind === 'read' && found.value.commits === null) commits.forget(name, access);
    return found;
  };
  return {
    readCommits: findCommits,
    async read(reference, answer, access) {
      const name = toName(reference, answer);
      const readOwn = () => readMergeability(reference, answer, api, access);
      const [counted, committed, mergeability, threads, checks] = await Promise.all([
        findOrRead(counts, name, access, () => readCounts(reference, api, access)),
        findCommits(reference, answer, access),
        findOrRead(mergeabilities, `${name} ${answer.state} ${answer.draft}`, access, readOwn),
        countUnresolvedThreads(reference, answer, api, access),
        readCheckCounts(answer, api, access),
      ]);
      const limited = findRateLimited([committed, counted, mergeability, threads, checks]);
      if (limited) return limited;
      if (committed.kind === 'unread') return committed;
      const value = {
        ...orUnknown(counted, noCounts),
        ...committed.value,
        mergeability: orUnknown(mergeability, 'unknown'),
        unresolvedThreads: orUnknown(threads, null),
        checks: orUnknown(checks, null),
      };
      return { kind: 'read', value };
    },
  };
}

async function readCounts(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Counts>> {
  const url = `${toPullRequestApiUrl(reference, api)}/diffstat?pagelen=${filesPageSize}`;
  const subject = `the files of ${toSubject(reference)}`;
  const first = { url, subject, reading: filesReading };
  const files = await readPages(api, first, { mostPages: mostFilePages }, access);
  if (files.kind === 'unread') return files;
  const value = {
    additions: files.value.reduce((sum, { additions }) => sum + additions, 0),
    deletions: files.value.reduce((sum, { deletions }) => sum + deletions, 0),
    changedFiles: files.value.length,
    countsAtLeast: !files.isWhole,
  };
  return { kind: 'read', value };
}

async function readCheckCounts(
  { source: { repository, hash } }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Checks | null>> {
  if (!repository || hash === null) return { kind: 'read', value: null };
  const checks = await listChecks(repository, hash, api, access);
  return checks.kind === 'unread' ? checks : { kind: 'read', value: toChecks(checks.value) };
}

function toName(
  { repository, number }: PullRequestReference,
  { source, destination }: PullRequestAnswer,
): string {
  const ends = `${source.hash} ${destination.branch} ${destination.hash}`;
  return `${toFullName(repository).toLowerCase()}#${number} ${ends}`;
}

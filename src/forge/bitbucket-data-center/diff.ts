import type { ForgeApi } from '../client/forge-api.ts';
import { toRangeSubject } from '../client/outcomes.ts';
import { noChanges, toDiffOutcome } from '../diff/changes.ts';
import type {
  Access,
  DiffOutcome,
  DiffRequest,
  PullRequestReference,
  RangeDiffRequest,
} from '../forge.ts';
import { contextLines, readChanges } from './changes.ts';
import { type ComparedBranch, compareBranch, toComparison } from './compare.ts';
import { readPullRequest, toPullRequestApiUrl, toReference, toSubject } from './pull-requests.ts';
import { toPullRequestUrl } from './urls.ts';

export interface DiffDeps {
  webBaseUrl: string;
  api: ForgeApi;
  limitBytes: number;
}

export async function fetchPullRequestDiff(
  reference: PullRequestReference,
  { webBaseUrl, api, limitBytes }: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  // The head first: after a push in between, a diff newer than its head is fetched again.
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const url = toPullRequestApiUrl(reference, api);
  const changes = await readChanges(
    {
      textUrl: `${url}.diff?${contextLines}`,
      diffUrl: `${url}/diff?`,
      filesUrl: `${url}/changes`,
      subject: `the diff of ${toSubject(reference)}`,
      limitBytes,
    },
    api,
    access,
  );
  const pageUrl = toPullRequestUrl(toReference(read.value), webBaseUrl);
  return toDiffOutcome(changes, pageUrl, read.value.head.sha);
}

export async function fetchBranchDiff(
  request: DiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, deps.api, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  return readComparison(compared.value, deps, access);
}

/** What one commit changed since it left another one. */
export function compareCommits(
  request: RangeDiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const { repository, from: base, to: head } = request;
  const comparison = toComparison(repository, { base, head }, deps.api);
  const compared = { ...comparison, headSha: head, subject: toRangeSubject(request) };
  return readComparison(compared, deps, access);
}

async function readComparison(
  { headSha, url, refs, subject }: ComparedBranch,
  { api, limitBytes }: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const changesRequest = {
    textUrl: undefined,
    diffUrl: `${url}/diff?${refs}&`,
    filesUrl: `${url}/changes?${refs}`,
    subject,
    limitBytes,
  };
  return toDiffOutcome(await readChanges(changesRequest, api, access), null, headSha);
}

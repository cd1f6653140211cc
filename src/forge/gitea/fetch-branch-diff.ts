import type { RepositoryReference } from '../../domain/repository-reference.ts';
import {
  type Changes,
  isDiff,
  noChanges,
  toDiffOutcome,
  toTruncatedChanges,
  toWholeChanges,
} from '../changes.ts';
import type { Access, DiffOutcome } from '../forge.ts';
import type { ForgeApi, Unread } from '../forge-api.ts';
import { parseJson } from '../json-fields.ts';
import { toFailed } from '../outcome-of-answer.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { toNoDefaultBranch } from '../unanswerable.ts';
import type { RepositoryAnswer } from './answers.ts';
import { readBranch } from './branch-rules.ts';
import { buildDiff, toTouchedFile } from './build-diff.ts';
import { comparisonReading, parseComparison, toComparisonUrl } from './comparison.ts';
import type { Repositories } from './repositories.ts';

export interface BranchDiffSource {
  api: ForgeApi;
  repositories: Repositories;
  limitBytes: number;
}

interface Compared {
  repository: RepositoryAnswer;
  url: string;
  subject: string;
}

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  { repository: asked, branch }: { repository: RepositoryReference; branch: string },
  source: BranchDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  const read = await source.repositories.find(asked, access);
  if (read.kind === 'unread') return read.outcome;
  const repository = read.value;
  const { defaultBranch } = repository;
  if (defaultBranch === null) return toNoDefaultBranch(repository);
  if (defaultBranch === branch) return toDiffOutcome(noChanges, null, null);
  const head = await readBranch(repository, branch, source.api, access);
  if (head.kind === 'unread') return head.outcome;
  const url = toComparisonUrl(repository, { base: defaultBranch, head: branch }, source.api);
  const subject = `the branch ${toPlainText(branch, 100)} of ${toFullName(repository)}`;
  const changes = await readChanges({ repository, url, subject }, source, access);
  return toDiffOutcome(changes, null, head.value.sha);
}

/** Gitea 1.27 compares as text; before that, and at Forgejo, the same address lists the commits. */
async function readChanges(
  compared: Compared,
  source: BranchDiffSource,
  access: Access,
): Promise<Changes | Unread> {
  const { url, subject } = compared;
  const { api, limitBytes } = source;
  const request = { url: `${url}?output=diff`, subject, accept: 'text/plain', limitBytes };
  const answer = await api.readText(request, access);
  switch (answer.kind) {
    case 'unread':
      return answer;
    case 'text': {
      const { text: diff } = answer;
      if (isDiff(diff)) return toWholeChanges(diff);
      const comparison = parseComparison(parseJson(Buffer.from(diff)));
      if (!comparison) return toMalformed(compared);
      if (comparison.headSha === null) return noChanges;
      return buildDiff(compared.repository, comparison, source, access);
    }
    case 'too_large':
      return listFiles(compared, source, access);
  }
}

/** The diff is beyond the cap, or already the list of its commits is. */
async function listFiles(
  { url, subject }: Compared,
  { api }: BranchDiffSource,
  access: Access,
): Promise<Changes | Unread> {
  const answer = await api.read({ url, subject, reading: comparisonReading }, access);
  if (answer.kind === 'unread') return answer;
  const comparison = answer.value;
  if (comparison.headSha === null) return noChanges;
  return toTruncatedChanges(comparison.paths.map(toTouchedFile));
}

function toMalformed({ subject }: Compared): Unread {
  const message = `The comparison of ${subject} with its default branch cannot be read.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}

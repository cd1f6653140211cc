import {
  type Fields,
  findCount,
  findFields,
  findText,
  toFields,
} from '../../parsing/json-fields.ts';
import type { NamedRepository } from '../../parsing/repository-identity.ts';
import type { HeadAnswer, PullRequestAnswer } from '../answers.ts';
import { findLogin } from '../batch/account.ts';
import { findNodes } from '../batch/connection.ts';
import { parseLabels } from '../labels.ts';
import { toMergeability } from '../mergeability.ts';
import { parseFullName } from '../repository-name.ts';
import { toReviewerNames } from '../requested-reviewers.ts';

const states: Record<string, PullRequestAnswer['state']> = {
  OPEN: 'open',
  CLOSED: 'closed',
  MERGED: 'merged',
};

const mergeables: Record<string, boolean | null> = {
  MERGEABLE: true,
  CONFLICTING: false,
  UNKNOWN: null,
};

/** A pull request of GraphQL as REST would have told it; undefined when what matters is missing. */
export function parsePullRequestNode(fields: Fields): PullRequestAnswer | undefined {
  const number = findCount(fields, 'number');
  const head = parseHead(fields);
  const state = states[findText(fields, 'state') ?? ''];
  const title = findText(fields, 'title');
  const baseBranch = findText(fields, 'baseRefName');
  if (number === undefined || !head || !state) return undefined;
  if (title === undefined || baseBranch === undefined) return undefined;
  const draft = fields.isDraft === true;
  const author = findFields(fields, 'author');
  return {
    number,
    head,
    url: findText(fields, 'url') ?? null,
    state,
    title,
    draft,
    changedAt: findText(fields, 'updatedAt') ?? null,
    settledAt: findText(fields, 'mergedAt') ?? findText(fields, 'closedAt') ?? null,
    additions: findCount(fields, 'additions') ?? null,
    deletions: findCount(fields, 'deletions') ?? null,
    changedFiles: findCount(fields, 'changedFiles') ?? null,
    commits: findCount(findFields(fields, 'commits'), 'totalCount') ?? null,
    authorLogin: findLogin(author) ?? null,
    authorAvatarUrl: findText(author, 'avatarUrl') ?? null,
    baseBranch,
    mergeability: toMergeability({
      state,
      draft,
      mergeable: mergeables[findText(fields, 'mergeable') ?? ''],
      mergeState: findText(fields, 'mergeStateStatus')?.toLowerCase(),
    }),
    autoMerge: fields.autoMergeRequest === undefined ? null : fields.autoMergeRequest !== null,
    requestedReviewers: parseReviewers(findFields(fields, 'reviewRequests')) ?? null,
    labels: parseLabels(findNodes(findFields(fields, 'labels'))) ?? null,
  };
}

export function parseHead(fields: Fields | undefined): HeadAnswer | undefined {
  const branch = findText(fields, 'headRefName');
  const named = fields?.headRepository;
  const repository = parseNamedRepository(named);
  // Null is a fork that was deleted; what cannot be read might be anyone's.
  if (branch === undefined || (named !== null && !repository)) return undefined;
  return {
    branch,
    sha: findText(fields, 'headRefOid') ?? null,
    ownerLogin: findText(findFields(fields, 'headRepositoryOwner'), 'login') ?? null,
    repository: repository ?? null,
  };
}

export function parseNamedRepository(value: unknown): NamedRepository | undefined {
  const fields = toFields(value);
  const reference = parseFullName(findText(fields, 'nameWithOwner') ?? '');
  return reference && { ...reference, id: findCount(fields, 'databaseId') ?? null };
}

/** A reviewer that is null is one that the token may not see. */
function parseReviewers(connection: Fields | undefined): string[] | undefined {
  const names = findNodes(connection)?.flatMap((node) => {
    const reviewer = findFields(toFields(node), 'requestedReviewer');
    return findLogin(reviewer) ?? findText(reviewer, 'slug') ?? [];
  });
  return names && toReviewerNames(names);
}

import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { MaybeRead, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access } from '../forge.ts';
import {
  isSameName,
  type NamedRepository,
  toFullName,
  toStoredId,
} from '../parsing/repository-identity.ts';
import { isAccessDenied } from './find-open.ts';
import type { Row } from './is-from-row.ts';
import type { RememberedRepositories } from './repositories.ts';

type Repositories = Pick<RememberedRepositories<NamedRepository>, 'find' | 'read' | 'readById'>;

/** Where the repository of a row is, which is known by its id. */
export type Whereabouts =
  /** It has the name by which it was looked up; a forge may have followed an older one. */
  | { kind: 'here'; repository: NamedRepository | undefined }
  | { kind: 'renamed'; repository: NamedRepository }
  /** The row keeps what is known (S9). */
  | { kind: 'lost'; outcome: Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }> };

/** What a lookup by name found. `taken_over`: pull requests of another repository. */
export type FoundByName = FetchOutcome | { kind: 'found' | 'taken_over' };

/**
 * Checks a lookup that found nothing to show: the repository may have another name by now, and another
 * repository its old one. The token is the one that read the row, and the forge is the same (S10, S12).
 */
export async function locate(
  found: FoundByName,
  row: Row,
  repositories: Repositories,
  access: Access,
): Promise<Whereabouts> {
  const { repository, repositoryId: id } = row;
  if (id === undefined) return { kind: 'here', repository: undefined };
  switch (found.kind) {
    case 'found':
    case 'refreshed':
    case 'rate_limited':
      return { kind: 'here', repository: undefined };
    case 'failed':
      if (found.failure.kind !== 'not_found') return { kind: 'here', repository: undefined };
      return findById(id, row, 'missing', repositories, access);
    case 'taken_over':
      return findById(id, row, 'taken_over', repositories, access);
    case 'no_pull_request':
      if (found.repository?.id === id) return { kind: 'here', repository: undefined };
      return check(await repositories.find(repository, access), id, row, repositories, access);
    case 'pull_request_gone':
      // Only a fresh response confirms that a known pull request is forgotten.
      return check(await repositories.read(repository, access), id, row, repositories, access);
  }
}

/** Whether the repository that has the row's name is the row's. */
async function check(
  named: MaybeRead<NamedRepository>,
  id: string,
  row: Row,
  repositories: Repositories,
  access: Access,
): Promise<Whereabouts> {
  if (named.kind === 'unread') {
    const isMissing = isAccessDenied(named);
    return isMissing ? findById(id, row, 'missing', repositories, access) : toLost(named);
  }
  const isOther = named.value.id !== null && toStoredId(named.value.id) !== id;
  if (isOther) return findById(id, row, 'taken_over', repositories, access);
  return { kind: 'here', repository: named.value };
}

async function findById(
  id: string,
  row: Row,
  reason: 'missing' | 'taken_over',
  repositories: Repositories,
  access: Access,
): Promise<Whereabouts> {
  const lost: Whereabouts = { kind: 'lost', outcome: toFailed('not_found', messages[reason](row)) };
  const current = await repositories.readById?.(id, row.repository, access);
  if (!current) return lost;
  if (current.kind === 'unread') return isAccessDenied(current) ? lost : toLost(current);
  if (toStoredId(current.value.id) !== id) return lost;
  const isHere = reason === 'missing' && isSameName(current.value, row.repository);
  return { kind: isHere ? 'here' : 'renamed', repository: current.value };
}

export function failTakenOver(row: Row) {
  return toFailed('not_found', messages.taken_over(row));
}

function toLost({ outcome }: Unread): Whereabouts {
  return { kind: 'lost', outcome };
}

const messages = {
  missing: ({ repository }: Row) =>
    `The repository ${toFullName(repository)} was renamed, moved or deleted, or this token cannot see ` +
    'it any more. Set the remote to its current address and push again, or link a token with access.',
  taken_over: ({ repository }: Row) =>
    `Another repository has the name ${toFullName(repository)} now: the one of this branch was ` +
    'renamed, moved or deleted. Set the remote to its current address, and push again.',
};

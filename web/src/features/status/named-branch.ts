import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Search } from '../../shared/routing/route.ts';

export type BranchAddress = Pick<Search, 'origin' | 'branch'>;

/**
 * The branch that an address names. An address may spell the origin in another way than the server does
 * now, because several spellings of one repository share a row.
 */
export function findNamedBranch(
  chat: Chat,
  { origin, branch }: BranchAddress,
): DiffStatus | undefined {
  const named = chat.diff_statuses.filter((status) => status.git_branch === branch);
  const exact =
    named.find((status) => status.git_remote_origin === origin) ??
    named.find((status) => status.remote_origins.includes(origin));
  if (exact || origin === '') return exact;
  const repository = toRepositoryPath(origin);
  return named.find((status) => toRepositoryPath(status.git_remote_origin) === repository);
}

/** `acme/app` for every spelling of an origin: https, ssh, with and without `.git`. */
function toRepositoryPath(origin: string): string {
  const parts = origin.toLowerCase().split(/[/:]/).filter(Boolean);
  return parts
    .slice(-2)
    .join('/')
    .replace(/\.git$/, '');
}

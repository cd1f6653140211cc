import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Search } from '../../shared/routing/route.ts';

export type BranchAddress = Pick<Search, 'origin' | 'branch'>;

/** The branch that an address names, by any of the spellings of its origin that were pushed to. */
export function findNamedBranch(
  chat: Chat,
  { origin, branch }: BranchAddress,
): DiffStatus | undefined {
  const named = chat.diff_statuses.filter((status) => status.git_branch === branch);
  return (
    named.find((status) => status.git_remote_origin === origin) ??
    named.find((status) => status.remote_origins.includes(origin))
  );
}

import type { CurrentRepository } from '../domain/refresh-outcome.ts';
import type { GivenColumn } from './fence.ts';

/** The repository's present name and id, where the refresh learned them. */
export const repositoryColumns: readonly GivenColumn<{
  repository: CurrentRepository | undefined;
}>[] = [
  { name: 'repository_name', type: 'text', read: ({ repository }) => repository?.name },
  { name: 'repository_id', type: 'text', read: ({ repository }) => repository?.id },
];

const current = 'lower(given.repository_name)';

/** The row follows a renamed repository, unless the chat tracks the branch by its new name already. */
export const followRepository = `repository = CASE WHEN ${current} IS NULL OR EXISTS (
      SELECT FROM chat_diff_statuses o
      WHERE o.chat_id = held.chat_id AND o.forge_id = held.forge_id
        AND o.repository = ${current} AND o.git_branch = held.git_branch
        AND o.git_remote_origin <> held.git_remote_origin)
      THEN held.repository ELSE ${current} END,
    repository_id = COALESCE(given.repository_id, held.repository_id)`;

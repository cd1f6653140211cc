import type { CurrentRepository } from '../domain/refresh-outcome.ts';
import { toStorableValues } from './storable-values.ts';

/**
 * The row follows a renamed repository, unless the chat tracks the branch by its new name already. `name`
 * is the number of the parameter with the current name; the next one is the id.
 */
export function followRepository(name: number): string {
  const current = `lower($${name}::text)`;
  return `repository = CASE WHEN ${current} IS NULL OR EXISTS (
      SELECT FROM chat_diff_statuses o
      WHERE o.chat_id = held.chat_id AND o.forge_id = held.forge_id
        AND o.repository = ${current} AND o.git_branch = held.git_branch
        AND o.git_remote_origin <> held.git_remote_origin)
      THEN held.repository ELSE ${current} END,
    repository_id = COALESCE($${name + 1}::text, held.repository_id)`;
}

export function toRepositoryValues(repository: CurrentRepository | undefined): unknown[] {
  return toStorableValues([repository?.name ?? null, repository?.id ?? null]);
}

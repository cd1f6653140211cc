import type { CommitStatus } from '../world/check-run.ts';
import { toFullName } from '../world/repositories.ts';
import type { Repository, World } from '../world/world.ts';
import { toAccountJson, toApiUrl } from './to-account.ts';
import { toInstant } from './to-repository.ts';

/** GitHub's commit status. */
export function toStatusJson(
  world: World,
  repository: Repository,
  commit: string,
  status: CommitStatus,
) {
  const avatarUrl = `${world.webBaseUrl}/avatars/u/${status.creator.id}`;
  return {
    url: toApiUrl(world, `/repos/${toFullName(repository)}/statuses/${commit}`),
    avatar_url: avatarUrl,
    id: status.id,
    node_id: `SC_${status.id}`,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: null,
    creator: toAccountJson(world, status.creator),
    created_at: toInstant(status.createdAt),
    updated_at: toInstant(status.createdAt),
  };
}

import type { PullRequest, World } from './world.ts';

/** A pull request changed just now: what was rendered of it before is out of date. */
export function touch(world: World, pullRequest: PullRequest): void {
  pullRequest.updatedAt = world.now();
  world.revision += 1;
}

import { bringCommit, writePullRequestRef } from '../git/bare-repository.ts';
import type { PullRequest } from './world.ts';

/** Makes a pull request's head commit readable in the repository it targets. */
export async function adoptHead(pullRequest: PullRequest): Promise<void> {
  const { repository, headRepository, headSha, number } = pullRequest;
  await bringCommit(repository.directory, headRepository.directory, headSha);
  await writePullRequestRef(repository.directory, number, headSha);
}

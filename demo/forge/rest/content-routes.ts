import { listCommits } from '../git/read-commits.ts';
import { type Answer, toJson, toNotFound } from '../http/answer.ts';
import type { Call, Route } from '../http/router.ts';
import type { Repository, World } from '../world/world.ts';
import { answerComparison } from './comparison-answer.ts';
import { findRevision } from './find-revision.ts';
import { toPullRequestRoute, toRepositoryRoute } from './find-target.ts';
import { listFilesJson, mostPullRequestFiles } from './list-files.ts';
import { toPage } from './paging.ts';
import { toApiUrl } from './to-account.ts';
import { toCommitJson } from './to-commit.ts';

/** The routes that read code: files, commits and comparisons. */
export function toContentRoutes(world: World): Route[] {
  return [
    toPullRequestRoute(world, 'GET', '/files', async (call, pullRequest) => {
      const { repository, baseSha, headSha } = pullRequest;
      const files = await listFilesJson(
        world,
        repository,
        { base: baseSha, head: headSha },
        mostPullRequestFiles,
      );
      const page = toPage(toApiUrl(world, ''), call, files);
      return toJson(page.items, 200, page.headers);
    }),
    toPullRequestRoute(world, 'GET', '/commits', async (call, pullRequest) => {
      const { repository, baseSha, headSha } = pullRequest;
      const commits = await listCommits(repository.directory, `${baseSha}..${headSha}`, 250);
      const page = toPage(toApiUrl(world, ''), call, commits);
      const items = page.items.map((commit) => toCommitJson(world, repository, commit));
      return toJson(items, 200, page.headers);
    }),
    toRepositoryRoute(world, 'GET', '/compare/*range', (call, repository) =>
      compare(world, call, repository),
    ),
  ];
}

async function compare(world: World, call: Call, repository: Repository): Promise<Answer> {
  const [base = '', head] = (call.parameters.range ?? '').split('...');
  if (head === undefined) return toNotFound();
  const baseSha = await findRevision(world, repository, base);
  const headSha = await findRevision(world, repository, head);
  if (baseSha === undefined || headSha === undefined) return toNotFound();
  return answerComparison(world, call, repository, baseSha, headSha);
}

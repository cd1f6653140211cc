import { Diff, SelectBranch } from '../../contract/diff.ts';
import type { DiffOutcome } from '../../forge/forge.ts';
import { type QueryBranchDeps, queryBranch, queryProblems } from '../query-forge.ts';
import { type SelectedRow, toBranchKey } from '../selected-row.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatDiffRoute(app: App, deps: QueryBranchDeps): void {
  const schema = {
    tags: ['chats'],
    summary: 'Get the diff of a tracked branch (default: the primary one)',
    params: ChatParams,
    querystring: SelectBranch,
    response: { 200: Diff },
  };
  app.get('/api/v1/chats/:chat/diff', { schema, config: queryProblems }, async (request) => {
    const { forge, result, ...selected } = await queryBranch(
      request,
      {
        name: 'diff',
        send: (requested, reference, access) => requested.fetchDiff(reference, access),
      },
      deps,
    );
    return toDiff(selected, forge.id, result);
  });
}

function toDiff(
  selected: Pick<SelectedRow, 'row' | 'publicId'>,
  provider: string,
  outcome: Extract<DiffOutcome, { kind: 'diff' }>,
): Diff {
  return {
    ...toBranchKey(selected),
    provider,
    pull_request_url: outcome.pullRequestUrl,
    head_sha: outcome.headSha,
    files: outcome.files.map(({ previousPath, ...file }) => ({
      ...file,
      previous_path: previousPath,
    })),
    diff: outcome.diff,
    truncated: outcome.truncated,
    files_at_least: outcome.filesAtLeast,
  };
}

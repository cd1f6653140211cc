import { Diff, SelectDiff } from '../../contract/diff.ts';
import type { DiffOutcome } from '../../forge/forge.ts';
import { findRange, toNoCommits } from '../diff-range.ts';
import { type QueryBranchDeps, queryBranch, queryProblems } from '../query-forge.ts';
import { type SelectedRow, toBranchKey } from '../selected-row.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatDiffRoute(app: App, deps: QueryBranchDeps): void {
  const schema = {
    tags: ['chats'],
    summary: 'Get the diff of a tracked branch (default: the primary one)',
    params: ChatParams,
    querystring: SelectDiff,
    response: { 200: Diff },
  };
  app.get('/api/v1/chats/:chat/diff', { schema, config: queryProblems }, async (request) => {
    const limits = request.query;
    const { forge, result, ...selected } = await queryBranch(
      request,
      {
        name: JSON.stringify(['diff', limits.from, limits.to]),
        send: (requested, reference, access) => {
          const range = findRange(limits, reference);
          return range
            ? requested.fetchRangeDiff(range, access)
            : requested.fetchDiff(reference, access);
        },
      },
      deps,
    );
    if (result.kind === 'no_commits') throw toNoCommits(forge.id);
    const diff = toDiff(selected, forge.id, result);
    if (limits.from === undefined) return diff;
    return { ...diff, from_sha: limits.from, pull_request_url: selected.row.url };
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

import { Diff, SelectBranch } from '../../contract/diff.ts';
import type { DiffOutcome } from '../../forge/forge.ts';
import type { DiffStatusRow } from '../../store/rows.ts';
import { type AskAboutBranchPorts, askAboutBranch, askProblems } from '../ask-about-branch.ts';
import { toBranchKey } from '../selected-row.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatDiffRoute(app: App, ports: AskAboutBranchPorts): void {
  const schema = {
    tags: ['chats'],
    summary: 'The diff of a tracked branch; of the primary one unless origin or branch say another',
    params: ChatParams,
    querystring: SelectBranch,
    response: { 200: Diff },
  };
  app.get('/api/v1/chats/:chat/diff', { schema, config: askProblems }, async (request) => {
    const { row, forge, answer } = await askAboutBranch(
      request,
      'diff',
      (asked, question, access) => asked.fetchDiff(question, access),
      ports,
    );
    return toDiff(row, forge.id, answer);
  });
}

function toDiff(
  row: DiffStatusRow,
  provider: string,
  outcome: Extract<DiffOutcome, { kind: 'diff' }>,
): Diff {
  return {
    ...toBranchKey(row),
    provider,
    pull_request_url: outcome.pullRequestUrl,
    head_sha: outcome.headSha,
    files: outcome.files.map(({ previousPath, ...file }) => ({
      ...file,
      previous_path: previousPath,
    })),
    diff: outcome.diff,
    truncated: outcome.truncated,
  };
}

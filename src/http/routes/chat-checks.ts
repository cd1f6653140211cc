import { type Check, CheckList } from '../../contract/checks.ts';
import { SelectBranch } from '../../contract/diff.ts';
import type { Check as ForgeCheck } from '../../forge/forge.ts';
import { type AskAboutBranchPorts, askAboutBranch, askProblems } from '../ask-about-branch.ts';
import { toBranchKey } from '../selected-row.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatChecksRoute(app: App, ports: AskAboutBranchPorts): void {
  const schema = {
    tags: ['chats'],
    summary: 'The checks of a tracked branch by name; of the primary one unless another is named',
    params: ChatParams,
    querystring: SelectBranch,
    response: { 200: CheckList },
  };
  app.get('/api/v1/chats/:chat/checks', { schema, config: askProblems }, async (request) => {
    const { row, answer } = await askAboutBranch(
      request,
      'checks',
      async (forge, { pullRequestUrl, ...question }, access) => {
        if (pullRequestUrl === undefined) throw toNoPullRequest();
        return forge.fetchChecks({ ...question, pullRequestUrl }, access);
      },
      ports,
    );
    return {
      ...toBranchKey(row),
      head_sha: row.head_sha,
      checks: answer.checks.map(toCheck),
    };
  });
}

function toCheck({ startedAt, completedAt, ...check }: ForgeCheck): Check {
  return {
    ...check,
    started_at: startedAt?.toISOString() ?? null,
    completed_at: completedAt?.toISOString() ?? null,
  };
}

function toNoPullRequest(): HttpProblem {
  return new HttpProblem(
    404,
    'This branch has no pull request yet, so there are no checks of one.',
  );
}

import { SelectBranch } from '../../contract/diff.ts';
import { type Check, CheckList } from '../../contract/pull-request.ts';
import { pickLatestRuns } from '../../domain/checks.ts';
import { toCheckId } from '../../forge/check-id.ts';
import type { Check as ForgeCheck } from '../../forge/forge.ts';
import { type QueryBranchDeps, queryBranch, queryProblems } from '../query-forge.ts';
import { toBranchKey } from '../selected-row.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatChecksRoute(app: App, deps: QueryBranchDeps): void {
  const schema = {
    tags: ['chats'],
    summary: 'List the checks of a tracked branch (default: the primary one)',
    params: ChatParams,
    querystring: SelectBranch,
    response: { 200: CheckList },
  };
  const config = { ...queryProblems, chatToken: true } as const;
  app.get('/api/v1/chats/:chat/checks', { schema, config }, async (request) => {
    const { result, ...selected } = await queryBranch(
      request,
      {
        name: 'checks',
        send: async (forge, { pullRequestUrl, ...reference }, access) => {
          if (pullRequestUrl === undefined) throw toNoPullRequest();
          return forge.fetchChecks({ ...reference, pullRequestUrl }, access);
        },
      },
      deps,
    );
    return {
      ...toBranchKey(selected),
      head_sha: selected.row.head_sha,
      checks: pickLatestRuns(result.checks).filter(isReported).map(toCheck),
    };
  });
}

/** A check that is only expected has no run to show. */
function isReported(check: ForgeCheck): check is ReportedCheck {
  return check.state !== 'expected';
}

type ReportedCheck = ForgeCheck & { state: Check['state'] };

function toCheck(run: ReportedCheck): Check {
  const { name, app, workflow, ...check } = run;
  const { state, required, url, description, startedAt, completedAt, log } = check;
  return {
    id: toCheckId(run),
    name,
    app,
    workflow,
    state,
    required,
    url,
    description,
    started_at: startedAt?.toISOString() ?? null,
    completed_at: completedAt?.toISOString() ?? null,
    log: log.kind === 'readable',
    log_reason: log.kind === 'none' ? log.reason : null,
  };
}

export function toNoPullRequest(): HttpProblem {
  return new HttpProblem(404, 'This branch has no pull request yet, so it has no checks.');
}

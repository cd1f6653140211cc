import { Type } from 'typebox';
import { logHeaders } from '../../contract/log.ts';
import { SelectLog } from '../../contract/pull-request.ts';
import type { LogOutcome, LogText } from '../../forge/forge.ts';
import { type QueryBranchDeps, queryBranch, queryProblems } from '../query-forge.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { toNoPullRequest } from './chat-checks.ts';
import { ChatParams } from './chats.ts';

const params = Type.Object({
  ...ChatParams.properties,
  id: Type.String({ maxLength: 200, description: 'id of the check' }),
});

const description =
  'The log as the forge serves it, with its escape sequences: text of strangers. Headers: ' +
  `${logHeaders.firstLine} is the index of the first returned line in the whole log (absent when only ` +
  `its end was read), ${logHeaders.totalLines} the number of its lines (absent when it was not read to ` +
  `its end), ${logHeaders.firstErrorLine} the line where it went wrong, counted like the first line.`;

const integer = { schema: { type: 'integer' } };
const headers = {
  [logHeaders.firstLine]: integer,
  [logHeaders.totalLines]: integer,
  [logHeaders.firstErrorLine]: integer,
};
const response = {
  200: { description, headers, content: { 'text/plain': { schema: Type.String() } } },
};
const defaultLines = 2_000;
/** A long log takes its time. */
const timeoutMs = 60_000;

export function registerCheckLogRoute(app: App, deps: QueryBranchDeps): void {
  const schema = {
    tags: ['chats'],
    summary: 'Read the log of a check of a tracked branch (default: the last 2,000 lines)',
    params,
    querystring: SelectLog,
    response,
  };
  const config = { problems: [...queryProblems.problems, 410], chatToken: true } as const;
  const path = '/api/v1/chats/:chat/checks/:id/log';
  app.get(path, { schema, config }, async (request, reply) => {
    const { id: checkId } = request.params;
    const { lines = defaultLines, offset = null } = request.query;
    const { result } = await queryBranch(
      request,
      {
        name: JSON.stringify(['log', checkId, lines, offset]),
        timeoutMs,
        send: async (forge, { pullRequestUrl, ...reference }, access) => {
          if (pullRequestUrl === undefined) throw toNoPullRequest();
          const range = { lines, offset };
          return forge.fetchLog({ ...reference, pullRequestUrl, checkId, range }, access);
        },
      },
      deps,
    );
    const log = getLog(result, checkId);
    reply.headers(toHeaders(log)).type('text/plain; charset=utf-8');
    return reply.send(log.lines.map((line) => `${line}\n`).join(''));
  });
}

type Result = Exclude<LogOutcome, { kind: 'rate_limited' | 'failed' }>;

function getLog(result: Result, checkId: string): LogText {
  switch (result.kind) {
    case 'log':
      return result.log;
    case 'no_check': {
      const advice = 'Choose the id of one of its checks.';
      throw new HttpProblem(404, `The head commit has no check ${checkId}. ${advice}`);
    }
    case 'no_log':
      throw new HttpProblem(404, result.reason);
    case 'expired':
      throw new HttpProblem(410, result.reason);
  }
}

function toHeaders({ firstLine, totalLines, firstErrorLine }: LogText): Record<string, string> {
  const values = [
    [logHeaders.firstLine, firstLine],
    [logHeaders.totalLines, totalLines],
    [logHeaders.firstErrorLine, firstErrorLine],
  ] as const;
  return Object.fromEntries(
    values.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}

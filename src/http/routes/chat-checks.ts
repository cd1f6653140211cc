import { type Check, CheckList } from '../../contract/checks.ts';
import { SelectBranch } from '../../contract/diff.ts';
import type { Check as ForgeCheck } from '../../forge/forge.ts';
import { type AskPorts, askForge } from '../ask-forge.ts';
import { getUser } from '../authentication.ts';
import type { ChatReader } from '../chat-reader.ts';
import type { HttpStore } from '../http-store.ts';
import { HttpProblem } from '../problem-response.ts';
import { getSelectedRow } from '../selected-row.ts';
import type { App } from '../typed-app.ts';
import { ChatParams } from './chats.ts';

export interface ChatChecksPorts extends AskPorts {
  reader: Pick<ChatReader, 'getChatRow'>;
  store: Pick<HttpStore, 'listDiffStatuses' | 'pauseToken'>;
}

export function registerChatChecksRoute(app: App, ports: ChatChecksPorts): void {
  const schema = {
    tags: ['chats'],
    summary: 'The checks of a tracked branch by name; of the primary one unless another is named',
    params: ChatParams,
    querystring: SelectBranch,
    response: { 200: CheckList },
  };
  const config = { problems: [404, 409, 429, 502, 504] };
  app.get('/api/v1/chats/:chat/checks', { schema, config }, async (request) => {
    const chat = await ports.reader.getChatRow(getUser(request).id, request.params.chat);
    const row = getSelectedRow(await ports.store.listDiffStatuses([chat.id]), request.query);
    // S12: with the token of the chat's owner, whose chat only they can read.
    const { answer } = await askForge(
      chat.owner_id,
      row,
      'checks',
      async (forge, { pullRequestUrl, ...question }, access) => {
        if (pullRequestUrl === undefined) throw toNoPullRequest();
        return forge.fetchChecks({ ...question, pullRequestUrl }, access);
      },
      ports,
    );
    return {
      chat_id: row.chat_id,
      remote_origin: row.git_remote_origin,
      branch: row.git_branch,
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

import { Diff, SelectBranch } from '../../contract/diff.ts';
import type { DiffOutcome } from '../../forge/forge.ts';
import type { DiffStatusRow } from '../../store/rows.ts';
import { type AskPorts, askForge } from '../ask-forge.ts';
import { getUser } from '../authentication.ts';
import type { ChatReader } from '../chat-reader.ts';
import type { HttpStore } from '../http-store.ts';
import { getSelectedRow } from '../selected-row.ts';
import type { App } from '../typed-app.ts';
import { ChatParams } from './chats.ts';

export interface ChatDiffPorts extends AskPorts {
  reader: Pick<ChatReader, 'getChatRow'>;
  store: Pick<HttpStore, 'listDiffStatuses' | 'pauseToken'>;
}

export function registerChatDiffRoute(app: App, ports: ChatDiffPorts): void {
  const schema = {
    tags: ['chats'],
    summary: 'The diff of a tracked branch; of the primary one unless origin or branch say another',
    params: ChatParams,
    querystring: SelectBranch,
    response: { 200: Diff },
  };
  const config = { problems: [404, 409, 429, 502, 504] };
  app.get('/api/v1/chats/:chat/diff', { schema, config }, async (request) => {
    const chat = await ports.reader.getChatRow(getUser(request).id, request.params.chat);
    const row = getSelectedRow(await ports.store.listDiffStatuses([chat.id]), request.query);
    // S12: with the token of the chat's owner, whose chat only they can read.
    const { forge, answer } = await askForge(
      chat.owner_id,
      row,
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
    chat_id: row.chat_id,
    provider,
    remote_origin: row.git_remote_origin,
    branch: row.git_branch,
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

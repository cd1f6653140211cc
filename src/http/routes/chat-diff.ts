import type { Static } from 'typebox';
import { Diff, SelectBranch } from '../../contract/diff.ts';
import { stripCredentials } from '../../domain/remote-origin.ts';
import type { DiffOutcome } from '../../forge/forge.ts';
import type { DiffStatusRow } from '../../store/rows.ts';
import { getUser } from '../authentication.ts';
import type { ChatReader } from '../chat-reader.ts';
import { type DiffPorts, fetchDiff } from '../fetch-diff.ts';
import type { HttpStore } from '../http-store.ts';
import { HttpProblem } from '../problem-response.ts';
import type { App } from '../typed-app.ts';
import { ChatParams } from './chats.ts';

export interface ChatDiffPorts extends DiffPorts {
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
    const row = getRow(await ports.store.listDiffStatuses([chat.id]), request.query);
    // S12: with the token of the chat's owner, whose chat only they can read.
    const { forge, outcome } = await fetchDiff(chat.owner_id, row, ports);
    return toDiff(row, forge.id, outcome);
  });
}

function getRow(
  rows: readonly DiffStatusRow[],
  selection: Static<typeof SelectBranch>,
): DiffStatusRow {
  const origin = selection.origin === undefined ? undefined : stripCredentials(selection.origin);
  const row = rows.find(
    (candidate) =>
      (origin === undefined || candidate.git_remote_origin === origin) &&
      (selection.branch === undefined || candidate.git_branch === selection.branch),
  );
  if (row) return row;
  const detail =
    rows.length === 0
      ? 'This chat has no tracked branch yet. Push one first.'
      : 'This chat does not track that branch. Choose one of its diff_statuses.';
  throw new HttpProblem(404, detail);
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

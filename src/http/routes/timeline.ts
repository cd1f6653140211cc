import { ListTimeline, Timeline, type TimelineEvent } from '../../contract/timeline.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { TimelineRow } from '../../store/queries/branches/list-timeline.ts';
import { readSelectedRow, type SelectedRowDeps, toBranchKey } from '../selected-row.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { toWebUrl } from '../views/urls.ts';
import { ChatParams } from './chats.ts';

export interface TimelineDeps extends SelectedRowDeps {
  store: SelectedRowDeps['store'] & Pick<HttpStore, 'listTimeline'>;
}

const defaultLimit = 50;

export function registerTimelineRoute(app: App, deps: TimelineDeps): void {
  const config = { problems: [404] };
  app.get('/api/v1/chats/:chat/timeline', { schema, config }, async (request) => {
    const { limit = defaultLimit, cursor } = request.query;
    const before = cursor === undefined ? null : getPosition(cursor);
    const selected = await readSelectedRow(request, deps);
    const { chat_id: chatId, git_remote_origin: remoteOrigin, git_branch: branch } = selected.row;
    const key = { chatId, remoteOrigin, branch };
    const entries = await deps.store.listTimeline({ ...key, before, limit: limit + 1 });
    const page = entries.slice(0, limit);
    const last = page.at(-1);
    return {
      ...toBranchKey(selected),
      entries: page.map(({ id, at, ...what }) => ({
        id: String(id),
        at: at.toISOString(),
        event: withCommitUrl(toEvent(what), remoteOrigin, deps),
      })),
      next_cursor: entries.length > limit && last ? String(last.id) : null,
    };
  });
}

const schema = {
  tags: ['chats'],
  summary: 'List the timeline of a tracked branch, newest first (default: the primary one)',
  params: ChatParams,
  querystring: ListTimeline,
  response: { 200: Timeline },
};

function getPosition(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new HttpProblem(400, 'cursor is not from this list. Start without a cursor.');
}

/** Adds the page of a commit in the repository that was pushed to. */
function withCommitUrl(
  event: TimelineEvent,
  origin: string,
  { forges }: Pick<TimelineDeps, 'forges'>,
): TimelineEvent {
  if (event.kind !== 'commits_pushed') return event;
  const forge = forges.findForgeByOrigin(origin);
  const repository = forge?.parseRemoteOrigin(origin);
  const url = forge && repository && forge.toCommitUrl(repository, event.head_sha);
  return { ...event, url: toWebUrl(url ?? null) };
}

/** The trigger writes the contract's shapes, except for the format of instants and unchecked URLs. */
function toEvent({ kind, detail }: Pick<TimelineRow, 'kind' | 'detail'>): TimelineEvent {
  const { url, retry_at: retryAt } = detail;
  return {
    kind,
    ...detail,
    ...(url === undefined ? {} : { url: typeof url === 'string' ? toWebUrl(url) : null }),
    ...(typeof retryAt === 'string' ? { retry_at: new Date(retryAt).toISOString() } : {}),
  } as TimelineEvent;
}

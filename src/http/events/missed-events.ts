import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { groupBy } from '../../platform/group-by.ts';
import { type EventSources, loadEvent, type PublishedEvent, toSubject } from './load-event.ts';
import type { RecentChange } from './recent-changes.ts';

export type MissedEvent = PublishedEvent & { sequence: number };

// Reading more chats and comments one by one costs more than reading the lists again.
const mostSubjects = 100;
const mostAtOnce = 4;

/**
 * What a client has to be told about changes it missed: one event per chat and per comment, with each
 * as it is now, in the order of their last changes. Undefined when that is too much.
 */
export async function listMissedEvents(
  changes: readonly RecentChange[],
  sources: EventSources,
): Promise<MissedEvent[] | undefined> {
  const ofSubjects = groupBy(changes, toSubject);
  if (ofSubjects.length > mostSubjects) return undefined;
  const events = await mapConcurrently(ofSubjects, mostAtOnce, (ofSubject) =>
    toMissedEvent(ofSubject, sources),
  );
  return events
    .filter((event) => event !== undefined)
    .toSorted((one, other) => one.sequence - other.sequence);
}

async function toMissedEvent(
  ofSubject: readonly RecentChange[],
  sources: EventSources,
): Promise<MissedEvent | undefined> {
  const last = ofSubject.at(-1);
  if (!last) return undefined;
  const { sequence } = last;
  if (last.kind === 'chat_deleted') {
    return { sequence, name: 'chat_deleted', data: { chat_id: last.chatId } };
  }
  // A chat that is gone by now has a deletion of its own on the way.
  const created = ofSubject.find((change) => change.kind === 'chat_created');
  const event = await loadEvent(created ? { ...created, kind: 'chat_created' } : last, sources);
  return event && { ...event, sequence };
}

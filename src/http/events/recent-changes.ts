import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { groupBy } from '../../platform/group-by.ts';
import {
  type EventSources,
  loadEvent,
  type PublishedChange,
  type PublishedEvent,
  toSubject,
} from './load-events.ts';

export type RecentChange = PublishedChange & { sequence: number };

/** The last published changes of this process in their order, for clients that come back. */
export function createRecentChanges(capacity = 4096) {
  let changes: RecentChange[] = [];
  let sequence = 0;
  let forgottenUpTo = 0;

  const keep = (count: number) => {
    const surplus = changes.length - count;
    forgottenUpTo = changes[surplus - 1]?.sequence ?? forgottenUpTo;
    changes = changes.slice(surplus);
  };

  return {
    /** The position after the last change. */
    sequence: () => sequence,

    add(change: PublishedChange): RecentChange {
      sequence += 1;
      const added = { ...change, sequence };
      changes.push(added);
      // Cut now and then, not with every change.
      if (changes.length >= 2 * capacity) keep(capacity);
      return added;
    },

    /** Changes may have been missed: no earlier position leads here without a gap. */
    breakOff(): void {
      sequence += 1;
      changes = [];
      forgottenUpTo = sequence;
    },

    /** One owner's changes after a position, oldest first; undefined when some are unknown. */
    listSince(position: number, ownerId: string): RecentChange[] | undefined {
      if (position < forgottenUpTo || position > sequence) return undefined;
      return changes.filter((change) => change.sequence > position && change.ownerId === ownerId);
    },
  };
}

export type RecentChanges = ReturnType<typeof createRecentChanges>;

type MissedEvent = PublishedEvent & { sequence: number };

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

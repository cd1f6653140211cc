import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { groupBy } from '../../platform/group-by.ts';
import {
  type EventLoaders,
  loadEvent,
  type PublishedChange,
  type PublishedEvent,
  toSubject,
} from './load-events.ts';

type MissedEvent = PublishedEvent & { sequence: number };

export type RecentChange = PublishedChange & { sequence: number };

// Above this, loading chats and comments one by one costs more than loading the lists again.
const mostSubjects = 100;
const mostAtOnce = 4;

/** The last published changes of this process in order, for clients that reconnect. */
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
      // Cutting once in a while is cheaper than with every change.
      if (changes.length >= 2 * capacity) keep(capacity);
      return added;
    },

    /** Changes may have been missed: every earlier position is now unknown. */
    breakOff(): void {
      sequence += 1;
      changes = [];
      forgottenUpTo = sequence;
    },

    /** A client's changes after a position, oldest first; undefined when some are unknown. */
    listSince(
      position: number,
      isRead: (change: PublishedChange) => boolean,
    ): RecentChange[] | undefined {
      if (position < forgottenUpTo || position > sequence) return undefined;
      return changes.filter((change) => change.sequence > position && isRead(change));
    },
  };
}

export type RecentChanges = ReturnType<typeof createRecentChanges>;

/**
 * Loads one event for each chat and comment that changed, with its current state, in the order of the
 * last changes. Undefined when there are too many.
 */
export async function listMissedEvents(
  changes: readonly RecentChange[],
  loaders: EventLoaders,
): Promise<MissedEvent[] | undefined> {
  const groups = groupBy(changes, toSubject);
  if (groups.length > mostSubjects) return undefined;
  const events = await mapConcurrently(groups, mostAtOnce, (group) =>
    loadMissedEvent(group, loaders),
  );
  return events
    .filter((event) => event !== undefined)
    .toSorted((one, other) => one.sequence - other.sequence);
}

async function loadMissedEvent(
  group: readonly RecentChange[],
  loaders: EventLoaders,
): Promise<MissedEvent | undefined> {
  const last = group.at(-1);
  if (!last) return undefined;
  const { sequence } = last;
  if (last.kind === 'chat_deleted') {
    return { sequence, name: 'chat_deleted', data: { chat_id: last.publicId } };
  }
  // A chat that was deleted since has its own event.
  const created = group.find((change) => change.kind === 'chat_created');
  const event = await loadEvent(created ? { ...created, kind: 'chat_created' } : last, loaders);
  return event && { ...event, sequence };
}

import type { PublishedChange } from './load-event.ts';

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

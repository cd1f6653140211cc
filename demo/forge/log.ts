/** A log of entries, oldest first, that tests can wait on. */
export interface Log<Entry> {
  readonly entries: readonly Entry[];
  /** The number of entries since the last `clear`, including those no longer kept. */
  readonly total: number;
  count: (matches: (entry: Entry) => boolean) => number;
  /** Resolves with the first entry, past or future, that matches. */
  waitFor: (matches: (entry: Entry) => boolean) => Promise<Entry>;
  clear: () => void;
  add: (entry: Entry) => void;
}

interface Waiter<Entry> {
  matches: (entry: Entry) => boolean;
  resolve: (entry: Entry) => void;
}

const maxEntries = 50_000;

/** Creates an empty log. */
export function createLog<Entry>(): Log<Entry> {
  let entries: Entry[] = [];
  let total = 0;
  const waiters = new Set<Waiter<Entry>>();
  return {
    get entries() {
      return entries;
    },
    get total() {
      return total;
    },
    count: (matches) => entries.filter(matches).length,
    waitFor: (matches) => {
      const past = entries.find(matches);
      if (past !== undefined) return Promise.resolve(past);
      return new Promise((resolve) => waiters.add({ matches, resolve }));
    },
    clear: () => {
      entries = [];
      total = 0;
    },
    add: (entry) => {
      total += 1;
      entries.push(entry);
      if (entries.length >= 2 * maxEntries) entries = entries.slice(-maxEntries);
      for (const waiter of waiters) {
        if (!waiter.matches(entry)) continue;
        waiters.delete(waiter);
        waiter.resolve(entry);
      }
    },
  };
}

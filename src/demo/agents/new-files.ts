import type { Random } from '../random.ts';

/** A test at the end of a file. */
export function toTest(title: string, random: Random): string {
  const run = Math.floor(random() * 9000) + 1000;
  return `// Failed in run ${run}.
test('${title} (${run})', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  expect(second).toEqual(first);
});
`;
}

/** A module of its own. */
export function toEventStore(random: Random): string {
  const size = 50 + Math.floor(random() * 400);
  return `export interface StoredEvent {
  stream: string;
  position: number;
  kind: string;
  body: unknown;
  at: Date;
}

const pageSize = ${size};

/** Appends events in order; a position that is taken is a conflict, and nothing is stored. */
export class EventStore {
  readonly #events: StoredEvent[] = [];

  append(stream: string, expected: number, events: readonly Omit<StoredEvent, 'position'>[]) {
    const last = this.#events.findLast((event) => event.stream === stream);
    if ((last?.position ?? 0) !== expected) throw new Error('conflict');
    events.forEach((event, index) => {
      this.#events.push({ ...event, position: expected + index + 1 });
    });
  }

  *read(stream: string, after = 0): Generator<StoredEvent> {
    let count = 0;
    for (const event of this.#events) {
      if (event.stream !== stream || event.position <= after) continue;
      if (++count > pageSize) return;
      yield event;
    }
  }
}
`;
}

/** Text in several scripts, under a name in several scripts. */
export function toGuide(random: Random): string {
  const night = 1 + Math.floor(random() * 28);
  return `# Überblick

概要: 毎晩一度、取り込みを実行します。

1. Datei in den Eingang legen — «inbox».
2. Auf den Bericht warten (zuletzt in der Nacht zum ${night}.).
3. Übersprungenes ansehen. 🧭
`;
}

/** Something that is no text. */
export function toPicture(random: Random): Buffer {
  const signature = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
  const pixels = Buffer.from(Array.from({ length: 2048 }, () => Math.floor(random() * 256)));
  return Buffer.concat([signature, pixels]);
}

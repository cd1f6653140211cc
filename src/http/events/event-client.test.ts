import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { EventClient, type EventSink } from './event-client.ts';

/** A network that takes as much as the test says. */
class FakeSink implements EventSink {
  written: string[] = [];
  full = false;
  destroyed = false;
  ended = false;
  writableLength = 0;
  readonly #listeners = new Map<string, () => void>();

  write(text: string): boolean {
    this.written.push(text);
    return !this.full;
  }

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  on(event: string, listener: () => void): void {
    this.#listeners.set(event, listener);
  }

  emit(event: 'drain' | 'close'): void {
    this.#listeners.get(event)?.();
  }
}

let clock: FakeClock;
let sink: FakeSink;
let client: EventClient;
let recoveries: number;

beforeEach(() => {
  clock = new FakeClock();
  sink = new FakeSink();
  recoveries = 0;
  client = new EventClient({
    ownerId: 'local',
    sink,
    clock,
    onRecovered: () => (recoveries += 1),
    onClosed: () => undefined,
  });
});

describe('a client with a full buffer', () => {
  test('receives nothing more, and recovers once when it drains', () => {
    sink.full = true;
    for (const message of ['one', 'two', 'three']) client.send(message);
    expect(sink.written).toEqual(['one']);
    sink.full = false;
    sink.emit('drain');
    client.send('four');
    expect(sink.written).toEqual(['one', 'four']);
    expect(recoveries).toBe(1);
  });

  test('does not recover when it missed nothing', () => {
    sink.full = true;
    client.send('one');
    sink.emit('drain');
    expect(recoveries).toBe(0);
  });

  test('is disconnected after more than a minute, and receives no heartbeat before that', async () => {
    sink.full = true;
    client.send('one');
    await clock.advance(60_000);
    client.beat();
    expect(sink.destroyed).toBe(false);
    await clock.advance(1);
    client.beat();
    expect(sink.destroyed).toBe(true);
    expect(sink.written).toEqual(['one']);
  });

  test('is disconnected when more than 1 MiB is buffered for it', () => {
    sink.writableLength = 1024 * 1024;
    client.send('one');
    expect(sink.destroyed).toBe(false);
    sink.writableLength += 1;
    client.send('two');
    expect(sink.destroyed).toBe(true);
  });
});

test('a closed client receives nothing', () => {
  sink.emit('close');
  client.send('one');
  client.beat();
  expect(sink.written).toEqual([]);
});

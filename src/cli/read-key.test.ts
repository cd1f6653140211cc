import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { readKey } from './read-key.ts';

class FakeInput extends EventEmitter {
  isRaw = false;
  isPaused = true;
  setRawMode(isRaw: boolean) {
    this.isRaw = isRaw;
  }
  resume() {
    this.isPaused = false;
  }
  pause() {
    this.isPaused = true;
  }
}

function arrange() {
  const input = new FakeInput();
  const stopped = new AbortController();
  const interrupts: string[] = [];
  const key = readKey(input, stopped.signal, () => interrupts.push('interrupt'));
  return { input, stopped, interrupts, key };
}

const atRest = { isRaw: false, isPaused: true };

test('a key is read without Enter, and the terminal is as before', async () => {
  const { input, key } = arrange();
  expect(input).toMatchObject({ isRaw: true, isPaused: false });
  input.emit('data', Buffer.from('f'));
  expect(await key).toBe('f');
  expect(input).toMatchObject(atRest);
  expect(input.listenerCount('data')).toBe(0);
});

test('Ctrl-C interrupts the program although the terminal is raw', async () => {
  const { input, interrupts, key } = arrange();
  input.emit('data', Buffer.from('\x03'));
  expect(await key).toBeUndefined();
  expect(interrupts).toEqual(['interrupt']);
  expect(input).toMatchObject(atRest);
});

test('the wait ends with its signal', async () => {
  const { input, stopped, key } = arrange();
  stopped.abort();
  expect(await key).toBeUndefined();
  expect(input).toMatchObject(atRest);
});

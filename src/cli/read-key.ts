import { runProgram } from '../platform/run-program.ts';

/** The part of a terminal's input that one key needs. */
export interface KeyInput {
  setRawMode(isRaw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', listener: (keys: Buffer) => void): unknown;
  off(event: 'data', listener: (keys: Buffer) => void): unknown;
}

/** Waits for one key; undefined when the signal aborts or the reader interrupts. */
export function readKey(
  input: KeyInput,
  signal: AbortSignal,
  interrupt: () => void,
): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const end = (key: string | undefined) => {
      input.off('data', onData);
      signal.removeEventListener('abort', onAbort);
      process.off('exit', restore);
      restore();
      input.pause();
      resolve(key);
    };
    const restore = () => input.setRawMode(false);
    const onAbort = () => end(undefined);
    const onData = (keys: Buffer) => {
      const key = keys.toString();
      if (key !== '\x03') return end(key);
      end(undefined);
      interrupt();
    };
    input.setRawMode(true);
    input.resume();
    input.on('data', onData);
    signal.addEventListener('abort', onAbort, { once: true });
    process.once('exit', restore);
  });
}

/**
 * Whether this process may read from its terminal. One that was started in the background (`serve &`) would
 * be stopped for it.
 */
export async function isInForeground(): Promise<boolean> {
  if (process.platform === 'win32') return true;
  const args = ['-o', 'stat=', '-p', String(process.pid)];
  const environment = process.env;
  const result = await runProgram({ program: 'ps', args, environment, timeoutMs: 1_000 });
  return result.kind === 'ended' && result.output.includes('+');
}

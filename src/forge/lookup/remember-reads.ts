import type { Clock } from '../../platform/clock.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { createMemory } from './repositories.ts';

/** What a token read, for a limited time. */
export interface RememberedReads<Value> {
  /** The remembered value, or a fresh one. Simultaneous reads of a name share one request. */
  find(
    name: string,
    access: Access,
    read: () => Promise<MaybeRead<Value>>,
  ): Promise<MaybeRead<Value>>;
}

export function rememberReads<Value extends {} | null>(
  rememberedForMs: number,
  clock: Pick<Clock, 'monotonic'>,
): RememberedReads<Value> {
  const memory = createMemory<Value>(rememberedForMs, clock);
  const running = new Map<string, Promise<MaybeRead<Value>>>();

  function start(
    name: string,
    access: Access,
    read: () => Promise<MaybeRead<Value>>,
  ): Promise<MaybeRead<Value>> {
    const key = `${access.tokenFingerprint} ${name}`;
    const reading = read().finally(() => running.get(key) === reading && running.delete(key));
    running.set(key, reading);
    return reading;
  }

  return {
    async find(name, access, read) {
      const known = memory.find(name, access);
      if (known !== undefined) return { kind: 'read', value: known };
      const started = running.get(`${access.tokenFingerprint} ${name}`);
      // The refresh that started it may be aborted, which does not concern this one.
      const shared = await started?.catch(() => undefined);
      access.signal.throwIfAborted();
      const found = shared ?? (await start(name, access, read));
      if (found.kind === 'read') memory.save(name, access, found.value);
      return found;
    },
  };
}

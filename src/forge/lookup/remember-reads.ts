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
    const key = toKey(name, access);
    const reading = read()
      .then((found) => {
        if (found.kind === 'read') memory.save(name, access, found.value);
        return found;
      })
      .finally(() => running.get(key) === reading && running.delete(key));
    running.set(key, reading);
    return reading;
  }

  return {
    async find(name, access, read) {
      const known = memory.find(name, access);
      if (known !== undefined) return { kind: 'read', value: known };
      const started = running.get(toKey(name, access));
      if (!started) return start(name, access, read);
      // The refresh that started it may be aborted, which does not concern this one.
      const shared = await started.catch(() => undefined);
      access.signal.throwIfAborted();
      return shared ?? start(name, access, read);
    },
  };
}

function toKey(name: string, { tokenFingerprint }: Access): string {
  return `${tokenFingerprint} ${name}`;
}

import type { Clock } from '../../platform/clock.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';

/** Remembers values for the token that read them, because another may not see them (S12). */
export interface Memory<Value> {
  /** Undefined when it was not read, or too long ago. */
  find(name: string, access: Access): Value | undefined;
  save(name: string, access: Access, value: Value): void;
  forget(name: string, access: Access): void;
}

const mostValues = 5_000;

/** Keeps the latest few thousand values, each for a limited time. */
export function createMemory<Value>(
  rememberedForMs: number,
  clock: Pick<Clock, 'monotonic'>,
): Memory<Value> {
  const remembered = new Map<string, { value: Value; readAt: number }>();
  return {
    find(name, access) {
      const known = remembered.get(toKey(name, access));
      return known && clock.monotonic() - known.readAt < rememberedForMs ? known.value : undefined;
    },
    save(name, access, value) {
      const key = toKey(name, access);
      remembered.delete(key);
      remembered.set(key, { value, readAt: clock.monotonic() });
      const [oldest] = remembered.keys();
      if (remembered.size > mostValues && oldest !== undefined) remembered.delete(oldest);
    },
    forget: (name, access) => void remembered.delete(toKey(name, access)),
  };
}

type Read<Value> = () => Promise<MaybeRead<Value>>;

/** What a token read, for a limited time. */
export interface RememberedReads<Value> {
  /** The remembered value, or a fresh one. Simultaneous reads of a name share one request. */
  find(name: string, access: Access, read: Read<Value>): Promise<MaybeRead<Value>>;
  /** Always a fresh value; when it cannot be read, the remembered one is forgotten. */
  read(name: string, access: Access, read: Read<Value>): Promise<MaybeRead<Value>>;
  /** The remembered value, without a request. */
  peek(name: string, access: Access): Value | undefined;
}

export function rememberReads<Value extends {} | null>(
  rememberedForMs: number,
  clock: Pick<Clock, 'monotonic'>,
  /** Whether a value is worth remembering: an incomplete one is read again. */
  isLasting: (value: Value) => boolean = () => true,
): RememberedReads<Value> {
  const memory = createMemory<Value>(rememberedForMs, clock);
  const running = new Map<string, Promise<MaybeRead<Value>>>();

  async function readAgain(name: string, access: Access, read: Read<Value>) {
    const found = await read();
    memory.forget(name, access);
    if (found.kind === 'read' && isLasting(found.value)) memory.save(name, access, found.value);
    return found;
  }

  function start(name: string, access: Access, read: Read<Value>): Promise<MaybeRead<Value>> {
    const key = toKey(name, access);
    const reading = readAgain(name, access, read).finally(
      () => running.get(key) === reading && running.delete(key),
    );
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
    read: readAgain,
    peek: (name, access) => memory.find(name, access),
  };
}

function toKey(name: string, { tokenFingerprint }: Access): string {
  return `${tokenFingerprint} ${name}`;
}

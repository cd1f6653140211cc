import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ApiRequest, ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** Remembers values for the token that read them, because another may not see them (S12). */
interface Memory<Value> {
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

/** The remembered value, or a fresh one. */
export async function findOrRead<Value>(
  memory: Memory<Value>,
  name: string,
  access: Access,
  read: () => Promise<MaybeRead<Value>>,
): Promise<MaybeRead<Value>> {
  const known = memory.find(name, access);
  return known === undefined
    ? readAgain(memory, name, access, read)
    : { kind: 'read', value: known };
}

/** A fresh value; when it cannot be read, the remembered one is forgotten. */
async function readAgain<Value>(
  memory: Memory<Value>,
  name: string,
  access: Access,
  read: () => Promise<MaybeRead<Value>>,
): Promise<MaybeRead<Value>> {
  const current = await read();
  memory.forget(name, access);
  if (current.kind === 'unread') return current;
  memory.save(name, access, current.value);
  return { kind: 'read', value: current.value };
}

function toKey(name: string, { tokenFingerprint }: Access): string {
  return `${tokenFingerprint} ${name}`;
}

/** Names, parents and default branches of repositories, which rarely change. */
export interface RememberedRepositories<Repository> {
  /** As it was read within the last ten minutes, or a fresh one. */
  find(repository: RepositoryReference, access: Access): Promise<MaybeRead<Repository>>;
  /** Always a fresh one. */
  read(repository: RepositoryReference, access: Access): Promise<MaybeRead<Repository>>;
}

const rememberedForMs = 10 * 60_000;

export function rememberRepositories<Repository>(
  toRequest: (repository: RepositoryReference) => ApiRequest<Repository>,
  api: Pick<ForgeApi, 'read'>,
  clock: Pick<Clock, 'monotonic'>,
): RememberedRepositories<Repository> {
  const memory = createMemory<Repository>(rememberedForMs, clock);
  return {
    find: (repository, access) =>
      findOrRead(memory, toName(repository), access, () => api.read(toRequest(repository), access)),
    read: (repository, access) =>
      readAgain(memory, toName(repository), access, () => api.read(toRequest(repository), access)),
  };
}

function toName(repository: RepositoryReference): string {
  return toFullName(repository).toLowerCase();
}

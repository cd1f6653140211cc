import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ApiRequest, ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** What was read a while ago, for the token that read it: another may not see it (S12). */
interface Memory<Value> {
  /** Undefined when it was not read, or too long ago. */
  find(name: string, access: Access): Value | undefined;
  save(name: string, access: Access, value: Value): void;
  forget(name: string, access: Access): void;
}

const mostRemembered = 5_000;

/** Keeps the latest few thousand values, each for so long. */
export function createMemory<Value>(
  rememberedForMs: number,
  clock: Pick<Clock, 'now'>,
): Memory<Value> {
  const remembered = new Map<string, { value: Value; readAt: number }>();
  return {
    find(name, access) {
      const known = remembered.get(toKey(name, access));
      return known && clock.now() - known.readAt < rememberedForMs ? known.value : undefined;
    },
    save(name, access, value) {
      const key = toKey(name, access);
      remembered.delete(key);
      remembered.set(key, { value, readAt: clock.now() });
      const [oldest] = remembered.keys();
      if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
    },
    forget: (name, access) => void remembered.delete(toKey(name, access)),
  };
}

/** As it is remembered, or as it is now. */
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

/** As it is now; what was remembered is forgotten when it cannot be read. */
async function readAgain<Value>(
  memory: Memory<Value>,
  name: string,
  access: Access,
  read: () => Promise<MaybeRead<Value>>,
): Promise<MaybeRead<Value>> {
  const answer = await read();
  memory.forget(name, access);
  if (answer.kind === 'unread') return answer;
  memory.save(name, access, answer.value);
  return { kind: 'read', value: answer.value };
}

function toKey(name: string, { tokenFingerprint }: Access): string {
  return `${tokenFingerprint} ${name}`;
}

/** What repositories are called, forked from and merge into: it rarely changes. */
export interface RememberedRepositories<Repository> {
  /** As it was read within the last minutes, or now. */
  find(repository: RepositoryReference, access: Access): Promise<MaybeRead<Repository>>;
  /** As it is now. */
  read(repository: RepositoryReference, access: Access): Promise<MaybeRead<Repository>>;
}

const rememberedForMs = 10 * 60_000;

/** Reads repositories as a forge's API shows them. */
export function rememberRepositories<Repository>(
  toRequest: (repository: RepositoryReference) => ApiRequest<Repository>,
  api: Pick<ForgeApi, 'read'>,
  clock: Pick<Clock, 'now'>,
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

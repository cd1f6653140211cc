import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../conditional-client.ts';
import type { Access, RepositoryReference } from '../forge.ts';
import type { ForgeApi, Unread } from '../forge-api.ts';
import { type NamedRepository, parseRepository, type RepositoryAnswer } from './answers.ts';
import { isSameName, toFullName } from './repository-name.ts';

type ReadRepository = { kind: 'read'; value: RepositoryAnswer } | Unread;

/** What repositories are called, forked from and merge into: it rarely changes. */
export interface Repositories {
  /** As it was read within the last minutes, or now. */
  find(repository: RepositoryReference, access: Access): Promise<ReadRepository>;
  /** As it is now. */
  read(repository: RepositoryReference, access: Access): Promise<ReadRepository>;
}

const rememberedForMs = 10 * 60_000;
const mostRemembered = 5_000;
const reading: Reading<RepositoryAnswer> = { shape: 'repository/1', parse: parseRepository };

export function createRepositories(api: ForgeApi, clock: Pick<Clock, 'now'>): Repositories {
  // S12: a token sees what it may see, so nothing is remembered across tokens.
  const remembered = new Map<string, { value: RepositoryAnswer; readAt: number }>();
  const read: Repositories['read'] = async (repository, access) => {
    const key = toKey(repository, access);
    const fullName = toFullName(repository);
    const url = `${api.baseUrl}/repos/${fullName}`;
    const answer = await api.read({ url, subject: `the repository ${fullName}`, reading }, access);
    remembered.delete(key);
    if (answer.kind === 'unread') return answer;
    remembered.set(key, { value: answer.value, readAt: clock.now() });
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
    return { kind: 'read', value: answer.value };
  };
  return {
    read,
    async find(repository, access) {
      const known = remembered.get(toKey(repository, access));
      const isFresh = known && clock.now() - known.readAt < rememberedForMs;
      return isFresh ? { kind: 'read', value: known.value } : read(repository, access);
    },
  };
}

/** By id where both are known: a name may have been given to another repository meanwhile. */
export function isSameRepository(one: NamedRepository, other: NamedRepository): boolean {
  if (one.id !== null && other.id !== null) return one.id === other.id;
  return isSameName(one, other);
}

function toKey(repository: RepositoryReference, { tokenFingerprint }: Access): string {
  return `${tokenFingerprint} ${toFullName(repository).toLowerCase()}`;
}

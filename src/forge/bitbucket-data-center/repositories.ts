import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import type { Access } from '../forge.ts';
import { isAccessDenied } from '../lookup/find-open.ts';
import { type RememberedRepositories, rememberRepositories } from '../lookup/repositories.ts';
import { type NamedRepository, toFullName, toStoredId } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { parseRepository } from './answers.ts';
import { toListReading, toRepositoryApiUrl } from './api.ts';

export type Repositories = RememberedRepositories<NamedRepository>;

const reading: Reading<NamedRepository> = { shape: 'repository/1', parse: parseRepository };

export function createRepositories(api: ForgeApi, clock: Pick<Clock, 'monotonic'>): Repositories {
  const byName = rememberRepositories(
    (repository) => ({
      url: toRepositoryApiUrl(repository, api),
      subject: `the repository ${toFullName(repository)}`,
      reading,
    }),
    api,
    clock,
  );
  return { ...byName, readById: (id, formerly, access) => searchById(id, formerly, api, access) };
}

const mostPages = 5;
const listReading = toListReading('repository-list/1', (item) => [parseRepository(item)]);

/**
 * The API reads no repository by its id. It redirects from a former name until another repository takes it;
 * then the one with the id is searched where it was if it was renamed, and by its name if it was moved.
 */
async function searchById(
  id: string,
  formerly: RepositoryReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<NamedRepository> | undefined> {
  const lists = [
    `${api.baseUrl}/projects/${formerly.owner}/repos?limit=1000`,
    `${api.baseUrl}/repos?name=${encode(formerly.name)}&limit=1000`,
  ];
  for (const url of lists) {
    const subject = `the repositories beside ${toFullName(formerly)}`;
    const list = await listPages(api, { url, subject, reading: listReading }, mostPages, access);
    // The project may have been deleted or hidden since.
    if (list.kind === 'unread' && !isAccessDenied(list)) return list;
    const listed = list.kind === 'read' ? list.value.flat() : [];
    const value = listed.find((repository) => repository && toStoredId(repository.id) === id);
    if (value) return { kind: 'read', value };
  }
  return undefined;
}

import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { type RememberedRepositories, rememberRepositories } from '../lookup/repositories.ts';
import { type NamedRepository, toFullName } from '../parsing/repository-identity.ts';
import { parseRepository } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';

export type Repositories = RememberedRepositories<NamedRepository>;

const reading: Reading<NamedRepository> = { shape: 'repository/1', parse: parseRepository };

export function createRepositories(api: ForgeApi, clock: Pick<Clock, 'monotonic'>): Repositories {
  return rememberRepositories(
    (repository) => ({
      url: toRepositoryApiUrl(repository, api),
      subject: `the repository ${toFullName(repository)}`,
      reading,
    }),
    api,
    clock,
  );
}

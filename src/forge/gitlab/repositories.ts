import type { Clock } from '../../platform/clock.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { type RememberedRepositories, rememberRepositories } from '../lookup/repositories.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { parseRepository, type RepositoryAnswer } from './answers.ts';
import { toProjectApiUrl } from './api.ts';

export type Repositories = RememberedRepositories<RepositoryAnswer>;

const reading: Reading<RepositoryAnswer> = { shape: 'project/2', parse: parseRepository };

export function createRepositories(api: ForgeApi, clock: Pick<Clock, 'monotonic'>): Repositories {
  return rememberRepositories(
    (repository) => ({
      url: toProjectApiUrl(repository, api),
      subject: `the project ${toFullName(repository)}`,
      reading,
    }),
    api,
    clock,
    (id, formerly) =>
      /^\d{1,15}$/.test(id)
        ? {
            url: `${api.baseUrl}/projects/${id}`,
            subject: `the project ${toFullName(formerly)}`,
            reading,
          }
        : undefined,
  );
}

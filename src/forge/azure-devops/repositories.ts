import type { Clock } from '../../platform/clock.ts';
import { type RememberedRepositories, rememberRepositories } from '../lookup/repositories.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { parseRepository, type RepositoryAnswer } from './answers.ts';
import { type AzureDevOpsApi, toRepositoryPath } from './api.ts';
import { toOwnerParts } from './names.ts';

export type Repositories = RememberedRepositories<RepositoryAnswer>;

export function createRepositories(
  api: AzureDevOpsApi,
  clock: Pick<Clock, 'monotonic'>,
): Repositories {
  return rememberRepositories(
    (repository) => {
      const { organization } = toOwnerParts(repository);
      return {
        url: api.toUrl(organization, toRepositoryPath(repository), { includeParent: 'true' }),
        subject: `the repository ${toFullName(repository)}`,
        reading: {
          shape: 'repository/1',
          parse: (body: unknown) => parseRepository(body, organization),
        },
      };
    },
    api,
    clock,
  );
}

import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Clock } from '../../platform/clock.ts';
import { type RememberedRepositories, rememberRepositories } from '../lookup/repositories.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { parseId, parseRepository, type RepositoryAnswer } from './answers.ts';
import { type AzureDevOpsApi, toIdPath, toRepositoryPath } from './api.ts';
import { toOwnerParts } from './names.ts';

export type Repositories = RememberedRepositories<RepositoryAnswer>;

export function createRepositories(
  api: AzureDevOpsApi,
  clock: Pick<Clock, 'monotonic'>,
): Repositories {
  const toRequest = (path: string, repository: RepositoryReference) => {
    const { organization } = toOwnerParts(repository);
    return {
      url: api.toUrl(organization, path, { includeParent: 'true' }),
      subject: `the repository ${toFullName(repository)}`,
      reading: {
        shape: 'repository/1',
        parse: (body: unknown) => parseRepository(body, organization),
      },
    };
  };
  return rememberRepositories(
    (repository) => toRequest(toRepositoryPath(repository), repository),
    api,
    clock,
    (id, formerly) => (parseId(id) ? toRequest(toIdPath(id), formerly) : undefined),
  );
}

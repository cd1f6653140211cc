import type { ForgeApi } from '../client/forge-api.ts';
import { probeRights, type RightRead, toAccountRead } from '../client/probe-rights.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { ProbedBranch, ProbeOutcome, ProbeRequest } from '../token-rights.ts';
import { toBuildStatusUrl, toRepositoryApiUrl } from './api.ts';

/** A token cannot read its own expiry without the name of its owner and its id. */
export function probeToken(
  { tracked }: ProbeRequest,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ProbeOutcome> {
  const account = toAccountRead(
    `${api.baseUrl}/inbox/pull-requests/count`,
    'A token of a project or repository has no account.',
  );
  return probeRights([account, ...(tracked ? listReads(tracked, api) : [])], api, access);
}

function listReads({ repository, headSha }: ProbedBranch, api: ForgeApi): RightRead[] {
  const name = toFullName(repository);
  const url = toRepositoryApiUrl(repository, api);
  const checks: RightRead[] =
    headSha === null
      ? []
      : [
          {
            right: 'checks',
            url: `${toBuildStatusUrl(headSha, api)}?limit=1`,
            subject: `the builds of ${name}`,
            grant: 'Give the token read access to the repository, or link another one.',
          },
        ];
  return [
    {
      right: 'pull_requests',
      url: `${url}/pull-requests?limit=1`,
      subject: `the pull requests of ${name}`,
      grant: 'Give the token read access to the repository.',
    },
    ...checks,
    {
      right: 'webhooks',
      url: `${url}/webhooks?limit=1`,
      subject: `the webhooks of ${name}`,
      grant: 'To install webhooks, the token must administer the repository.',
    },
  ];
}

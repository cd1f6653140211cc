import type { ForgeApi } from '../client/forge-api.ts';
import { probeRights, type RightRead, toAccountRead } from '../client/probe-rights.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import type { ProbedBranch, ProbeOutcome, ProbeRequest } from '../token-rights.ts';
import { toRepositoryApiUrl } from './api.ts';
import { checksGrant } from './checks.ts';

/** Bitbucket reports no expiry of tokens. */
export function probeToken(
  { tracked }: ProbeRequest,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ProbeOutcome> {
  const account = toAccountRead(
    `${api.baseUrl}/user`,
    'Grant the scope account. A token of a repository has no account.',
  );
  return probeRights([account, ...(tracked ? listReads(tracked, api) : [])], api, access);
}

function listReads({ repository, branch, headSha }: ProbedBranch, api: ForgeApi): RightRead[] {
  const name = toFullName(repository);
  const url = toRepositoryApiUrl(repository, api);
  return [
    {
      right: 'pull_requests',
      url: `${url}/pullrequests?pagelen=1`,
      subject: `the pull requests of ${name}`,
      grant: 'Grant the scope pullrequest.',
    },
    {
      right: 'checks',
      url: `${url}/commit/${encode(headSha ?? branch)}/statuses?pagelen=1`,
      subject: `the checks of ${name}`,
      grant: checksGrant,
    },
    {
      right: 'webhooks',
      url: `${url}/hooks?pagelen=1`,
      subject: `the webhooks of ${name}`,
      grant: 'To install webhooks, grant the scope webhook; the account must be an administrator.',
    },
  ];
}

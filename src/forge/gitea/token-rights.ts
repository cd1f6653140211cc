import type { ForgeApi } from '../client/forge-api.ts';
import { probeRights, type RightRead, toAccountRead } from '../client/probe-rights.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import type { ProbedBranch, ProbeOutcome, ProbeRequest } from '../token-rights.ts';
import { toRepositoryApiUrl } from './api.ts';
import { checksGrant } from './checks.ts';

/** Gitea's tokens do not expire. */
export function probeToken(
  { tracked }: ProbeRequest,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ProbeOutcome> {
  const account = toAccountRead(`${api.baseUrl}/user`, 'Grant the scope read:user.');
  return probeRights([account, ...(tracked ? listReads(tracked, api) : [])], api, access);
}

function listReads({ repository, branch, headSha }: ProbedBranch, api: ForgeApi): RightRead[] {
  const name = toFullName(repository);
  const url = toRepositoryApiUrl(repository, api);
  return [
    {
      right: 'pull_requests',
      url: `${url}/pulls?state=all&limit=1`,
      subject: `the pull requests of ${name}`,
      grant: 'Grant the scope read:repository.',
    },
    {
      right: 'checks',
      url: `${url}/commits/${encode(headSha ?? branch)}/status?limit=1`,
      subject: `the checks of ${name}`,
      grant: checksGrant,
    },
    {
      right: 'webhooks',
      url: `${url}/hooks?limit=1`,
      subject: `the webhooks of ${name}`,
      grant: 'To install webhooks, the token needs the scope write:repository of an administrator.',
    },
  ];
}

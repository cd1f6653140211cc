import type { ForgeApi } from '../client/forge-api.ts';
import { probeRights, type RightRead, toAccountRead } from '../client/probe-rights.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import type { ProbedBranch, ProbeOutcome, ProbeRequest } from '../token-rights.ts';
import { checksGrant } from './checks.ts';

/** The expiry of a token comes with every response. */
export function probeToken(
  { tracked }: ProbeRequest,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ProbeOutcome> {
  const account = toAccountRead(
    `${api.baseUrl}/user`,
    'A token of an app has no account, and finds no pull requests of a person.',
  );
  return probeRights([account, ...(tracked ? listReads(tracked, api) : [])], api, access);
}

function listReads({ repository, branch, headSha }: ProbedBranch, api: ForgeApi): RightRead[] {
  const name = toFullName(repository);
  const url = `${api.baseUrl}/repos/${name}`;
  return [
    {
      right: 'pull_requests',
      url: `${url}/pulls?per_page=1`,
      subject: `the pull requests of ${name}`,
      grant: 'Grant read access to pull requests, or the scope "repo" for a classic token.',
    },
    {
      right: 'checks',
      url: `${url}/commits/${encode(headSha ?? branch)}/check-runs?per_page=1`,
      subject: `the checks of ${name}`,
      grant: checksGrant,
    },
    {
      right: 'webhooks',
      url: `${url}/hooks?per_page=1`,
      subject: `the webhooks of ${name}`,
      grant:
        'To install webhooks, grant write access to webhooks, or the scope "admin:repo_hook" for a classic token.',
    },
  ];
}

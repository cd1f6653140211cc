import { probeRights, type RightRead, toAccountRead } from '../client/probe-rights.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { ProbedBranch, ProbeOutcome, ProbeRequest } from '../token-rights.ts';
import { type AzureDevOpsApi, toRepositoryPath } from './api.ts';
import { checksGrant } from './checks.ts';
import { toOwnerParts } from './names.ts';

/** Tokens belong to an organization: without a tracked branch, none is known. They do not report expiry. */
export async function probeToken(
  { tracked }: ProbeRequest,
  { api }: { api: AzureDevOpsApi },
  access: Access,
): Promise<ProbeOutcome> {
  return probeRights(tracked ? listReads(tracked, api) : [], api, access);
}

function listReads({ repository, headSha }: ProbedBranch, api: AzureDevOpsApi): RightRead[] {
  const name = toFullName(repository);
  const { organization } = toOwnerParts(repository);
  const path = toRepositoryPath(repository);
  const checks: RightRead[] =
    headSha === null
      ? []
      : [
          {
            right: 'checks',
            url: api.toUrl(organization, `${path}/commits/${headSha}/statuses`, { top: '1' }),
            subject: `the statuses of ${name}`,
            grant: checksGrant,
          },
        ];
  return [
    toAccountRead(
      api.toPreviewUrl(organization, '_apis/connectionData'),
      `Link a token of the organization ${organization}.`,
    ),
    {
      right: 'pull_requests',
      url: api.toUrl(organization, `${path}/pullRequests`, { $top: '1' }),
      subject: `the pull requests of ${name}`,
      grant: 'Grant the scope Code (read).',
    },
    ...checks,
    {
      right: 'webhooks',
      url: api.toUrl(organization, '_apis/hooks/subscriptions'),
      subject: `the service hooks of ${organization}`,
      grant: 'To install service hooks, the account must be an administrator of the project.',
    },
  ];
}

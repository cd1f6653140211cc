import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited } from '../client/forge-api.ts';
import { probeRights, type RightRead, toAccountRead } from '../client/probe-rights.ts';
import type { Access } from '../forge.ts';
import { findText, parseInstant, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { ProbedBranch, ProbeOutcome, ProbeRequest } from '../token-rights.ts';
import { toProjectApiUrl } from './api.ts';

const expiryReading: Reading<{ expiresOn: string | null }> = {
  shape: 'token-expiry/1',
  parse: (body) => {
    const fields = toFields(body);
    return fields && { expiresOn: findText(fields, 'expires_at') ?? null };
  },
};

/** OAuth tokens have no such resource, and are renewed by the program that has them. */
export async function probeToken(
  { tracked }: ProbeRequest,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<ProbeOutcome> {
  const account = toAccountRead(`${api.baseUrl}/user`, 'Grant the scope read_user or read_api.');
  const reads = [account, ...(tracked ? listReads(tracked, api) : [])];
  const outcome = await probeRights(reads, api, access);
  if (outcome.kind !== 'probed') return outcome;
  const url = `${api.baseUrl}/personal_access_tokens/self`;
  const subject = 'the expiry of the token';
  const expiry = await api.read({ url, subject, reading: expiryReading }, access);
  if (isRateLimited(expiry)) return expiry.outcome;
  const expiresOn = expiry.kind === 'read' ? expiry.value.expiresOn : null;
  return { ...outcome, expiresAt: parseInstant(expiresOn) };
}

function listReads({ repository }: ProbedBranch, api: ForgeApi): RightRead[] {
  const name = toFullName(repository);
  const url = toProjectApiUrl(repository, api);
  const grant = 'Grant the scope read_api, and access to the project.';
  return [
    {
      right: 'pull_requests',
      url: `${url}/merge_requests?per_page=1`,
      subject: `the merge requests of ${name}`,
      grant,
    },
    {
      right: 'checks',
      url: `${url}/pipelines?per_page=1`,
      subject: `the pipelines of ${name}`,
      grant,
    },
    {
      right: 'webhooks',
      url: `${url}/hooks?per_page=1`,
      subject: `the webhooks of ${name}`,
      grant: 'To install webhooks, the token needs the scope api and the role Maintainer.',
    },
  ];
}

import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { messages } from '../../text/messages.ts';

/** `github.com`: the host people know a forge by. */
export function toForgeName(forge: ForgeSummary): string {
  return URL.canParse(forge.web_base_url) ? new URL(forge.web_base_url).host : forge.id;
}

const spokenNames: Record<string, string> = {
  'github.com': 'GitHub',
  'gitlab.com': 'GitLab',
  'codeberg.org': 'Codeberg',
  'bitbucket.org': 'Bitbucket',
};

/** `GitHub` for the well-known hosts; others are called by their host. */
export function toSpokenName(host: string): string {
  return spokenNames[host] ?? host;
}

/** The name of the forge that serves a branch, as far as it is known. */
export function toForgeNameOf(status: DiffStatus, forges: readonly ForgeSummary[]): string {
  const forge = forges.find(({ id }) => id === status.forge_id);
  return forge ? toForgeName(forge) : (status.forge_id ?? messages.freshness.theForge);
}

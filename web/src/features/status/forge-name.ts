import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { messages } from '../../text/messages.ts';

/** `github.com`. The port of the built-in forge says nothing, so it has a name. */
export function toForgeHost(forge: ForgeSummary): string {
  const { id, web_base_url: url } = forge;
  if (!URL.canParse(url)) return id;
  return isDemoForge(forge) ? messages.demoForge : new URL(url).host;
}

/** The forge that the demo runs itself. */
function isDemoForge({ id, web_base_url: url }: ForgeSummary): boolean {
  return id === 'demo' && URL.canParse(url) && new URL(url).hostname === '127.0.0.1';
}

const wellKnownNames: Record<string, string> = {
  'github.com': 'GitHub',
  'gitlab.com': 'GitLab',
  'codeberg.org': 'Codeberg',
  'bitbucket.org': 'Bitbucket',
};

/** `GitHub` for well-known hosts, the host itself for all others. */
export function formatForgeName(host: string): string {
  return wellKnownNames[host] ?? host;
}

/** The host of the forge that serves a branch, else its id. */
export function findForgeHost(status: DiffStatus, forges: readonly ForgeSummary[]): string {
  const forge = forges.find(({ id }) => id === status.forge_id);
  return forge ? toForgeHost(forge) : (status.forge_id ?? messages.freshness.theForge);
}

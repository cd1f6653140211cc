import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { messages } from '../../text/messages.ts';

const paths: Record<string, string> = {
  github: '/settings/personal-access-tokens/new',
  gitlab: '/-/user_settings/personal_access_tokens',
  gitea: '/user/settings/applications',
  forgejo: '/user/settings/applications',
};

/** Where that forge lets a person create a token. */
export function toTokenPage(forge: ForgeSummary): string | undefined {
  const path = paths[forge.type];
  return path && `${forge.web_base_url.replace(/\/+$/, '')}${path}`;
}

export function formatScope(forge: ForgeSummary): string {
  const { scopes } = messages.forges;
  switch (forge.type) {
    case 'github':
    case 'gitlab':
    case 'gitea':
    case 'bitbucket':
      return scopes[forge.type];
    case 'forgejo':
      return scopes.gitea;
    default:
      return scopes.other;
  }
}

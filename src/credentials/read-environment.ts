import type { Environment } from '../platform/run-program.ts';
import { parseToken, type ReadCredential } from './credential.ts';

interface Variable {
  type: string;
  names: readonly string[];
  /** The one host that the tokens are for. */
  findHost: (environment: Environment) => string | undefined;
}

/**
 * The variables of the forges' own tools. S10: where a tool would send a token to any host, it is used only
 * for the host that the environment names.
 */
const variables: readonly Variable[] = [
  { type: 'github', names: ['GITHUB_TOKEN', 'GH_TOKEN'], findHost: findGitHubHost },
  {
    type: 'github',
    names: ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'],
    findHost: ({ GH_HOST }) => (isGitHubCloud(GH_HOST) ? undefined : toHost(GH_HOST)),
  },
  {
    type: 'gitlab',
    names: ['GITLAB_TOKEN', 'GITLAB_ACCESS_TOKEN'],
    findHost: ({ GITLAB_HOST, GITLAB_URI, GL_HOST }) =>
      toHost(GITLAB_HOST || GITLAB_URI || GL_HOST) ?? 'gitlab.com',
  },
  {
    type: 'gitea',
    names: ['GITEA_SERVER_TOKEN'],
    findHost: ({ GITEA_SERVER_URL }) => toHost(GITEA_SERVER_URL),
  },
];

export const readEnvironment: ReadCredential = async (host, { type }, { environment }) => {
  for (const { names, ...variable } of variables) {
    if (variable.type !== type || variable.findHost(environment) !== host) continue;
    for (const name of names) {
      const token = parseToken(environment[name]);
      if (token !== undefined) return { token, kind: 'environment', name };
    }
  }
  return undefined;
};

/** The hosts that the environment has a token for. */
export function listEnvironmentHosts(environment: Environment): { host: string; type: string }[] {
  return variables.flatMap(({ type, names, findHost }) => {
    const host = findHost(environment);
    const hasToken = names.some((name) => parseToken(environment[name]) !== undefined);
    return host !== undefined && hasToken ? [{ host, type }] : [];
  });
}

/** The variables that tools would prefer over what they have stored. */
export function withoutTokens(environment: Environment): Environment {
  const names = new Set([...variables.flatMap((variable) => variable.names), 'OAUTH_TOKEN']);
  const hosts = new Set(['GH_HOST', 'GITLAB_HOST', 'GITLAB_URI', 'GL_HOST', 'GH_REPO']);
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !names.has(name) && !hosts.has(name)),
  );
}

function findGitHubHost({ GH_HOST }: Environment): string {
  const host = toHost(GH_HOST);
  return host?.endsWith('.ghe.com') ? host : 'github.com';
}

function isGitHubCloud(text: string | undefined): boolean {
  const host = toHost(text);
  return host === 'github.com' || host?.endsWith('.ghe.com') === true;
}

/** The host of a name or a URL, with its port. */
export function toHost(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(url) ? new URL(url).host || undefined : undefined;
}

import type { ForgeScenario } from '../../testing/forge-scenario.ts';

/** URLs of `acme/app` at `web`, and foreign ones. */
export function toAddresses(web: string): Pick<ForgeScenario, 'origins' | 'pasted'> {
  const { host, hostname } = new URL(web);
  const page = `${web}/acme/app/pull-requests/12`;
  return {
    origins: {
      own: [
        `${web}/acme/app.git`,
        `${web}/acme/app`,
        `${web}/Acme/App/`,
        `http://ada@${host}/acme/app.git`,
        `http://x-token-auth:secret@${host}/acme/app.git`,
        `git@${hostname}:acme/app.git`,
        `ssh://git@${hostname}/acme/app.git`,
      ],
      foreign: [
        'https://github.com/acme/app.git',
        'git@bitbucket.org.evil.test:acme/app.git',
        `https://${host}/acme/app.git`,
        `${web}/acme`,
        `${web}/acme/app/src/main`,
        `${web}/acme/..`,
      ],
    },
    pasted: {
      own: [
        page,
        `${page}/`,
        `${page}/diff#comment-7`,
        `${page}/fix-flaky-login-test/commits`,
        `${page}?w=1),`,
        ` ${page}.\n`,
      ],
      foreign: [
        `${web}/acme/app/pull-requests/`,
        `${web}/acme/app/pull-requests/0`,
        `${web}/acme/app/pull-requests/new`,
        `${web}/acme/app/issues/12`,
        'https://bitbucket.org.evil.test/acme/app/pull-requests/12',
      ],
    },
  };
}

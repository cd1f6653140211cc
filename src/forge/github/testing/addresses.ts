import type { ForgeScenario } from '../../testing/forge-scenario.ts';

/** URLs of acme/app on a self-hosted server, and of other places. */
export function toAddresses(webBaseUrl: string): Pick<ForgeScenario, 'origins' | 'pasted'> {
  const { host, hostname } = new URL(webBaseUrl);
  const page = `${webBaseUrl}/acme/app/pull/12`;
  return {
    origins: {
      own: [
        `${webBaseUrl}/acme/app`,
        `${webBaseUrl}/acme/app.git`,
        `${webBaseUrl}/Acme/App/`,
        `http://ada:secret@${host}/acme/app.git`,
        `git@${hostname}:acme/app.git`,
        `git@${hostname}:/acme/app`,
        `ssh://git@${hostname}:2222/acme/app.git`,
      ],
      foreign: [
        `https://${host}/acme/app`,
        `http://${hostname}:1/acme/app`,
        `${webBaseUrl}/acme`,
        `${webBaseUrl}/acme/app/tree/main`,
        `${webBaseUrl}/acme/..`,
        'https://github.com/acme/app',
        'git@gitlab.com:acme/app.git',
        '/srv/git/acme/app',
      ],
    },
    pasted: {
      own: [
        page,
        ` ${page}/\n`,
        `${page}/files#diff-1`,
        `${page}/commits?w=1),`,
        `${page}#issuecomment-7;`,
        page.replace('acme/app', 'Acme/App'),
      ],
      foreign: [
        'https://github.com/acme/app/pull/12',
        `${webBaseUrl}/acme/app/issues/12`,
        `${webBaseUrl}/acme/app/pulls`,
        `${webBaseUrl}/acme/app/pull/0`,
        `${webBaseUrl}/acme/app/pull/1x`,
      ],
    },
  };
}

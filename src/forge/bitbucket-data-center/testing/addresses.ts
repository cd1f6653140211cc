import type { ForgeScenario } from '../../testing/forge-scenario.ts';

/** URLs of `ACME/app` at `webBaseUrl`, and foreign ones. */
export function toAddresses(webBaseUrl: string): Pick<ForgeScenario, 'origins' | 'pasted'> {
  return { origins: toOrigins(webBaseUrl), pasted: toPasted(webBaseUrl) };
}

function toOrigins(webBaseUrl: string): ForgeScenario['origins'] {
  const { host, hostname, origin } = new URL(webBaseUrl);
  return {
    own: [
      `${webBaseUrl}/scm/acme/app.git`,
      `${webBaseUrl}/scm/ACME/App/`,
      `http://ada:secret@${host}/git/scm/acme/app.git`,
      `${webBaseUrl}/projects/ACME/repos/app`,
      `${webBaseUrl}/projects/acme/repos/app/browse`,
      `ssh://git@${hostname}:7999/acme/app.git`,
      `ssh://git@${hostname}/ACME/app`,
      `ssh://git@${hostname}:7999/git/scm/acme/app.git`,
      `git@${hostname}:acme/app.git`,
    ],
    foreign: [
      `${origin}/scm/acme/app.git`,
      `${webBaseUrl}/acme/app.git`,
      `${webBaseUrl}/scm/acme`,
      `${webBaseUrl}/scm/acme/app/browse`,
      `${webBaseUrl}/scm/acme/..`,
      `${webBaseUrl}/scm/~../app`,
      `${webBaseUrl}/users/../repos/app`,
      `${webBaseUrl}/projects/ACME`,
      `https://bitbucket.org/acme/app.git`,
      `ssh://git@bitbucket.org/acme/app.git`,
      `ssh://git@${hostname}:7999/acme/app/more.git`,
    ],
  };
}

function toPasted(webBaseUrl: string): ForgeScenario['pasted'] {
  const page = `${webBaseUrl}/projects/ACME/repos/app/pull-requests/12`;
  return {
    own: [
      page,
      `${page}/`,
      `${page}/overview?commentId=7`,
      `${page}/diff#src/login.ts`,
      `${page}/commits),`,
      `${page}.`,
      `${webBaseUrl}/projects/acme/repos/App/pull-requests/12;`,
    ],
    foreign: [
      page.replace('/git/', '/'),
      page.replace('http:', 'ftp:'),
      page.replace('http://', 'http://ada@'),
      `${webBaseUrl}/projects/ACME/repos/app/pull-requests/0`,
      `${webBaseUrl}/projects/ACME/repos/app/pull-requests/12x`,
      `${webBaseUrl}/projects/ACME/repos/app/pull-requests?create`,
      `${webBaseUrl}/projects/ACME/repos/app/commits/12`,
      `${webBaseUrl}/users/../repos/app/pull-requests/12`,
      'https://bitbucket.org/acme/app/pull-requests/12',
    ],
  };
}

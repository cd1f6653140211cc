import type { ForgeScenario } from '../../testing/forge-scenario.ts';

/** URLs of `acme/Team Work/app` at `webBaseUrl`, and foreign ones. */
export function toAddresses(webBaseUrl: string): Pick<ForgeScenario, 'origins' | 'pasted'> {
  return { origins: listOrigins(webBaseUrl), pasted: listPasted(webBaseUrl) };
}

function listOrigins(webBaseUrl: string): ForgeScenario['origins'] {
  const { host, hostname, origin } = new URL(webBaseUrl);
  return {
    own: [
      `${webBaseUrl}/acme/Team%20Work/_git/app`,
      `${webBaseUrl}/ACME/team%20work/_git/App/`,
      `${webBaseUrl}/acme/Team%20Work/_git/app.git`,
      `${webBaseUrl}/acme/Team%20Work/_git/_optimized/app`,
      `${webBaseUrl}/acme/Team%20Work/_git/_full/app`,
      `http://ada:secret@${host}/tfs/acme/Team%20Work/_git/app`,
      `http://${host}/TFS/acme/Team%20Work/_git/app`,
      `ssh://git@${hostname}:22/tfs/acme/Team%20Work/_git/app`,
      `ssh://${hostname}/tfs/acme/Team%20Work/_ssh/app`,
    ],
    foreign: [
      `${origin}/acme/Team%20Work/_git/app`,
      `${webBaseUrl}/acme/Team%20Work/app`,
      `${webBaseUrl}/acme/Team%20Work/_git/app/pullrequest/12`,
      `${webBaseUrl}/acme/Team%20Work/_git/..`,
      `${webBaseUrl}/acme/Team%20Work/more/_git/app`,
      `${webBaseUrl}/_git/app`,
      `${webBaseUrl.replace('http:', 'https:')}/acme/Team%20Work/_git/app`,
      'https://dev.azure.com/acme/Team%20Work/_git/app',
      'git@ssh.dev.azure.com:v3/acme/Team%20Work/app',
      'git@github.com:acme/app.git',
    ],
  };
}

function listPasted(webBaseUrl: string): ForgeScenario['pasted'] {
  const page = `${webBaseUrl}/acme/Team%20Work/_git/app/pullrequest/12`;
  return {
    own: [
      page,
      `${page}/`,
      `${page}?_a=files&path=/src/login.ts`,
      `${page}#1767268800`,
      `${page}?_a=commits),`,
      `${page}.`,
      page.replace('pullrequest', 'pullRequest').replace('/tfs/acme', '/TFS/Acme'),
    ],
    foreign: [
      page.replace('/tfs/', '/'),
      page.replace('http:', 'https:'),
      page.replace('http://', 'http://ada@'),
      page.replace('/12', '/0'),
      page.replace('/12', '/12x'),
      page.replace('pullrequest', 'commit'),
      page.replace('/12', 's?_a=mine'),
      page.replace('app', '%E0%A4%A'),
      'https://dev.azure.com/acme/Team%20Work/_git/app/pullrequest/12',
    ],
  };
}

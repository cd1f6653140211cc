import type { ForgeScenario } from '../../testing/forge-scenario.ts';

/** Addresses of `acme/app` below `/gitlab` of `origin`, and others. */
export function toAddresses(origin: string): Pick<ForgeScenario, 'origins' | 'pasted'> {
  const { host, hostname } = new URL(origin);
  const page = `${origin}/gitlab/acme/app/-/merge_requests/12`;
  return {
    origins: {
      own: [
        `${origin}/gitlab/acme/app`,
        `${origin}/gitlab/acme/app.git`,
        `${origin}/gitlab/Acme/App/`,
        `http://oauth2:secret@${host}/gitlab/acme/app.git`,
        `git@${hostname}:acme/app.git`,
        `ssh://git@${hostname}:2222/acme/app.git`,
        `git@${hostname}:acme/app`,
      ],
      foreign: [
        `${origin}/acme/app`,
        `${origin}/gitlab/acme`,
        `${origin}/gitlab/acme/app/-/tree/main`,
        `${origin}/gitlab/../acme/app`,
        `${origin}/gitlab/acme/..`,
        'https://gitlab.com/acme/app',
        'git@gitlab.com:acme/app.git',
        'ssh://git@altssh.gitlab.com:443/acme/app.git',
        '/srv/git/acme/app',
      ],
    },
    pasted: {
      own: [
        page,
        ` ${page}/\n`,
        page.replace('/-/', '/'),
        `${page}/diffs#diff-1`,
        `${page}/commits?style=split),`,
        `${page}#note_7;`,
        page.replace('acme/app', 'Acme/App'),
      ],
      foreign: [
        page.replace('/gitlab', ''),
        page.replace('merge_requests', 'issues'),
        `${origin}/gitlab/acme/app/-/merge_requests`,
        `${origin}/gitlab/acme/-/merge_requests/12`,
        `${page}x`,
        page.replace('12', '0'),
        page.replace('http://', 'http://ada@'),
        'https://gitlab.com/acme/app/-/merge_requests/12',
      ],
    },
  };
}

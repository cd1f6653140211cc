import type { ForgeScenario } from '../../testing/forge-scenario.ts';

/** Addresses of `acme/app` below `/git` of `origin`, and others. */
export function toAddresses(origin: string): Pick<ForgeScenario, 'origins' | 'pasted'> {
  const { host, hostname } = new URL(origin);
  const page = `${origin}/git/acme/app/pulls/12`;
  return {
    origins: {
      own: [
        `${origin}/git/acme/app`,
        `${origin}/git/acme/app.git`,
        `${origin}/git/Acme/App/`,
        `http://ada:secret@${host}/git/acme/app.git`,
        `git@${hostname}:acme/app.git`,
        `ssh://git@${hostname}:2222/acme/app.git`,
        `gitea@${hostname}:acme/app`,
      ],
      foreign: [
        `${origin}/acme/app`,
        `${origin}/git/acme`,
        `${origin}/git/acme/app/src`,
        `${origin}/git/acme/app.wiki.git`,
        `${origin}/git/../acme`,
        'https://codeberg.org/acme/app',
        'git@codeberg.org:acme/app.git',
        '/srv/git/acme/app',
      ],
    },
    pasted: {
      own: [
        page,
        ` ${page}/\n`,
        `${page}/files#diff-1`,
        `${page}/commits?style=split),`,
        `${page}#issuecomment-7;`,
        page.replace('acme/app', 'Acme/App'),
      ],
      foreign: [
        `${origin}/acme/app/pulls/12`,
        `${origin}/git/acme/app/issues/12`,
        `${origin}/git/acme/app/pulls`,
        `${origin}/git/acme/app/pulls/0`,
        `${origin}/git/acme/app/pulls/1x`,
        `http://ada@${host}/git/acme/app/pulls/12`,
        'https://codeberg.org/acme/app/pulls/12',
      ],
    },
  };
}

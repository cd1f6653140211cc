import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listKnownHosts } from './known-hosts.ts';
import { createHome } from './testing/home.ts';

test('forges that gh, glab and tea are signed in to are known, damaged files are not', () => {
  using home = createHome({ GITLAB_TOKEN: 'secret' });
  home.write('.config/gh/hosts.yml', 'github.com:\n    user: ada\nghe.example:\n    user: ada\n');
  home.write('.config/glab-cli/config.yml', 'hosts:\n  gitlab.example:\n    token: x\n');
  const logins = 'logins:\n- url: https://git.example/base/\n- url: http://plain.example\n- 7\n';
  home.write('.config/tea/config.yml', logins);
  expect(listKnownHosts(home.machine)).toEqual([
    { host: 'github.com', webBaseUrl: 'https://github.com', type: 'github' },
    { host: 'ghe.example', webBaseUrl: 'https://ghe.example', type: 'github' },
    { host: 'gitlab.example', webBaseUrl: 'https://gitlab.example', type: 'gitlab' },
    { host: 'git.example', webBaseUrl: 'https://git.example/base', type: 'gitea' },
    { host: 'gitlab.com', webBaseUrl: 'https://gitlab.com', type: 'gitlab' },
  ]);
  home.write('.config/gh/hosts.yml', '{{{');
  home.write('.config/tea/config.yml', 'logins: &a [*a, *a]');
  expect(listKnownHosts(home.machine)).toHaveLength(2);
});

test.each([
  ['macOS', 'Library/Application Support/gh', 'Library/Application Support/', {}],
  ['Windows', 'Roaming/GitHub CLI', 'Local/', { APPDATA: 'Roaming', LOCALAPPDATA: 'Local' }],
])('the files of the tools are found where %s keeps them', (_name, gh, others, variables) => {
  using home = createHome();
  for (const [name, place] of Object.entries(variables)) {
    home.machine.environment[name] = join(home.directory, place);
  }
  home.write(join(gh, 'hosts.yml'), 'ghe.example:\n    user: ada\n');
  home.write(`${others}glab-cli/config.yml`, 'hosts:\n  gitlab.example:\n    token: x\n');
  home.write(`${others}tea/config.yml`, 'logins:\n- url: https://git.example\n');
  expect(listKnownHosts(home.machine).map(({ host }) => host)).toEqual([
    'ghe.example',
    'gitlab.example',
    'git.example',
  ]);
});

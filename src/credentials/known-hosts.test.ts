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

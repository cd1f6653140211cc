import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const load = (environment: Record<string, string> = {}, fileText?: string) =>
  loadConfig({ environment, fileText, homeDirectory: '/home/ada' });

describe('without any setting', () => {
  test('Afterpush serves github.com on loopback, with the embedded database', () => {
    expect(load()).toMatchObject({
      databaseUrl: undefined,
      dataDirectory: '/home/ada/.local/share/afterpush',
      host: '127.0.0.1',
      port: 4700,
      forges: [
        {
          id: 'github',
          type: 'github',
          apiBaseUrl: 'https://api.github.com',
          webBaseUrl: 'https://github.com',
          token: undefined,
        },
      ],
      durations: {
        noPrBackoffMs: 15_000,
        noPrRetryWindowMs: 120_000,
        diffStatusTtlMs: 120_000,
        noTokenBackoffMs: 600_000,
        acquisitionLeaseMs: 300_000,
      },
    });
  });

  test.each(['GITHUB_TOKEN', 'GH_TOKEN'])('%s is used for github.com', (variable) => {
    expect(load({ [variable]: 'secret' }).forges[0]?.token).toBe('secret');
  });
});

describe('settings', () => {
  test('of the environment override those of the file', () => {
    const config = load({ AFTERPUSH_PORT: '5000' }, 'port: 4800\nno_pr_backoff: 3s\n');
    expect(config.port).toBe(5000);
    expect(config.durations.noPrBackoffMs).toBe(3_000);
  });

  test.each([
    [{}, '', 1],
    [{ AFTERPUSH_POLL_FACTOR: '0' }, '', 0],
    [{ AFTERPUSH_POLL_FACTOR: '0.5' }, '', 0.5],
    [{ AFTERPUSH_POLL_FACTOR: '10' }, 'poll_factor: 2\n', 10],
    [{}, 'poll_factor: 0.25\n', 0.25],
  ])('%j with the file %j poll %d times as often', (environment, file, factor) => {
    expect(load(environment, file).pollFactor).toBe(factor);
  });

  test('of clients are ignored by the server', () => {
    const environment = { AFTERPUSH_URL: 'x', AFTERPUSH_TOKEN: 'y', AFTERPUSH_CHAT_ID: 'z' };
    expect(() => load(environment)).not.toThrow();
  });

  test.each([
    [{ AFTERPUSH_PROT: '1' }, 'AFTERPUSH_PROT is not a setting'],
    [{ AFTERPUSH_DATA_DIR: 'data' }, 'AFTERPUSH_DATA_DIR must be an absolute path'],
    [
      { AFTERPUSH_EVENTS_URL: 'nats://h:4222' },
      'AFTERPUSH_EVENTS_URL needs AFTERPUSH_DATABASE_URL',
    ],
    [{ AFTERPUSH_EVENTS_URL: 'http://h' }, 'AFTERPUSH_EVENTS_URL must be a URL like nats://'],
    [{ AFTERPUSH_PORT: '70000' }, 'AFTERPUSH_PORT must be a number from 0 to 65535'],
    [{ AFTERPUSH_PORT: '47oo' }, 'AFTERPUSH_PORT must be a number'],
    [{ AFTERPUSH_NO_PR_BACKOFF: '15' }, 'AFTERPUSH_NO_PR_BACKOFF must be a duration'],
    [{ AFTERPUSH_ACQUISITION_LEASE: '0s' }, 'AFTERPUSH_ACQUISITION_LEASE must be a duration'],
    ...['-1', '10.1', '1e1', 'half', '50%', 'NaN', 'Infinity', '.5'].map(
      (text): [Record<string, string>, string] => [
        { AFTERPUSH_POLL_FACTOR: text },
        `AFTERPUSH_POLL_FACTOR must be a number from 0 to 10, not "${text}"`,
      ],
    ),
    [{ AFTERPUSH_DATABASE_URL: 'mysql://x' }, 'AFTERPUSH_DATABASE_URL must be a URL'],
    [{ AFTERPUSH_ADMIN_TOKEN: 'short' }, 'AFTERPUSH_ADMIN_TOKEN must have at least 8'],
    [{ AFTERPUSH_LOG_LEVEL: 'loud' }, 'AFTERPUSH_LOG_LEVEL must be one of'],
    [{ AFTERPUSH_FORGES: 'nonsense' }, 'AFTERPUSH_FORGES must be a JSON array'],
    [{ AFTERPUSH_FORGES: '[]' }, 'AFTERPUSH_FORGES must be a JSON array'],
  ])('%j are rejected by name', (environment: Record<string, string>, message) => {
    expect(() => load(environment)).toThrow(message);
  });

  test('that are invalid are all named at once', () => {
    const attempt = () => load({ AFTERPUSH_PORT: 'x', AFTERPUSH_LOG_LEVEL: 'y' });
    expect(attempt).toThrow(/AFTERPUSH_PORT[\s\S]*AFTERPUSH_LOG_LEVEL/);
  });

  test('in a file that is not YAML are rejected', () => {
    expect(() => load({}, 'port: [')).toThrow('afterpush.config.yaml cannot be parsed');
    expect(() => load({}, '- port')).toThrow('afterpush.config.yaml must be a list');
    expect(() => load({}, 'prot: 1')).toThrow('AFTERPUSH_PROT is not a setting');
  });

  test('S10: are never repeated in a message when they are secret', () => {
    const attempt = () => load({ AFTERPUSH_SECRET_KEY: 'hush hush hush hush' });
    expect(attempt).toThrow('AFTERPUSH_SECRET_KEY must have');
    expect(attempt).not.toThrow(/hush/);
  });
});

describe('watched directories', () => {
  test('are separated like those of PATH or by commas, and may start at home', () => {
    const { watch } = load({ AFTERPUSH_WATCH: `/src${delimiter}~/work,/src` });
    expect(watch).toEqual(['/src', join('/home/ada', 'work')]);
    expect(load({}).watch).toEqual([]);
  });

  test.each(['watch: [/src, ~/work]', 'watch:\n  - /src\n  - ~/work', 'watch: "/src,~/work"'])(
    'may be written as YAML: %j',
    (text) => expect(load({}, text).watch).toEqual(['/src', join('/home/ada', 'work')]),
  );

  test.each(['watch: src', 'watch: [1]', 'watch: [[/src]]', 'watch: {a: /src}'])(
    'must be absolute: %j',
    (text) => expect(() => load({}, text)).toThrow('must list absolute directories'),
  );
});

describe('host aliases', () => {
  const toAliases = (value: string, more = {}) =>
    load({ AFTERPUSH_HOST_ALIASES: value, ...more }).hostAliases;

  test('are pairs of an alias and the host of a configured forge', () => {
    const aliases = toAliases(' Work=github.com, gh_2=GitHub.com ,');
    expect([...aliases]).toEqual([
      ['work', 'github.com'],
      ['gh_2', 'github.com'],
    ]);
    expect(load({}).hostAliases.size).toBe(0);
  });

  test.each([
    'host_aliases: work=github.com,home=github.com',
    'host_aliases: [work=github.com, home=github.com]',
    'host_aliases:\n  work: github.com\n  home: github.com',
  ])('may be written as YAML: %j', (text) => {
    expect([...load({}, text).hostAliases.keys()]).toEqual(['work', 'home']);
  });

  test.each([
    ['work', 'must be pairs like'],
    ['work=', 'must be pairs like'],
    ['work=a=b', 'must be pairs like'],
    ['work=https://github.com', 'must be pairs like'],
    ['work=gitlab.com', 'which no forge of AFTERPUSH_FORGES serves'],
    ['github.com=github.com', 'which is the host of a configured forge'],
    ['www.github.com=github.com', 'which is the host of a configured forge'],
  ])('that are invalid are named: %s', (value, message) => {
    expect(() => toAliases(value)).toThrow(message);
  });
});

describe('forges', () => {
  const withForge = (forge: object) =>
    load({ AFTERPUSH_FORGES: JSON.stringify([forge]) }).forges[0];

  test.each([
    ['https://api.github.com', 'https://github.com'],
    ['https://ghe.example.com/api/v3', 'https://ghe.example.com'],
    ['https://ghe.example.com:8443/api/v3/', 'https://ghe.example.com:8443'],
    ['http://127.0.0.1:3000/api/v3', 'http://127.0.0.1:3000'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ])('at %s have the web URL %s', (api_base_url, webBaseUrl) => {
    expect(withForge({ id: 'a', type: 'github', api_base_url })?.webBaseUrl).toBe(webBaseUrl);
  });

  test('may be written as YAML', () => {
    const file = 'forges:\n  - id: work\n    type: github\n    token: secret\n';
    expect(load({}, file).forges).toMatchObject([{ id: 'work', token: 'secret' }]);
  });

  test.each([
    ['gitlab', 'gitlab', 'https://gitlab.com'],
    ['forgejo', 'gitea', undefined],
    ['Bitbucket Data Center', 'bitbucket_data_center', undefined],
    ['stash', 'bitbucket_data_center', undefined],
    ['azure-devops', 'azure_devops', 'https://dev.azure.com'],
  ])('of type %s are parsed as %s', (type, expected, webBaseUrl) => {
    const address = webBaseUrl === undefined ? { web_base_url: 'https://git.test' } : {};
    const forge = withForge({ id: 'a', type, ...address });
    expect(forge).toMatchObject({ type: expected, webBaseUrl: webBaseUrl ?? 'https://git.test' });
  });

  test.each([
    [{ id: 'a', type: 'gitea' }, 'needs an "api_base_url"'],
    [{ type: 'github' }, 'needs an "id"'],
    [{ id: 'a', type: 'sourceforge' }, 'needs a "type", one of: github'],
    [{ id: 'a', type: 'github', api_base_url: 'ftp://x' }, 'has an "api_base_url"'],
    [{ id: 'a', type: 'github', api_base_url: 'https://u:p@x' }, 'has an "api_base_url"'],
    [{ id: 'a', type: 'github', web_base_url: 'nonsense' }, 'has a "web_base_url"'],
    [{ id: 'a', type: 'github', tokn: 'x' }, 'has an unknown field "tokn"'],
    [{ id: 'a', type: 'github', token: 'two words' }, 'has a "token"'],
  ])('%j are rejected', (forge, message) => {
    expect(() => withForge(forge)).toThrow(`AFTERPUSH_FORGES [0] ${message}`);
  });

  test('with the same id are rejected', () => {
    const forge = { id: 'a', type: 'github' };
    const attempt = () => load({ AFTERPUSH_FORGES: JSON.stringify([forge, forge]) });
    expect(attempt).toThrow('contains the id "a" twice');
  });
});
